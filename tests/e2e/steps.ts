import type { Locator, Page } from 'playwright-core';
import { addressOf, placeOf, type RouteId } from '../../src/app/places.ts';

// What a person does in the studio, by the words on the screen.

/** The one button a screen puts forward. */
export const primary = (page: Page): Locator => page.locator('main .btn.primary').filter({ visible: true }).first();

/** Press the button put forward, once it says what is expected. */
export async function pressPrimary(page: Page, words: RegExp, timeout = 60_000): Promise<void> {
  const button = page.locator('main .btn.primary').filter({ visible: true, hasText: words }).first();
  await button.waitFor({ timeout });
  await button.click();
}

/** Wait for the place whose name the address carries. */
export const arriveAt = (page: Page, place: string): Promise<void> =>
  page.waitForURL(new RegExp(`#/${place}`), { timeout: 60_000 });

export async function openSample(page: Page, title: string): Promise<void> {
  await page
    .getByRole('button', { name: new RegExp(title, 'i') })
    .first()
    .click();
  await arriveAt(page, 'source');
}

/** Drop a file on the box with this label, as a person does from the desktop. */
export async function dropFile(page: Page, target: Locator, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content!], fileName!, { type: 'text/csv' }));
      return data;
    },
    [name, text] as const,
  );
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}

/** Go to a place as a link does and wait until it is all there: its name, its charts, no work under way. */
export async function settleIn(page: Page, route: RouteId): Promise<void> {
  const label = placeOf(route)?.label ?? (route === 'learn' ? 'Learn' : '');
  await page.evaluate(address => (location.hash = address), addressOf(route));
  await page.waitForFunction(
    name => document.title.startsWith(name) && document.querySelector('main h1') !== null,
    label ? `${label} · ` : '',
  );
  await page.waitForTimeout(150);
  await page.waitForFunction(
    () =>
      document.querySelector('[aria-busy="true"], footer .job') === null &&
      [...document.querySelectorAll('figure .plot')].every(plot => plot.querySelector('.main-svg') !== null),
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.waitForTimeout(150);
}
