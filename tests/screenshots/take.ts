import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { PLACES, type RouteId } from '../../src/app/places.ts';
import { launchChromium, serveStudio, watch } from '../e2e/browser.ts';
import { settleIn } from '../e2e/steps.ts';
import { smallPng } from './small-png.ts';
import { STRETCHES } from './prepare.ts';

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
const ALL: readonly RouteId[] = ['start', ...PLACES.map(place => place.id), 'learn'];
const SCHEMES = ['light', 'dark'] as const;

interface Wanted {
  readonly widths: readonly number[];
  readonly places: readonly string[];
}

function wanted(): Wanted {
  const { values } = parseArgs({
    options: { widths: { type: 'string', default: '1440' }, only: { type: 'string', default: ALL.join(',') } },
  });
  const widths = values.widths.split(',').map(Number);
  const unknownWidth = widths.find(width => !HEIGHTS.has(width));
  if (unknownWidth !== undefined) throw new Error(`--widths: expected some of ${[...HEIGHTS.keys()].join(', ')}`);
  const places = values.only.split(',');
  const unknownPlace = places.find(place => !(ALL as readonly string[]).includes(place));
  if (unknownPlace !== undefined) throw new Error(`--only: there is no place "${unknownPlace}"`);
  return { widths, places };
}

/** The studio goes its way once; each place is taken when there is most to see in it. */
async function takeAll(browser: Browser, url: string, { widths, places }: Wanted): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1440, height: 900 } });
  const problems = watch(context, new URL(url).origin, []);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  for (const stretch of STRETCHES) {
    await stretch.go(page);
    const here = new URL(page.url()).hash;
    for (const place of stretch.places.filter(id => places.includes(id)))
      for (const scheme of SCHEMES) for (const width of widths) await take(page, place, scheme, width);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(url + here);
  }
  await context.close();
  if (problems.length > 0)
    throw new Error(['The studio reported while its pictures were taken:', ...problems].join('\n'));
}

async function take(page: Page, place: RouteId, scheme: 'light' | 'dark', width: number): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: HEIGHTS.get(width)! });
  await settleIn(page, place);
  await page.evaluate(() => document.querySelector('main')?.scrollTo(0, 0));
  // Messages would hide what they are about.
  const close = page.getByRole('button', { name: 'Close this message' });
  while ((await close.count()) > 0) await close.first().click();
  const path = join(FOLDER, `${place}-${scheme}-${width}.png`);
  const picture = smallPng(await page.screenshot({ animations: 'disabled' }));
  writeFileSync(path, picture);
  console.log(`${path} ${Math.round(picture.length / 1000)} kB`);
}

mkdirSync(FOLDER, { recursive: true });
const order = wanted();
const server = await serveStudio();
const browser = await launchChromium();
try {
  await takeAll(browser, server.url, order);
} finally {
  await browser.close();
  await server.close();
}
