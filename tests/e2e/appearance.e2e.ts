import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { PLACES, type RouteId } from '../../src/app/places.ts';
import { prepare } from '../screenshots/prepare.ts';
import { AXE, violations } from './axe.ts';
import { overflow, textsOutside } from './boxes.ts';
import { withStudio } from './harness.ts';
import { settleIn } from './steps.ts';

const ROUTES: readonly RouteId[] = ['start', ...PLACES.map(place => place.id), 'learn'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;
/** Milliseconds the main thread may be kept busy in one piece while a place opens; plotly's first start is let off. */
const LONGEST = 200;

interface LongTask {
  readonly route: string;
  readonly milliseconds: number;
}

const primaries = (page: Page): Promise<string[]> =>
  page.locator('main .btn.primary').filter({ visible: true }).allTextContents();

/** Keep every long task with the place it happened in. */
async function watchMainThread(page: Page): Promise<void> {
  await page.evaluate(() => {
    const kept: { route: string; milliseconds: number }[] = [];
    Object.assign(window, { longTasks: kept });
    new PerformanceObserver(list => {
      for (const task of list.getEntries()) kept.push({ route: location.hash, milliseconds: task.duration });
    }).observe({ type: 'longtask' });
  });
}

async function drainLongTasks(page: Page): Promise<LongTask[]> {
  return page.evaluate(() => (window as unknown as { longTasks: LongTask[] }).longTasks.splice(0));
}

test(
  'a filled project: no place breaks the rules of accessibility, scrolls sideways or holds up the page',
  () =>
    withStudio(async ({ page, open }) => {
      page.setDefaultTimeout(60_000);
      await open('');
      await prepare(page);

      // From a fresh start. With the first chart, in Train, comes plotly; every other place counts from its first opening.
      await page.reload();
      await settleIn(page, 'train');
      await watchMainThread(page);
      for (const route of [...ROUTES, ...ROUTES]) await settleIn(page, route);
      const tasks = (await drainLongTasks(page)).sort((a, b) => b.milliseconds - a.milliseconds);
      const [longest] = tasks;
      console.log(
        longest
          ? `${tasks.length} long tasks; the longest kept the page for ${Math.round(longest.milliseconds)} ms in ${longest.route}`
          : 'no long task while the places opened',
      );

      await page.evaluate(AXE);
      const found: string[] = [];
      for (const size of SIZES) {
        await page.setViewportSize(size);
        for (const scheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
          for (const route of ROUTES) {
            await settleIn(page, route);
            const where = `${route} at ${size.width}, ${scheme}`;
            if (size.width !== 1024) found.push(...(await violations(page)).map(line => `${where}: ${line}`));
            const wide = await overflow(page);
            if (wide > 0) found.push(`${where}: scrolls ${wide} px sideways`);
            if (scheme === 'light') found.push(...(await textsOutside(page)).map(line => `${where}: ${line}`));
            const buttons = await primaries(page);
            if (buttons.length > 1) found.push(`${where}: more than one primary button: ${buttons.join(', ')}`);
          }
        }
      }
      expect(found).toEqual([]);
      expect(tasks.filter(task => task.milliseconds > LONGEST)).toEqual([]);
    }),
  600_000,
);
