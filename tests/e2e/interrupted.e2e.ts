import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { openSample, pressPrimary } from './steps.ts';

/** The epoch a training says it is in. */
async function epoch(page: Page): Promise<number> {
  const text = await page
    .getByText(/Epoch \d+ of at most/)
    .first()
    .innerText();
  return Number(/Epoch (\d+)/.exec(text)![1]);
}

test('a training cut off by closing the tab or by a reload goes on from where it was', () =>
  withStudio(async ({ page, context, open, url }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await open('#/train');
    await page.getByLabel('Algorithm').selectOption({ label: 'Neural network' });
    await page.getByText('More settings').click();
    for (const name of ['Most epochs', 'Patience']) await page.getByLabel(name).fill('10000');
    // One row a step and wide layers: ten thousand epochs take minutes on any machine.
    await page.getByLabel('Batch size').fill('1');
    await page.getByLabel('Units of the hidden layers').fill('256, 256');
    await pressPrimary(page, /^\s*train\s*$/i);

    // A checkpoint is kept every three seconds.
    await page
      .getByText(/Epoch \d+ of at most/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.waitForTimeout(8000);
    const reached = await epoch(page);
    expect(reached).toBeGreaterThan(10);
    await page.close();

    const second = await context.newPage();
    const goOn = async (): Promise<number> => {
      const row = second.getByRole('row', { name: /Neural network/ });
      await row.getByText('interrupted').waitFor();
      await row.getByRole('button', { name: 'Continue' }).click();
      await second
        .getByText(/Epoch \d+ of at most/)
        .first()
        .waitFor({ timeout: 60_000 });
      return epoch(second);
    };
    await second.goto(`${url}#/train`);
    const first = await goOn();
    expect(first).toBeGreaterThan(reached / 4);

    await second.waitForTimeout(5000);
    const later = await epoch(second);
    await second.reload();
    expect(await goOn()).toBeGreaterThan(first);
    expect(later).toBeGreaterThan(first);

    await second.getByRole('button', { name: 'Stop and keep best' }).click();
    await second.getByText('ended early').waitFor({ timeout: 30_000 });
    expect(await second.getByText('interrupted').count()).toBe(0);
    await second.getByRole('button', { name: 'Evaluate' }).first().click();
    await second.getByRole('button', { name: 'Open the vault' }).click();
    await second.getByText(/looked at for 1 run/).waitFor();
  }));
