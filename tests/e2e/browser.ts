import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { serveFolder, type StaticServer } from '../../src/cli/static-server.ts';
import { CHROMIUM_FLAGS } from '../tools/chromium-flags.ts';
import { installedBrowser } from '../tools/find-browser.ts';

export async function launchChromium(): Promise<Browser> {
  const executablePath = installedBrowser();
  if (executablePath === null) throw new Error('No Chrome, Chromium or Edge found; npm test installs one.');
  return chromium.launch({ executablePath, headless: true, args: CHROMIUM_FLAGS });
}

/** Serve the built studio as a plain static host does, with no header but the media type. */
export async function serveStudio(): Promise<StaticServer> {
  if (!existsSync(join('dist', 'index.html'))) throw new Error('There is no built studio; run npm run build first.');
  return serveFolder('dist', { port: 0 });
}

/** Collect in words everything that must not happen, from now on, in every page and worker of the context. */
export function watch(context: BrowserContext, origin: string, expected: readonly RegExp[]): string[] {
  const problems: string[] = [];
  const note = (problem: string): void => {
    if (!expected.some(pattern => pattern.test(problem))) problems.push(problem);
  };
  context.on('request', request => {
    const address = new URL(request.url());
    const own = address.origin === origin || ['blob:', 'data:', 'about:'].includes(address.protocol);
    if (!own) problems.push(`request to another origin: ${request.method()} ${request.url()}`);
  });
  context.on('console', message => {
    if (message.type() === 'error') note(`console error: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', error => note(`uncaught error: ${error.error().stack ?? error.error().message}`));
  context.on('page', page => {
    page.on('crash', () => problems.push('the page crashed'));
  });
  return problems;
}
