import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { PLACES } from '../../src/app/places.ts';
import { launchChromium, serveStudio, watch } from '../e2e/browser.ts';
import { prepare } from './prepare.ts';

/**
 * `npm run screenshots [-- --widths 1440,1024,390] [-- --only train,report]`: a picture of every place of the built
 * studio, light and dark, in docs/screenshots. Run npm run build first.
 */
const FOLDER = join('docs', 'screenshots');
const HEIGHTS: ReadonlyMap<number, number> = new Map([
  [1440, 900],
  [1024, 768],
  [390, 844],
]);
const ALL_PLACES: readonly string[] = PLACES.map(place => place.id);
const SCHEMES = ['light', 'dark'] as const;

interface Wanted {
  readonly widths: readonly number[];
  readonly places: readonly string[];
}

function wanted(): Wanted {
  const { values } = parseArgs({
    options: { widths: { type: 'string', default: '1440' }, only: { type: 'string', default: ALL_PLACES.join(',') } },
  });
  const widths = values.widths.split(',').map(Number);
  const unknownWidth = widths.find(width => !HEIGHTS.has(width));
  if (unknownWidth !== undefined) throw new Error(`--widths: expected some of ${[...HEIGHTS.keys()].join(', ')}`);
  const places = values.only.split(',');
  const unknownPlace = places.find(place => !ALL_PLACES.includes(place));
  if (unknownPlace !== undefined) throw new Error(`--only: there is no place "${unknownPlace}"`);
  return { widths, places };
}

/** Pictures of all wanted places in one colour scheme; the studio is filled once and then only resized. */
async function takeAll(
  browser: Browser,
  url: string,
  scheme: 'light' | 'dark',
  { widths, places }: Wanted,
): Promise<void> {
  const context = await browser.newContext({ colorScheme: scheme, reducedMotion: 'reduce' });
  const problems = watch(context, new URL(url).origin, []);
  const page = await context.newPage();
  await prepare(page, url);
  for (const width of widths) {
    await page.setViewportSize({ width, height: HEIGHTS.get(width)! });
    for (const place of places) await take(page, url, place, `${place}-${scheme}${width === 1440 ? '' : `-${width}`}`);
  }
  await context.close();
  if (problems.length > 0)
    throw new Error(['The studio reported while its pictures were taken:', ...problems].join('\n'));
}

async function take(page: Page, url: string, place: string, name: string): Promise<void> {
  await page.goto(`${url}#/${place}`);
  await page.locator('main').waitFor();
  // Charts and fonts come a moment after the place itself.
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  console.log(path);
}

mkdirSync(FOLDER, { recursive: true });
const order = wanted();
const server = await serveStudio();
const browser = await launchChromium();
try {
  for (const scheme of SCHEMES) await takeAll(browser, server.url, scheme, order);
} finally {
  await browser.close();
  await server.close();
}
