import type { Locator, Page } from 'playwright-core';

// A person without a mouse: Tab to move, Enter to press, letters and arrows to choose.

const MOST_TABS = 300;

/** Move with Tab until this has the focus; wait for it to be there and usable first. */
export async function tabTo(page: Page, target: Locator, timeout = 60_000): Promise<void> {
  const there = target.filter({ visible: true }).first();
  await there.waitFor({ timeout });
  for (let i = 0; i < MOST_TABS; i++) {
    if (await there.evaluate(element => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(target)} cannot be reached with Tab.`);
}

export async function press(page: Page, target: Locator, timeout = 60_000): Promise<void> {
  await tabTo(page, target, timeout);
  await page.keyboard.press('Enter');
}

/** Choose from a list by typing the beginning of what it says. */
export async function chooseByTyping(page: Page, list: Locator, text: string): Promise<void> {
  await tabTo(page, list);
  await page.keyboard.type(text);
}

/** Press whatever the screens put forward, one after another, until this place is reached; returns what was pressed. */
export async function followTo(page: Page, place: string): Promise<readonly string[]> {
  const pressed: string[] = [];
  while (!page.url().includes(`#/${place}`)) {
    if (pressed.length > 12) throw new Error(`"${place}" is not reached by: ${pressed.join(' · ')}`);
    const button = page.locator('main .btn.primary:not([disabled]):not([aria-busy=true])').first();
    await tabTo(page, button);
    const focused = await page.evaluateHandle(() => document.activeElement as HTMLElement);
    const words = (await focused.evaluate(element => element.innerText)).trim();
    await page.keyboard.press('Enter');
    pressed.push(words);
    // Another screen takes its place, or it has done its work and says something else.
    await page.waitForFunction(
      ([element, said]) =>
        !element.isConnected || !element.classList.contains('primary') || element.innerText.trim() !== said,
      [focused, words] as const,
      { timeout: 120_000 },
    );
  }
  return pressed;
}
