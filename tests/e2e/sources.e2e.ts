import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { readTable } from '../../src/io/read.ts';
import { withStudio } from './harness.ts';
import { arriveAt } from './steps.ts';

const choose = (page: Page, name: string, content: Uint8Array): Promise<void> =>
  page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
const read = (page: Page) => page.getByRole('button', { name: 'Read the table' }).click();

test('a table in a zip is chosen, read, noted with its licence, and leaves as Parquet with a description', () =>
  withStudio(async ({ page, open, screenshot }) => {
    const years = (year: number, rows: number): string =>
      `city,year,sales\n${Array.from({ length: rows }, (_, i) => `${['Köln', 'Bonn'][i % 2]},${year},${i * 1.5}`).join('\n')}\n`;
    const zip = zipSync({ '2024.csv': strToU8(years(2024, 40)), '2023.csv': strToU8(years(2023, 30)), 'notes.md': strToU8('# notes') }); // prettier-ignore
    await open('#/source');
    await choose(page, 'sales.zip', zip);
    await page.getByLabel('File in the archive').selectOption('2023.csv');
    await page.getByText('The first 30 rows').waitFor();
    await screenshot('source-zip');
    await read(page);
    await page.getByText(/30 rows × 3 columns/).waitFor();
    await page.getByText('file 2023.csv').waitFor();
    await page.getByLabel('Licence of the data').fill('CC-BY-4.0');
    await page.getByLabel('Licence of the data').press('Tab');

    await page.getByRole('button', { name: 'Download table…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Parquet' }).check();
    await screenshot('source-download');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('sales.zip');
    const back = new Uint8Array(readFileSync(await download.path()));
    const { table, source } = await readTable('sales.zip', back);
    expect(source.format).toBe('parquet');
    expect([table.rows, table.names]).toEqual([30, ['city', 'year', 'sales']]);
    const described = await readTable('sales.zip', back, { choice: { member: 'datapackage.json', path: '/licenses' } });
    expect(described.table.names).toEqual(['name']);
  }));

test('a sheet of a workbook and a list of a JSON document are chosen before they are read', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('#/source');
    await choose(page, 'book.xlsx', new Uint8Array(readFileSync(join('tests', 'golden', 'excel', 'book.xlsx'))));
    await page.getByLabel('Sheet').selectOption('Later, with a title');
    await page.getByLabel('Rows above the names').fill('1');
    await page.getByLabel('Rows above the names').press('Tab');
    await page.getByRole('columnheader', { name: 'sales' }).waitFor();
    await screenshot('source-workbook');
    await read(page);
    await page.getByText(/2 rows × 3 columns/).waitFor();
    await page.getByRole('button', { name: 'Add data…' }).click();
    const document = JSON.stringify({ kinds: ['x'], data: { items: [{ a: 1, at: { lat: 2 }, tags: [] }, { a: 2 }] } });
    await choose(page, 'api.json', strToU8(document));
    await page.getByLabel('List that holds the rows').selectOption('/kinds');
    await page.getByText('The first 1 row').waitFor();
    await page.getByLabel('List that holds the rows').selectOption('/data/items');
    await page.getByRole('columnheader', { name: 'at.lat' }).waitFor();
    await page.getByText(/"tags"/).waitFor();
    await read(page);
    await page.getByText('Tables of this project').waitFor();
  }));

test('an address is read again with one press, and says that nothing has changed', () =>
  withStudio(async ({ page, open, url }) => {
    await open('#/source');
    await page.getByLabel('Or from an address').fill(`${url}samples/wine.csv`);
    await page.getByRole('button', { name: 'Fetch' }).click();
    await read(page);
    await arriveAt(page, 'source');
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText(/wine\.csv is unchanged/).waitFor();
    expect(await page.getByText('Tables of this project').count()).toBe(0);
  }));
