import type { Page } from 'playwright-core';

/** Open the studio as the pictures shall find it. */
export async function prepare(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator('main').waitFor();
}
