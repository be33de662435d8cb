import { expect, test } from 'vitest';
import { AXE, violations } from './axe.ts';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile, pressPrimary } from './steps.ts';

const cities = ['Ulm', 'Bonn', 'Kiel'];
const rows = Array.from({ length: 240 }, (_, i) => {
  const store = i % 6;
  const visitors = 50 + ((i * 37) % 100);
  return `${store},${visitors},${i % 2 ? 'yes' : 'no'},${(visitors * (1 + (store % 3))) / 2 + ((i * 13) % 7)}`;
});
const SALES = ['store,visitors,holiday,revenue', ...rows].join('\n');
const STORES = [
  'store,city,size',
  ...Array.from({ length: 5 }, (_, s) => `${s},${cities[s % 3]},${100 * (s + 1)}`),
].join('\n');

const QUERY = `SELECT data.*, city, size, count(*) OVER (PARTITION BY city) AS rows_in_city
FROM data LEFT JOIN stores USING (store)
ORDER BY data.rowid`;

/** Two files, joined by the panel and then in SQL, aggregated over a window, looked at, and a model trained on the result. */
test('two files are joined and aggregated by SQL, and a model learns from what comes out', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    const drop = page.getByRole('group', { name: /drop a table/i });
    await dropFile(page, drop, 'sales.csv', SALES);
    await pressPrimary(page, /read/i);
    await arriveAt(page, 'source');
    await page.getByLabel('Target column').selectOption({ label: 'revenue' });

    await page.getByRole('button', { name: 'Add data…' }).click();
    await dropFile(page, drop, 'stores.csv', STORES);
    await pressPrimary(page, /read/i);
    await page.getByText('stores.csv was added').waitFor();
    await page.getByText(/Not possible: it lacks “visitors”/).waitFor();
    await screenshot('sql-second-table');
    await page.getByRole('button', { name: 'Join with it' }).click();

    await arriveAt(page, 'pipeline');
    await page.getByText(/It gives 240 rows from 240; 200 of these have a match/).waitFor({ timeout: 60_000 });
    await page.getByText(/LEFT JOIN stores/).waitFor();
    await page.evaluate(AXE);
    expect(await violations(page)).toEqual([]);
    await screenshot('sql-join-panel');
    await page.getByRole('button', { name: 'Go on in SQL' }).click();

    const editor = page.getByRole('textbox', { name: 'Query' });
    await page.locator('.cm-content').waitFor();
    const write = async (query: string): Promise<void> => {
      await editor.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(query);
      await page.keyboard.press('Control+Enter');
    };
    await write(QUERY.replace('size', 'sice'));
    await page
      .getByText(/line 1, column 22: There is no column "sice"/)
      .first()
      .waitFor({ timeout: 60_000 });
    expect(await page.locator('.cm-lintRange-error').innerText()).toBe('sice');
    await screenshot('sql-error');
    await write(QUERY);
    await page.getByText(/240 rows · 7 columns · .* · read from data and stores/).waitFor({ timeout: 60_000 });
    await page
      .getByRole('columnheader', { name: /rows_in_city/ })
      .first()
      .waitFor();
    await page.evaluate(AXE);
    expect(await violations(page)).toEqual([]);
    await screenshot('sql-preview');

    await page.getByRole('button', { name: 'Add a row operation' }).click();
    await page.getByText('Group and aggregate, written as SQL').click();
    await page.getByRole('checkbox', { name: 'city', exact: true }).check();
    await page.getByRole('button', { name: 'Add a value' }).click();
    await page.getByText(/GROUP BY city\s+ORDER BY city/).waitFor();
    expect(await violations(page)).toEqual([]);
    await screenshot('sql-group-panel');
    await page.getByRole('button', { name: 'Cancel' }).click();

    await pressPrimary(page, /features/i);
    await arriveAt(page, 'features');
    await page.getByText('rows_in_city').first().waitFor();
    await pressPrimary(page, /train a model/i);
    await arriveAt(page, 'train');
    await pressPrimary(page, /^\s*train\s*$/i);
    await pressPrimary(page, /evaluate/i, 120_000);
    await arriveAt(page, 'evaluate');
  }));

test('a file with the same columns is appended, and the append taken back', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    const drop = page.getByRole('group', { name: /drop a table/i });
    await dropFile(page, drop, 'sales.csv', SALES);
    await pressPrimary(page, /read/i);
    await arriveAt(page, 'source');
    await page.getByRole('button', { name: 'Add data…' }).click();
    await dropFile(page, drop, 'more.csv', `${SALES.replace('\n', ',note\n').replaceAll(/(\d)\n/g, '$1,x\n')},x`);
    await pressPrimary(page, /read/i);
    await page.getByText('4 columns of 4 match by name; “note” will be left out.').waitFor();
    await page.getByRole('button', { name: 'Append its rows' }).click();
    await page.getByText(/480 rows × 4 columns/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page
      .getByText(/240 rows × 4 columns/)
      .first()
      .waitFor();
  }));
