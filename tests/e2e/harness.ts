import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import type { StaticServer } from '../../src/cli/static-server.ts';
import { launchChromium, serveStudio, watch } from './browser.ts';

const SCREENSHOTS = join('test-results', 'screenshots');

export interface Studio {
  /** Where the built studio is served, ending in a slash. */
  readonly url: string;
  readonly context: BrowserContext;
  /** The first page, not yet opened anywhere; `open` goes to a place. */
  readonly page: Page;
  /** Go to a place of the studio, such as '' or '#/source'. */
  open(place: string): Promise<void>;
  /** Keep a picture for a person to look at; returns its path. */
  screenshot(name: string): Promise<string>;
}

export interface StudioOptions {
  /** Messages of the console that this journey means to cause. Requests to other origins can never be allowed. */
  readonly expected?: readonly RegExp[];
  readonly context?: BrowserContextOptions;
}

let browser: Browser | null = null;
let server: StaticServer | null = null;

afterAll(async () => {
  await browser?.close();
  await server?.close();
  browser = server = null;
});

/**
 * Give the journey a browser without any history and the built studio. It fails, whatever the journey itself found,
 * when any page or worker asked another origin for anything, wrote an error or a policy violation to the console, or
 * threw outside every handler.
 */
export async function withStudio(
  journey: (studio: Studio) => Promise<void>,
  options: StudioOptions = {},
): Promise<void> {
  browser ??= await launchChromium();
  server ??= await serveStudio();
  const { url } = server;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options.context });
  const problems = watch(context, new URL(url).origin, options.expected ?? []);
  const page = await context.newPage();
  try {
    await journey({
      url,
      context,
      page,
      open: async place => void (await page.goto(url + place)),
      screenshot: name => keepPicture(page, name),
    });
  } catch (error) {
    const picture = await keepPicture(page, `failed-${Date.now()}`).catch(() => 'none');
    throw new Error([`The journey stopped; picture: ${picture}`, ...problems].join('\n'), { cause: error });
  } finally {
    await context.close();
  }
  if (problems.length > 0) throw new Error(['The journey came through, but:', ...problems].join('\n'));
}

async function keepPicture(page: Page, name: string): Promise<string> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const path = join(SCREENSHOTS, `${name}.png`);
  await page.screenshot({ path });
  return path;
}
