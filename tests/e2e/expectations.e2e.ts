import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile } from './steps.ts';

// Journey: what the rows keep to is proposed from them, a later file breaks it, and the rows that do are set apart.

const header = 'day,hour,kind,customer name that is rather long and says what it holds,sales';
const line = (i: number, fault: boolean): string => {
  const hour = fault && i % 25 === 4 ? 99 : i % 24;
  const kind = fault && i === 10 ? 'gift' : ['card', 'cash'][i % 2]!;
  const date = new Date(Date.UTC(2024, 0, 1, i)).toISOString().slice(0, 16);
  return [date, hour, kind, `C-${1000 + i}`, 20 + ((i * 7) % 30) + (i % 24)].join(',');
};
const file = (from: number, count: number, fault: boolean): string =>
  [header, ...Array.from({ length: count }, (_, i) => line(from + i, fault))].join('\n');

test('expectations are proposed, a later file is run again, and its bad rows are quarantined with the reason', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await dropFile(page, page.getByRole('group', { name: 'Drop a table here' }), 'sales.csv', file(0, 480, false));
    await page.getByRole('button', { name: 'Read the table' }).click();
    await arriveAt(page, 'source');

    await open('#/pipeline?view=expectations');
    await page.getByRole('button', { name: 'Propose', exact: true }).click();
    await page.getByText(/“hour” is between 0 and 23/).waitFor();
    await page.getByRole('button', { name: /^Take over/ }).click();
    await page.getByText(/expectations: \d+ hold$/).waitFor();

    // One is changed by hand, seen to fail at once, and changed back by undo.
    await page.getByRole('button', { name: /^holds “hour” is between 0 and 23/ }).click();
    await page.getByLabel('To', { exact: true }).fill('12');
    await page.getByLabel('To', { exact: true }).press('Tab');
    await page.getByText(/Not so in 220 of 480 rows/).waitFor();
    await page.getByRole('button', { name: 'Show the rows that fail' }).click();
    await page.getByText('220 rows not as expected').waitFor();
    await screenshot('expectations');
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await page.getByText(/expectations: \d+ hold$/).waitFor();

    await open('#/pipeline?view=rerun');
    const drop = page.getByRole('group', { name: /Drop a file with the same columns/ });
    await drop.waitFor();
    await dropFile(page, drop, 'later.csv', file(480, 100, true));
    await page.getByText('Not all is as expected').waitFor();
    await page.getByText(/Not so in 4 of 100 rows/).waitFor();
    await screenshot('rerun');

    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download table…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('The table').selectOption({ label: 'Rows in quarantine, with the reason (4)' });
    await dialog.getByLabel('With a description, as a zip').uncheck();
    await dialog.getByRole('button', { name: 'Download', exact: true }).click();
    const download = await arriving;
    expect(download.suggestedFilename()).toBe('later-quarantined.csv');
    const parts: Buffer[] = [];
    for await (const part of await download.createReadStream()) parts.push(part as Buffer);
    const lines = Buffer.concat(parts).toString('utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain('Not as expected: “hour” is between 0 and 23');

    await page.getByRole('button', { name: 'Quarantine 4 rows' }).click();
    await page.getByText('Kept as “later clean” and “later quarantined”.').waitFor();
    await open('#/source');
    await page.getByRole('cell', { name: 'later quarantined' }).waitFor();
  }));
