import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseRecipe, type Recipe } from '../../src/core/pipeline/recipe.ts';
import { cellText } from '../../src/core/table/column.ts';
import { findColumn } from '../../src/core/table/table.ts';
import { readTable } from '../../src/io/read.ts';
import { pythonWithPyarrow } from '../interop/python.ts';
import { withStudio } from './harness.ts';
import { AFTER, BEFORE, LATER, QUERY, SALES, STORES } from './prepare-data.ts';
import { arriveAt, dropFile, pressPrimary, settleIn } from './steps.ts';

const GRAMS = 28.349523125; // one avoirdupois ounce, by definition

/** The recipe as the studio shows it. */
async function shownRecipe(page: Page): Promise<Recipe> {
  await page.getByRole('button', { name: 'Show as text' }).click();
  const text = await page.getByLabel('Recipe (JSON)').innerText();
  await page.getByRole('button', { name: 'Hide the text' }).click();
  return parseRecipe(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
}

/** Download a part of what the re-run yields, as it is, without a description beside it. */
async function download(page: Page, part: RegExp, format: string, folder: string): Promise<string> {
  await page.getByRole('button', { name: 'Download table…' }).last().click();
  const dialog = page.getByRole('dialog', { name: 'Download table' });
  const table = dialog.getByLabel('The table');
  const option = table.locator('option', { hasText: part });
  await table.selectOption({ label: (await option.innerText()).trim() });
  await dialog.getByRole('radio', { name: format }).check();
  const description = dialog.getByRole('checkbox', { name: /With a description/ });
  if (await description.isChecked()) await description.click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download', exact: true }).click(),
  ]);
  const path = join(folder, file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

test('two files are joined, tidied by ten operations, held to expectations, and run again on a later file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prepared-'));
  try {
    await withStudio(async ({ page, open, screenshot }) => {
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
      await page.getByRole('button', { name: 'Join with it' }).click();
      await arriveAt(page, 'pipeline');
      await page.getByRole('button', { name: 'Go on in SQL' }).click();
      await page.locator('.cm-content').waitFor();
      await page.getByRole('textbox', { name: 'Query' }).click();
      await page.keyboard.press('Control+A');
      await page.keyboard.insertText(QUERY);
      await page.keyboard.press('Control+Enter');
      await page.getByText(/read from data and stores/).waitFor({ timeout: 60_000 });
      await page.keyboard.press('Escape');
      await settleIn(page, 'pipeline');

      // The other nine operations come as a file that somebody shared.
      const recipe = await shownRecipe(page);
      expect(recipe.rows.map(r => r.id)).toEqual(['sql']);
      const whole = { ...recipe, rows: [...BEFORE, ...recipe.rows, ...AFTER] };
      await page.getByLabel('Recipe file').setInputFiles({ name: 'ten.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(whole)) }); // prettier-ignore
      await page.getByText('The recipe is now that of ten.json.').waitFor({ timeout: 60_000 });
      await settleIn(page, 'pipeline');
      await screenshot('prepare-recipe');
      const prepared = await shownRecipe(page);
      expect(prepared.rows).toHaveLength(10);
      expect(prepared.columns.map(c => c.name)).toEqual(expect.arrayContaining(['grams', 'city', 'space', 'stores', 'sold month'])); // prettier-ignore
      expect(prepared.columns.map(c => c.name)).not.toContain('store');

      await page.getByRole('tab', { name: 'Flow' }).click();
      await page.getByText('20 fewer').waitFor();
      await screenshot('prepare-flow');

      await page.getByRole('tab', { name: 'Expectations' }).click();
      await page.getByRole('button', { name: 'Propose' }).click();
      await page.getByRole('button', { name: /^Take over/ }).click();
      await page.getByText(/expectations: /).waitFor();
      for (const words of [/“product” is one of/, /“grams” is between/]) {
        const entry = page.getByRole('button', { name: words }).first();
        await entry.click();
        const quarantine = page.getByRole('checkbox', { name: 'Quarantine rows that fail' });
        await quarantine.click();
        await page.getByText('failing rows are quarantined').first().waitFor();
        await entry.click();
      }
      await screenshot('prepare-expectations');

      await page.getByRole('tab', { name: 'Run on a new file' }).click();
      await dropFile(page, page.getByRole('group', { name: /same columns/i }), 'later.csv', LATER);
      await page.getByText('What each part did').waitFor({ timeout: 60_000 });
      await page.getByText('Not all is as expected').waitFor();
      await screenshot('prepare-rerun');
      const parts = page.getByRole('region', { name: 'What each part of the recipe did' }).getByRole('row');
      expect(await parts.count()).toBeGreaterThanOrEqual(11);

      const clean = await download(page, /^Clean rows/, 'Parquet', folder);
      const set = await download(page, /^Rows in quarantine/, 'CSV', folder);
      const read = await readTable('clean.parquet', new Uint8Array(readFileSync(clean)));
      const apart = await readTable('quarantined.csv', new Uint8Array(readFileSync(set)));
      expect([read.table.rows, apart.table.rows]).toEqual([192, 8]);
      const reasons = findColumn(apart.table, 'reason')!;
      const orders = Array.from({ length: apart.table.rows }, (_, r) => Number(cellText(findColumn(apart.table, 'order')!, r))); // prettier-ignore
      expect(orders).toEqual([1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]);
      expect(cellText(reasons, orders.indexOf(1000))).toContain('grams');
      expect(cellText(reasons, orders.indexOf(1006))).toContain('product');

      // What left is what the operations say, computed here by hand.
      const grams = findColumn(read.table, 'grams')!;
      const order = findColumn(read.table, 'order')!;
      for (let r = 0; r < read.table.rows; r++) {
        const i = Number(cellText(order, r));
        expect(Number(cellText(grams, r))).toBeCloseTo((4 + (i % 13)) * GRAMS, 9);
        expect(cellText(findColumn(read.table, 'space')!, r)).toBe(['500', '700', '900'][i % 3]);
      }
      expectPyarrowAgrees(clean, read.table.names, read.table.rows, (name, row) => cellText(findColumn(read.table, name)!, row)); // prettier-ignore

      await page.getByRole('button', { name: /^Quarantine/ }).click();
      await settleIn(page, 'source');
      await page.getByText(/quarantine/i).first().waitFor(); // prettier-ignore
      await screenshot('prepare-kept');
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Where a Python with pyarrow is at hand, it reads the very file to the same names, rows and numbers. */
function expectPyarrowAgrees(
  path: string,
  names: readonly string[],
  rows: number,
  text: (name: string, row: number) => string | null,
): void {
  // prettier-ignore
  const python = pythonWithPyarrow();
  if (python === null) {
    console.log('No Python with pyarrow here: the downloaded Parquet file is read back by the studio alone.');
    return;
  }
  const script = join('tests', 'interop', 'read_back.py');
  const found = JSON.parse(execFileSync(python, [script, path], { encoding: 'utf8' })) as {
    names: string[];
    types: string[];
    columns: (string | null)[][];
  };
  expect(found.names).toEqual(names);
  found.columns.forEach((column, at) => {
    expect(column).toHaveLength(rows);
    column.forEach((value, row) => {
      const ours = text(found.names[at]!, row);
      if (value === null || ours === null) expect([found.names[at], row, value]).toEqual([found.names[at], row, ours]);
      else if (found.types[at] === 'double') expect(hexFloat(value)).toBe(Number(ours));
      else if (found.types[at]!.startsWith('timestamp'))
        expect(Number(value)).toBe(Date.parse(ours.length === 10 ? ours : `${ours}Z`)); // prettier-ignore
      else expect(value).toBe(ours);
    });
  });
}

/** Python's float.hex(): [-]0x1.8p+3. */
function hexFloat(text: string): number {
  const [, sign, whole, part = '', power] = /^(-?)0x([01])\.?([0-9a-f]*)p([+-]\d+)$/.exec(text)!;
  return (sign ? -1 : 1) * (Number(`0x${whole}${part}`) / 16 ** part.length) * 2 ** Number(power);
}
