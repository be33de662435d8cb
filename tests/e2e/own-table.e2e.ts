import type { Download, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkModule, checkOnnx } from './exported.ts';
import { withStudio } from './harness.ts';
import { chooseByTyping, followTo, press, tabTo } from './keyboard.ts';

// Journey (c): an own table with much dirt, from the file to a verified export, with a keyboard only.

const streets = ['Münchner Straße', 'Große Gasse', 'Markt \x80', 'An der Brücke'];

/** Of Windows-1252: 0x80 is the sign of the euro there. */
const dirty = Buffer.from(
  [
    'straße;__proto__;preis;preis;datum;;größe;qualität',
    ...Array.from({ length: 320 }, (_, i) => {
      const size = (i * 29) % 83;
      const price = (i * 17) % 97;
      const day = String((i % 28) + 1).padStart(2, '0');
      const date = i % 3 ? `2024-03-${day}` : `${day}.04.2024`;
      const cells = [
        streets[i % streets.length]!,
        i % 11 ? String(i % 7) : '',
        i % 13 ? `${price},5` : 'n/a',
        i % 5 ? String(price * 1000) : '',
        i === 40 ? '' : date,
        '',
        i === 60 ? `${size}\0` : String(size),
        size + price + ((i * 31) % 40) > 105 ? 'gut' : 'schlecht',
      ];
      if (i % 50 === 49) return cells.slice(0, 4).join(';');
      if (i % 80 === 79) return [...cells, 'zu', 'viel'].join(';');
      return cells.join(';');
    }),
  ].join('\r\n'),
  'latin1',
);

async function take(page: Page, target: string): Promise<Download> {
  const arriving = page.waitForEvent('download', { timeout: 60_000 });
  await press(page, page.getByRole('button', { name: `Check and download: ${target}` }));
  return arriving;
}

test('an own table with much dirt becomes a verified model, with the keyboard alone', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    const asking = page.waitForEvent('filechooser');
    await press(page, page.getByRole('button', { name: 'Choose a file' }));
    await (await asking).setFiles({ name: 'wohnungen.csv', mimeType: 'text/csv', buffer: dirty });

    // How it is written was recognised.
    const delimiter = page.getByLabel('Columns are divided by');
    await delimiter.waitFor();
    expect(await delimiter.inputValue()).toBe(';');
    expect(await page.getByLabel('Characters are written as').inputValue()).toBe('windows-1252');
    await page.getByRole('columnheader', { name: 'straße' }).waitFor();
    await page.getByText('Markt €').first().waitFor();
    await press(page, page.getByRole('button', { name: 'Read the table' }));

    // Nothing is left out, and what was noticed is said.
    await page.getByText(/320 rows × 8 columns/).waitFor();
    const notes = page.locator('main').getByRole('listitem');
    for (const note of [
      /not UTF-8.*Windows-1252/,
      /6 rows had fewer cells than the header \(lines 51, 101/,
      /4 rows had more cells than the header .* 8 cells/,
      /1 NUL byte .* line 62/,
      /1 column had no name .*"column 6"/,
      /numbered: "preis \(2\)"/,
    ])
      await notes.filter({ hasText: note }).first().waitFor();
    await chooseByTyping(page, page.getByLabel('Target column'), 'qua');
    await page.getByText('The task is classification').waitFor();
    expect(await page.getByLabel('Type of preis', { exact: true }).inputValue()).toBe('number');
    expect(await page.getByLabel('Type of __proto__').inputValue()).toBe('number');
    expect(await page.getByLabel('Type of datum').inputValue()).toBe('datetime');
    await screenshot('own-table-source');

    const pressed = await followTo(page, 'evaluate');
    expect(pressed.slice(-2)).toEqual(['Train', 'Evaluate']);
    await screenshot('own-table-evaluate');

    // A cell of the matrix, and the threshold, are a matter of keys as well.
    await press(page, page.getByRole('button', { name: /rows? of gut predicted as gut/ }));
    await page.getByRole('heading', { name: /^\d+ rows? truly gut, predicted gut/ }).waitFor();
    await tabTo(page, page.getByRole('slider', { name: /^Say/ }));
    await page.keyboard.press('ArrowRight');
    await page.getByRole('columnheader', { name: 'At 0.51' }).waitFor();

    await followTo(page, 'serve');
    const onnx = await checkOnnx(await take(page, 'ONNX model'));
    expect(onnx.labelFlips).toBe(0);
    expect(onnx.worst).toBeLessThanOrEqual(1);
    expect(onnx.rows).toBeGreaterThan(32);
    const module = await checkModule(await take(page, 'JavaScript module'));
    expect(module.labelFlips).toBe(0);
    expect(module.worst).toBeLessThanOrEqual(1);
    await expect.poll(() => page.getByText('agrees with the studio').count()).toBe(2);
    await screenshot('own-table-exported');
  }));
