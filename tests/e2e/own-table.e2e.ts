import type { Download, Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkModule, checkOnnx } from './exported.ts';
import { withStudio } from './harness.ts';
import { chooseByTyping, followTo, press, tabTo } from './keyboard.ts';

// Journey (c): an own table with much dirt, through every place and back, with a keyboard only.

const streets = ['Münchner Straße', 'Große Gasse', 'Markt \x80', 'An der Brücke'];

const header = 'straße;__proto__;preis;preis;datum;;größe;qualität';

/** One line, with whatever may be wrong with a line. */
function line(i: number, months: readonly [iso: string, dotted: string]): string {
  const size = (i * 29) % 83;
  const price = (i * 17) % 97;
  const day = String((i % 28) + 1).padStart(2, '0');
  const date = i % 3 ? `2024-${months[0]}-${day}` : `${day}.${months[1]}.2024`;
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
  return (i % 80 === 79 ? [...cells, 'zu', 'viel'] : cells).join(';');
}

const lines = (from: number, count: number, months: readonly [string, string]): string[] =>
  Array.from({ length: count }, (_, i) => line(from + i, months));

/** In Windows-1252, where 0x80 is the sign of the euro. */
const fileOf = (name: string, rows: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from([header, ...rows].join('\r\n'), 'latin1'),
});

/** Give a file to the window of the system that opens when this is pressed. */
async function pick(page: Page, button: Locator, file: ReturnType<typeof fileOf>): Promise<void> {
  const asking = page.waitForEvent('filechooser');
  await press(page, button);
  await (await asking).setFiles(file);
}

async function take(page: Page, target: string): Promise<Download> {
  const arriving = page.waitForEvent('download', { timeout: 60_000 });
  await press(page, page.getByRole('button', { name: `Check and download: ${target}` }));
  return arriving;
}

test('an own table with much dirt goes round the whole circle, with the keyboard alone', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    const file = fileOf('wohnungen.csv', lines(0, 320, ['03', '04']));
    await pick(page, page.getByRole('button', { name: 'Choose a file' }), file);

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
    await page.getByRole('heading', { name: /^\d+ rows? truly “gut”, predicted “gut”/ }).waitFor();
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

    // Round the circle: served, asked, watched.
    expect(await followTo(page, 'monitor')).toEqual(['Serve here', 'Send the request', 'Watch it in Monitor']);
    const later = fileOf('später.csv', lines(320, 240, ['05', '06']));
    const box = page.getByRole('group', { name: 'Drop a log here' });
    await pick(page, box.getByRole('button', { name: 'Choose a file' }), later);
    await expect
      .poll(() => page.getByLabel('Log', { exact: true }).locator('option:checked').innerText())
      .toContain('später');
    expect(await page.getByLabel('What turned out to be true').locator('option:checked').innerText()).toBe('qualität');
    expect(await followTo(page, 'update')).toEqual(['Compare', 'Retrain as challenger']);
    await press(page, page.getByRole('button', { name: 'Retrain as challenger' }));
    const reason = page.getByLabel(/^(Why promote despite this|Reason)/);
    await tabTo(page, reason, 120_000);
    await page.keyboard.type('The newest rows count as well.');
    await press(page, page.getByRole('button', { name: 'Promote v2' }));
    await page.getByText(/^wohnungen · v2 is champion/).waitFor({ timeout: 60_000 });
    await press(page, page.getByRole('button', { name: 'Roll back to v1' }));
    await page
      .getByText(/^wohnungen · v1 is champion/)
      .first()
      .waitFor();
    await screenshot('own-table-updated');
    expect(await followTo(page, 'report')).toEqual(['Write the report']);
  }));
