import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type CDPSession, chromium } from 'playwright-core';
import { build } from 'vite';
import { serveFolder, type StaticServer } from '../../src/cli/static-server.ts';
import { CHROMIUM_FLAGS } from '../tools/chromium-flags.ts';
import { ensureBrowser } from '../tools/find-browser.ts';
import type { Contender, Measured } from './bench.ts';

const PAGE = join('tests', 'bench', 'page');

export interface BenchBrowser {
  contender(name: string, job: string, files: readonly string[], options: object): Contender;
  close(): Promise<void>;
}

/** Headless Chromium on a page built from tests/bench/page, whose worker runs one job a run. */
export async function openBrowser(cache: string, say: (line: string) => void): Promise<BenchBrowser> {
  const site = join(cache, 'site');
  say('Building the page that the measurements run in.');
  await build({
    root: PAGE,
    configFile: false,
    logLevel: 'error',
    base: './',
    worker: { format: 'es' },
    // TensorFlow.js starts its threads from the text of one of its functions, which renamed variables break.
    build: {
      outDir: join(process.cwd(), site),
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      minify: false,
    },
  });
  const server = await serveFolder(site, { port: 0, isolate: true });
  const browser = await chromium.launch({
    executablePath: ensureBrowser(() => undefined),
    args: [...CHROMIUM_FLAGS, '--no-sandbox'],
  });
  const session = await browser.newBrowserCDPSession();
  return {
    contender: (name, job, files, options) => ({
      name,
      run: () => runJob(browser, session, server, job, files, options),
    }),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

async function runJob(
  browser: Browser,
  session: CDPSession,
  server: StaticServer,
  job: string,
  files: readonly string[],
  options: object,
): Promise<Measured> {
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.setInputFiles('input', [...files]);
    const memory = await watchMemory(session);
    const measured = await page.evaluate(([name, given]) => (window as unknown as BenchWindow).runJob(name, given), [
      job,
      options,
    ] as const);
    const peakBytes = memory?.peak();
    return peakBytes === undefined ? measured : { ...measured, peakBytes };
  } finally {
    await page.close();
  }
}

interface BenchWindow {
  runJob(job: string, options: object): Promise<Measured>;
}

/**
 * How far the renderers grow from now on: the kernel keeps the largest resident size of each process (VmHWM), which
 * writing 5 to clear_refs sets back. Linux alone tells; elsewhere null.
 */
async function watchMemory(session: CDPSession): Promise<{ peak(): number } | null> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  try {
    for (const id of renderers) writeFileSync(`/proc/${id}/clear_refs`, '5');
    const before = renderers.map(id => residentBytes(id, 'VmRSS'));
    return {
      peak: () => renderers.reduce((sum, id, i) => sum + residentBytes(id, 'VmHWM') - before[i]!, 0),
    };
  } catch {
    return null;
  }
}

function residentBytes(process: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) * 1024;
}
