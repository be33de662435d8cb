import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, openSample, pressPrimary } from './steps.ts';

const selected = (page: Page): Locator => page.getByRole('group', { name: 'Selected rows' });
const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click();
const lines = (grid: Locator): Locator => grid.locator('tbody tr:not([aria-hidden])');
const number = (text: string | null): number => Number(/[\d,]+/.exec(text ?? '')![0].replaceAll(',', ''));

/** The count in the bar once it is there. */
async function selectedCount(page: Page): Promise<number> {
  const status = selected(page).getByRole('status');
  await expect.poll(() => status.textContent()).toMatch(/\d/);
  return number(await status.textContent());
}

/** A table twin with one of its rows pressed; what it says of its rows. */
async function pressTwin(page: Page, figure: Locator, row: RegExp): Promise<number> {
  await figure.getByRole('button', { name: /^Show as table/ }).click();
  const line = lines(figure.getByRole('grid')).filter({ hasText: row }).first();
  const rows = number(await line.locator('td.right').first().textContent());
  await line.click();
  return rows;
}

test('a bar, a pair of columns and a pattern of gaps select the same rows everywhere', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Loan');
    await pressPrimary(page, /profile/i);
    await arriveAt(page, 'profile');

    // A level of a column, chosen by what stands in for its bar on a keyboard.
    await lines(page.getByRole('grid', { name: 'Profile of the columns' }))
      .filter({ hasText: 'gender' })
      .click();
    const detail = page.getByRole('region', { name: 'Column gender' });
    await detail.locator('.main-svg').first().waitFor();
    const women = await pressTwin(page, detail.getByRole('figure'), /female/);
    expect(await selectedCount(page)).toBe(women);
    const rows = page.getByRole('region', { name: 'The selected rows' });
    await rows.getByRole('cell', { name: 'female', exact: true }).first().waitFor();
    expect(await rows.getByRole('cell', { name: 'male', exact: true }).count()).toBe(0);

    // A cell of two columns narrows it; both conditions stand in the bar.
    await tab(page, 'Together');
    const map = page.getByRole('application').first();
    await map.waitFor();
    await map.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    const pair = page.getByRole('figure', { name: /“purpose” and “has_guarantor”/ });
    await pair.waitFor();
    await screenshot('profile-together');
    await pressTwin(page, pair, /car.*true/);
    await selected(page).getByText('“purpose” is “car”').waitFor();
    await expect.poll(() => selectedCount(page)).toBeLessThan(women);

    // The same cell again lets go of its two conditions; the clearing of all.
    await lines(pair.getByRole('grid'))
      .filter({ hasText: /car.*true/ })
      .first()
      .click();
    await expect.poll(() => selectedCount(page)).toBe(women);
    await selected(page).getByRole('button', { name: 'Clear' }).click();
    expect(await selected(page).count()).toBe(0);

    await tab(page, 'Missing');
    const pattern = lines(page.getByRole('grid', { name: 'Patterns of missing values' })).nth(1);
    await pattern.click();
    expect(await selectedCount(page)).toBe(number(await pattern.locator('td').first().textContent()));
    await screenshot('profile-missing');
  }));

test('training and held-out rows stand in the same bars; what people answer for goes into the report', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Loan');
    await pressPrimary(page, /profile/i);
    await tab(page, 'Compare');
    const compared = page.getByRole('grid', { name: 'The columns of both tables' });
    await compared.waitFor();
    // The held-out rows keep their target to themselves.
    expect(await lines(compared).filter({ hasText: 'defaulted' }).count()).toBe(0);
    const distances = (await lines(compared).locator('td:nth-child(3)').allTextContents()).map(Number);
    expect(distances).toEqual([...distances].sort((a, b) => b - a));
    await lines(compared).first().click();
    await page.getByRole('figure').locator('.main-svg').first().waitFor();
    await screenshot('profile-compare');
    await page.getByLabel('Second table').selectOption({ label: 'All rows' });
    await lines(compared).filter({ hasText: 'defaulted' }).waitFor();

    await tab(page, 'People and ethics');
    await page.getByRole('button', { name: /^\+ gender/ }).click();
    await page.getByRole('table', { name: 'Groups of gender' }).getByText('female').waitFor();
    await page.getByLabel('Consent').fill('Asked with the application.');
    await page.getByLabel('Consent').press('Tab');
    await page.getByRole('group', { name: 'Is every column needed?' }).getByRole('radio', { name: 'Not sure' }).check();
    await page.getByText(/1 of \d answered/).waitFor();
    await screenshot('profile-ethics');
    await page.reload();
    await tab(page, 'People and ethics');
    await page.getByText(/1 of \d answered/).waitFor();
    expect(await page.getByLabel('Consent').inputValue()).toBe('Asked with the application.');
    await page.evaluate(() => (location.hash = '#/report'));
    await page.frameLocator('iframe').getByText('Asked with the application.').waitFor();
  }));

