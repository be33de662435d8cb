import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile, pressPrimary, settleIn } from './steps.ts';

const names = ['Ana ', ' ana', 'BEN', 'Cléo', 'cleo', 'Dan'];
const cities = ['Ulm, DE', 'Bern, CH', 'Graz, AT'];
/** Sizes in miles, 999 where nobody measured, the same person written in several ways, whole rows twice. */
const lines = Array.from({ length: 400 }, (_, i) => {
  const walked = i % 10 === 3 ? 999 : 1 + ((i * 7) % 90);
  return `${names[i % 6]},"${cities[i % 3]}",${walked},code-${i % 8}-x,${i % 13 === 0 ? '' : i % 40},${walked === 999 ? 30 : 2 * walked + (i % 5)}`;
});
const WALKS = ['person,place,walked,code,age,steps', ...lines, ...lines.slice(0, 25)].join('\n');

async function add(page: Page, search: string, label: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a row operation' }).click();
  await page.getByRole('combobox', { name: 'Add a row operation' }).fill(search);
  await page.getByRole('option', { name: label, exact: true }).click();
}

/** The summary line of an entry once it says this. */
const says = (page: Page, words: RegExp): Promise<void> =>
  page.locator('main li').getByText(words).first().waitFor({ timeout: 30_000 });

/** A dirty file is made fit to learn from by operations from the menu alone, and a model is trained on what comes out. */
test('ten row operations clean a table, each says what it did, and a model learns from the result', () =>
  withStudio(async ({ page, open, screenshot }) => {
    page.setDefaultTimeout(30_000);
    await open('');
    await dropFile(page, page.getByRole('group', { name: /drop a table/i }), 'walks.csv', WALKS);
    await pressPrimary(page, /read/i);
    await arriveAt(page, 'source');
    await page.getByLabel('Target column').selectOption({ label: 'steps' });
    await settleIn(page, 'pipeline');
    const main = page.getByRole('main');

    await add(page, 'tidy', 'Tidy texts');
    await main.getByLabel('Add a column to “Columns”').selectOption('person');
    await main.getByLabel('Letters').selectOption({ label: 'Title' });
    await says(page, /Tidy “person”: .*write as titles · changes [\d,]+ values/);

    await add(page, 'duplicate', 'Drop duplicate rows');
    await says(page, /Drop rows that repeat an earlier one · drops \d+ rows of 425/);

    await add(page, 'split', 'Split a column');
    await main.getByLabel('Column', { exact: true }).selectOption('place');
    await says(page, /Split “place” at “,” into 2 columns · adds 2 columns/);

    await add(page, 'rename', 'Rename columns');
    await main.getByRole('button', { name: 'Add an entry' }).click();
    await main.getByLabel('Column, entry 1').selectOption('place 2');
    await main.getByLabel('New name, entry 1').fill('country');
    await main.getByLabel('New name, entry 1').press('Tab');
    await says(page, /Rename “place 2” to “country” · adds “country”, takes “place 2” away/);

    await add(page, 'drop columns', 'Keep or drop columns');
    await main.getByLabel('Add a column to “Columns”').selectOption('place');
    await says(page, /Drop the columns “place” · takes “place” away/);

    await add(page, 'set missing', 'Set values to missing');
    await main.getByLabel('Add a column to “Columns”').selectOption('walked');
    await main.getByRole('button', { name: 'Add an entry' }).click();
    await main.getByLabel('Value, entry 1').fill('999');
    await main.getByLabel('Value, entry 1').press('Tab');
    await says(page, /In “walked” make “999” missing · changes \d+ values/);

    await add(page, 'missing', 'Drop rows with missing values');
    await main.getByLabel('Add a column to “Columns”').selectOption('walked');
    await says(page, /Drop rows without a value in any of “walked” · drops \d+ rows/);

    await add(page, 'units', 'Convert units');
    await main.getByLabel('Add a column to “Columns”').selectOption('walked');
    await says(page, /Convert “walked” from mile to kilometre · changes \d+ values/);

    await add(page, 'regular expression extract', 'Extract by a pattern');
    await main.getByLabel('Column', { exact: true }).selectOption('code');
    await main.getByLabel('Pattern', { exact: true }).fill('(a');
    await main.getByText('Character 1: this “(” has no “)”.').waitFor();
    await main.getByLabel('Pattern', { exact: true }).fill('-(?<group>\\d)-');
    await main.getByLabel('Pattern', { exact: true }).press('Tab');
    await says(page, /Extract -\(\?<group>\\d\)- from “code” into columns of their own · adds “group”/);
    await screenshot('row-operations-pattern');

    await add(page, 'filter', 'Filter rows');
    await main.getByRole('button', { name: 'Add an entry' }).click();
    await main.getByLabel('Column, entry 1').selectOption('walked');
    await main.getByLabel('Comparison, entry 1').selectOption({ label: 'Is between' });
    await main.getByText(/must be two bounds such as 1 \| 100/).waitFor();
    await main.getByLabel('Value, entry 1').fill('5 | 120');
    await main.getByLabel('Value, entry 1').press('Tab');
    await says(page, /Keep rows where “walked” is between 5 and 120 · drops \d+ rows/);
    await screenshot('row-operations-filter');

    await main.getByText(/Ready: \d+ columns of numbers without gaps reach the model/).waitFor();
    await settleIn(page, 'features');
    await pressPrimary(page, /train a model/i);
    await arriveAt(page, 'train');
    await main.getByRole('button', { name: /^train( again)?$/i }).click();
    await main.getByRole('button', { name: 'Evaluate', exact: true }).waitFor({ timeout: 120_000 });
    await settleIn(page, 'report');
    const report = page.frameLocator('iframe').locator('body');
    await report.getByText('Convert “walked” from mile to kilometre.').waitFor();
    expect(await report.getByText('Rename “place 2” to “country”.').count()).toBeGreaterThan(0);
  }));
