import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { numberColumn } from '../../src/core/table/column.ts';
import { makeTable } from '../../src/core/table/table.ts';
import { writeParquet } from '../../src/io/parquet/write-parquet.ts';
import { withStudio } from './harness.ts';
import { openSample } from './steps.ts';

// Journey (c): tables as they come, with every kind of dirt.

/** No file, however bad, may keep a person waiting longer. */
const PATIENCE = 30_000;

type Content = string | Uint8Array;

const choose = (page: Page, file: string | { name: string; content: Content }) =>
  page
    .locator('input[type=file]')
    .first()
    .setInputFiles(
      typeof file === 'string' ? file : { name: file.name, mimeType: 'text/csv', buffer: Buffer.from(file.content) },
    );

/** Read what is shown of a text, where it is shown at all. */
async function readOn(page: Page): Promise<void> {
  const read = page.getByRole('button', { name: 'Read the table' });
  const failure = page.getByRole('alert');
  await read.or(failure).first().waitFor({ timeout: PATIENCE });
  if (await read.isVisible()) await read.click();
}

/** A file of one line without an end, 300 MB long. */
function longLine(folder: string): string {
  const path = join(folder, 'one-line.csv');
  const file = openSync(path, 'w');
  const part = Buffer.alloc(1_000_000, 'all work and no play ');
  for (let i = 0; i < 300; i++) writeSync(file, part);
  closeSync(file);
  return path;
}

async function wholeParquet(): Promise<Uint8Array> {
  const table = makeTable([['x', numberColumn(Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i)))]]);
  return writeParquet(table, [{ name: 'x', kind: 'number', role: 'feature' }]);
}

const encoder = new TextEncoder();

test('a file that cannot be read says what and where it is and what to do, and changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'terrarium-bad-input-'));
  try {
    const parquet = await wholeParquet();
    const bad: readonly (readonly [string | { name: string; content: Content }, RegExp])[] = [
      [{ name: 'nothing.csv', content: '' }, /nothing\.csv is empty\. Choose/],
      [{ name: 'names.csv', content: 'a;b;c\n' }, /names\.csv has column names but no rows\. Choose/],
      [{ name: 'open.csv', content: 'a,b\n1,2\n3,"4\n5,6\n' }, /quote that opens on line 3 .*Close it/],
      [longLine(folder), /Line 1 is longer than 16 MB.*check it/],
      [{ name: 'cut.parquet', content: parquet.slice(0, parquet.length / 2) }, /cut\.parquet .*(cut|incomplete|damaged)/],
      [{ name: 'archive.csv', content: zipSync({ 'inner.zip': zipSync({ 'a.csv': encoder.encode('a,b\n1,2\n') }) }) }, /inner\.zip is an archive inside an archive/],
      [{ name: 'page.csv', content: '<!doctype html><html><body>Sign in</body></html>' }, /page\.csv is a web page/],
      [{ name: 'secret.parquet', content: new Uint8Array([...'PARE', ...'x'.repeat(60), ...'PARE'].map(c => c.charCodeAt(0))) }, /encrypted Parquet/],
    ]; // prettier-ignore
    await withStudio(async ({ page, open, screenshot }) => {
      await open('');
      await openSample(page, 'Open Wine cultivars');
      await page.getByText(/178 rows × 14 columns/).waitFor();
      await page.getByRole('button', { name: 'Add data…' }).click();
      for (const [file, sentence] of bad) {
        const started = Date.now();
        await choose(page, file);
        await readOn(page);
        const failure = page.getByRole('alert');
        await failure.getByText(sentence).waitFor({ timeout: PATIENCE });
        await failure.getByText('Nothing was changed.').waitFor();
        await failure
          .getByText(typeof file === 'string' ? /one-line\.csv/ : file.name)
          .first()
          .waitFor();
        expect(Date.now() - started).toBeLessThan(PATIENCE);
        await screenshot(`own-data-${typeof file === 'string' ? 'one-line.csv' : file.name}`);
        const another = page.getByRole('button', { name: 'Choose something else' });
        if (await another.isVisible()) await another.click();
        else await failure.getByRole('button', { name: /close|dismiss/i }).click();
        await page.getByText(/178 rows × 14 columns/).waitFor();
      }
      await page.reload();
      await page.getByText(/178 rows × 14 columns/).waitFor();
      expect(await page.getByText('Tables of this project').count()).toBe(0);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an address that leads to an error page, a page or nothing says so', () =>
  withStudio(
    async ({ page, open, url }) => {
      await open('');
      const address = page.getByLabel('Or from an address');
      for (const [asked, sentence] of [
        [`${url}no-such-table.csv`, /answered 404 .*no-such-table\.csv/],
        [`${url}index.html`, /index\.html is a web page\..*Download the file itself/],
        ['table', /"table" is not an address\. It should begin with https/],
      ] as const) {
        await address.fill(asked);
        await page.getByRole('button', { name: 'Fetch' }).click();
        await page.getByRole('alert').getByText(sentence).waitFor({ timeout: PATIENCE });
      }
    },
    { expected: [/status of 404/] },
  ));
