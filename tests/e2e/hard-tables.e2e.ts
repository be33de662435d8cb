import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt } from './steps.ts';

// Tables that can be read and are hard to learn from: a right result, or a refusal that gives its reason.

const value = (row: number, column: number): number => ((row * 37 + column * 61 + row * column * 13) % 101) / 10;

/** A table with these columns and so many rows. */
const csv = (header: readonly string[], rows: number, line: (row: number) => readonly (string | number)[]): string =>
  [header, ...Array.from({ length: rows }, (_, row) => line(row))].map(cells => cells.join(',')).join('\n');

async function bringIn(page: Page, name: string, text: string): Promise<void> {
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: 'Read the table' }).click();
  await arriveAt(page, 'source');
  const target = page.getByLabel('Target column');
  await target.selectOption({ label: 'y' });
  await expect.poll(() => target.locator('option:checked').textContent()).toBe('y');
}

async function trainAndOpenVault(page: Page, open: (place: string) => Promise<void>): Promise<void> {
  await open('#/train');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Evaluate' }).first().click({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Open the vault' }).click();
  await page.getByText(/looked at for 1 run/).waitFor({ timeout: 60_000 });
}

/** A metric on the test rows, as shown. */
const onTestRows = async (page: Page, metric: string): Promise<string> =>
  (await page.getByRole('row', { name: metric }).getByRole('cell').nth(1).innerText()).split(/\s/)[0]!;

test('a target with one class, or without a value, or nothing to learn from, is refused with its reason', () =>
  withStudio(async ({ page, open }) => {
    const cases = [
      ['one-class.csv', csv(['x', 'y'], 60, row => [value(row, 1), 'blue']), /at least 2 classes .* only "blue"/],
      ['no-target.csv', csv(['x', 'y'], 60, row => [value(row, 1), '']), /at least 2 usable rows, got 0/],
      ['no-feature.csv', csv(['gone', 'y'], 60, row => ['', value(row, 1)]), /at least one feature column, got none/],
    ] as const;
    for (const [name, text, reason] of cases) {
      await open('');
      await bringIn(page, name, text);
      await open('#/train');
      const train = page.getByRole('button', { name: 'Train', exact: true });
      const notice = page.getByRole('alert').getByText(reason);
      // What the split alone shows is said at once; the rest when it is tried.
      await expect
        .poll(
          async () => (await notice.count()) > 0 || /rows to learn from/.test(await page.locator('main').innerText()),
        )
        .toBe(true);
      if ((await notice.count()) === 0) await train.click();
      await notice.waitFor();
    }
  }));

test('three rows are learned from and measured as far as three rows go', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    await bringIn(page, 'three.csv', 'x,z,y\n1,2,1.5\n2,3,2.5\n3,5,7.25\n');
    await trainAndOpenVault(page, open);
    await page.getByText('There were too few rows to cross-validate.').first().waitFor();
    expect(Number(await onTestRows(page, 'RMSE'))).toBeGreaterThan(0);
    // One test row has no variance to explain.
    expect(await onTestRows(page, 'R²')).toBe('–');
  }));

test('a column without a value is left aside, and the others are learned from', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    await bringIn(
      page,
      'gap.csv',
      csv(['x', 'gone', 'y'], 60, row => [value(row, 1), '', 3 * value(row, 1) + 1]),
    );
    await trainAndOpenVault(page, open);
    expect(Number(await onTestRows(page, 'R²'))).toBeGreaterThan(0.9);
  }));

test('more columns than rows, up to two thousand, and the tab stays alive', () =>
  withStudio(async ({ page, open }) => {
    for (const [rows, columns] of [
      [20, 60],
      [50, 2000],
    ] as const) {
      const names = [...Array.from({ length: columns - 1 }, (_, i) => `x${i}`), 'y'];
      await open('');
      await bringIn(
        page,
        'wide.csv',
        csv(names, rows, row => names.map((_, column) => value(row, column))),
      );
      await page.getByText(`${rows} rows × ${columns.toLocaleString('en')} columns`).waitFor();
      await open('#/profile');
      await page.getByText(`${columns.toLocaleString('en')} columns. Choose one`).waitFor({ timeout: 30_000 });
      await trainAndOpenVault(page, open);
      expect(Number(await onTestRows(page, 'RMSE'))).toBeLessThan(5);
    }
  }));
