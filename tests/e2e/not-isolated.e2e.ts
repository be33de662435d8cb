import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { pressPrimary } from './steps.ts';

const WIDTH = 24;

/** Whether the first two numbers together are large. */
function table(rows: number): string {
  const lines = Array.from({ length: rows }, (_, r) => {
    const values = Array.from({ length: WIDTH }, (_, c) => ((r + 1) * (c + 7) * 7919) % 10_007);
    return [...values, values[0]! + values[1]! > 10_000 ? 'much' : 'little'].join(',');
  });
  return [[...Array.from({ length: WIDTH }, (_, c) => `x${c}`), 'answer'].join(','), ...lines].join('\n');
}

test('on a page without isolation a forest grows on several workers, and the run says so', () =>
  withStudio(
    async ({ page, open }) => {
      await open('');
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
      const cores = await page.evaluate(() => navigator.hardwareConcurrency);
      const file = { name: 'much.csv', mimeType: 'text/csv', buffer: Buffer.from(table(12_000)) };
      await page.locator('input[type=file]').first().setInputFiles(file);
      await page.getByRole('button', { name: 'Read the table' }).click();
      await page.getByText(/12,000 rows/).first().waitFor(); // prettier-ignore
      await page.getByLabel('Target column').selectOption({ label: 'answer' });
      await page.getByText('The task is classification').waitFor();
      await open('#/train');
      await page.getByLabel('Algorithm', { exact: true }).first().selectOption({ label: 'Random forest' });
      await pressPrimary(page, /^\s*train\s*$/i);
      const row = page.getByRole('row', { name: /Random forest/ }).first();
      await row.getByText('training', { exact: true }).waitFor({ state: 'detached', timeout: 180_000 });
      await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore
      if (cores === 1) return;
      await page
        .getByText(`${Math.min(16, cores)} threads with copies of the table`)
        .first()
        .waitFor();
    },
    { context: { serviceWorkers: 'block' }, expected: [/service worker/i] },
  ));
