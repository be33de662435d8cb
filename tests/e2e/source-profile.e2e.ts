import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';

const dirty = [
  '\uFEFFname;__proto__;;amount;code',
  ...Array.from({ length: 60 }, (_, i) =>
    i % 9 === 8 ? `short ${i}` : `"a;${i}";${i % 3};x;${i / 2};${i % 10 ? i : 'n/k'}`,
  ),
].join('\r\n');

const drop = (page: Page, name: string, text: string) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

const shows = (page: Page, text: string | RegExp) => page.getByText(text).filter({ visible: true }).first().waitFor();

test('a text with dirt comes in as it was meant, and every change can be undone', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await drop(page, 'dirty.csv', dirty);
    const delimiter = page.getByLabel('Columns are divided by');
    await delimiter.waitFor();
    expect(await delimiter.inputValue()).toBe(';');

    // The preview follows each choice.
    await delimiter.selectOption('|');
    await shows(page, 'name;__proto__;;amount;code');
    await delimiter.selectOption(';');
    await page.getByRole('columnheader', { name: '__proto__' }).waitFor();
    await page.getByRole('button', { name: 'Read the table' }).click();

    await shows(page, /60 rows × 5 columns/);
    await shows(page, /6 rows had fewer cells than the header/);
    await page.getByLabel('Target column').selectOption({ label: 'amount' });
    await shows(page, 'regression');
    await page.getByLabel('Type of code').selectOption('number');
    await shows(page, /\d+ values do not fit and count as missing, such as “n\/k”/);
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect.poll(() => page.getByLabel('Type of code').inputValue()).not.toBe('number');

    // What was chosen is there after a reload.
    await page.reload();
    await shows(page, /60 rows × 5 columns/);
    expect(await page.getByLabel('Role of amount').inputValue()).toBe('target');
    await screenshot('source-dirty');

    await page.getByRole('link', { name: 'Look at the profile' }).click();
    await shows(page, '“column 3” never changes.');
    await page.locator('td', { hasText: '__proto__' }).first().click();
    await page.getByRole('region', { name: 'Column __proto__' }).getByText('Standard deviation').waitFor();
  }));

test('a file that is no table leaves the project as it was', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    await page.getByRole('button', { name: 'Open Wine cultivars' }).click();
    await shows(page, /178 rows × 14 columns/);
    await page.getByRole('button', { name: 'Add data…' }).click();
    await drop(page, 'page.csv', '<!doctype html><html><body>Sign in</body></html>');
    await shows(page, /page\.csv is a web page/);
    await drop(page, 'names.csv', 'a,b\n');
    await page.getByRole('button', { name: 'Read the table' }).click();
    await shows(page, /names\.csv has column names but no rows/);
    await page.getByRole('button', { name: 'Choose something else' }).click();
    await shows(page, /178 rows × 14 columns/);
  }));

test('with the keyboard alone: open the sample with a leak, set it aside, take that back', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    const press = async (name: string | RegExp, role: 'button' | 'link' = 'button') => {
      const target = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
      await target.waitFor();
      for (let i = 0; i < 150; i++) {
        if (await target.evaluate(element => element === document.activeElement)) return page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
      }
      throw new Error(`"${String(name)}" cannot be reached with Tab.`);
    };
    await press('Open Bike rentals');
    await shows(page, /6,047 rows × 12 columns/);
    await press('Look at the profile', 'link');
    await shows(page, '“casual” + “registered” add up to the target in every row.');
    await press(/^Set both aside/);
    await expect.poll(() => page.getByRole('button', { name: 'Set both aside' }).count()).toBe(0);
    await screenshot('profile-decided');
    await press('Undo');
    await page.getByRole('button', { name: 'Set both aside' }).waitFor();
    await press(/^Keep/);
    await shows(page, '1 finding already decided');
  }));