test('a value that stands for missing becomes missing in one press', () =>
  withStudio(async ({ page, open }) => {
    const people = Array.from(
      { length: 200 },
      (_, i) => `${i},${i % 8 ? 20 + (i % 50) : 999},${i % 10 ? 'red' : 'blue'}`,
    );
    await open('');
    const text = ['id,age,colour', ...people].join('\n');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Read the table' }).click();
    await page.getByText('200 rows × 3 columns').first().waitFor();
    await pressPrimary(page, /profile/i);
    await arriveAt(page, 'profile');
    const line = lines(page.getByRole('grid', { name: 'Profile of the columns' })).filter({ hasText: 'age' });
    await line.click();
    await page.getByRole('button', { name: 'Treat as missing: 999' }).click();
    await expect.poll(() => line.locator('td:nth-child(5)').textContent()).toBe('25');
    await page.getByRole('button', { name: 'Undo' }).first().click();
    await expect.poll(() => line.locator('td:nth-child(5)').textContent()).toBe('0');
  }));

const COLUMNS = 600;
/** Milliseconds; a person sees no more than that as a stutter, and a slow machine needs some of it. */
const LONGEST = 200;

test(
  'six hundred columns are sorted, searched, scrolled, selected in and compared without holding up the page',
  () =>
    withStudio(async ({ page, open, screenshot }) => {
      page.setDefaultTimeout(120_000);
      const names = Array.from({ length: COLUMNS }, (_, c) => `measure ${c}`);
      const cell = (row: number, c: number) =>
        c % 4 === 3 ? `level ${(row * c) % 7}` : String(((row * 7919 + c * 104_729) % 1009) / 7);
      const text = [
        names,
        ...Array.from({ length: 400 }, (_, row) => names.map((_, c) => ((row + c) % 37 ? cell(row, c) : ''))),
      ].join('\n');
      await open('');
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'wide.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: 'Read the table' }).click();
      await page.getByText(`400 rows × ${COLUMNS} columns`).first().waitFor();
      await page.evaluate(() => (location.hash = '#/profile'));
      const table = page.getByRole('grid', { name: 'Profile of the columns' });
      await table.waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      await page.waitForFunction(() => document.querySelector('footer .job') === null);
      // Plotly's first start is let off, as everywhere.
      await lines(table).nth(1).click();
      await page.locator('section .main-svg').first().waitFor();
      await page.evaluate(() => {
        const kept: { doing: string; milliseconds: number }[] = [];
        Object.assign(window, { longTasks: kept, doing: '' });
        new PerformanceObserver(list => {
          for (const task of list.getEntries())
            kept.push({ doing: (window as unknown as { doing: string }).doing, milliseconds: task.duration });
        }).observe({ type: 'longtask' });
      });
      const step = async (doing: string, work: () => Promise<unknown>) => {
        await page.evaluate(words => Object.assign(window, { doing: words }), doing);
        await work();
        await page.waitForTimeout(400);
      };
      await step('sorting', async () => {
        for (const name of ['Missing', 'Distinct', 'Skewness', 'Typical'])
          await table.getByRole('button', { name, exact: true }).click();
      });
      await step('scrolling', () =>
        page.getByRole('region', { name: 'Profile of the columns' }).evaluate(async scroller => {
          for (let y = 0; y < 12_000; y += 700) {
            scroller.scrollTop = y;
            await new Promise(requestAnimationFrame);
          }
        }),
      );
      await step('searching', async () => {
        await page.getByLabel('Find a column').pressSequentially('measure 59');
        await expect.poll(() => lines(table).count()).toBe(11);
      });
      await step('opening a column', () => lines(table).nth(2).click());
      await step('selecting rows', async () => {
        await page
          .getByRole('button', { name: /^Missing / })
          .first()
          .click();
        await selectedCount(page);
      });
      await step('columns together', async () => {
        await tab(page, 'Together');
        await page.locator('canvas').waitFor();
      });
      await screenshot('profile-wide-together');
      await step('moving over the map', async () => {
        const box = (await page.locator('canvas').boundingBox())!;
        await page.mouse.move(box.x + box.width / 2, box.y + 60);
        await page.mouse.move(box.x + box.width - 40, box.y + 200, { steps: 12 });
      });
      await step('what is missing', async () => {
        await tab(page, 'Missing');
        await page.locator('canvas').waitFor();
      });
      await step('comparing', async () => {
        await tab(page, 'Compare');
        await page.getByRole('grid', { name: 'The columns of both tables' }).waitFor();
      });
      type Task = { doing: string; milliseconds: number };
      const tasks = await page.evaluate(() => (window as unknown as { longTasks: Task[] }).longTasks);
      for (const { doing, milliseconds } of tasks) console.log(`${Math.round(milliseconds)} ms while ${doing}`);
      expect(tasks.filter(task => task.milliseconds > LONGEST)).toEqual([]);
    }),
  600_000,
);
