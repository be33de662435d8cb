import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { openSample, settleIn } from './steps.ts';
import { chooseAlgorithm, runOf, startTraining } from './training.ts';

// A person who presses everything twice, changes their mind in the middle, and types what no field can take.

/** Press buttons of the main part in one go, quicker than any answer. */
const pressAtOnce = (page: Page, ...words: string[]): Promise<void> =>
  page.evaluate(wanted => {
    for (const text of wanted)
      [...document.querySelectorAll<HTMLButtonElement>('main button')].find(b => b.innerText.trim() === text)?.click();
  }, words);

const epochs = (page: Page) => page.getByText(/Epoch \d+ of at most/).first();

/** Choose a training that takes minutes. */
async function startLong(page: Page): Promise<void> {
  await chooseAlgorithm(page, 'Neural network');
  await page.getByText('More settings').click();
  for (const name of ['Most epochs', 'Patience']) await page.getByLabel(name).fill('10000');
  await page.getByLabel('Batch size').fill('1');
  await page.getByLabel('Units of the hidden layers').fill('256, 256');
  await startTraining(page);
  await epochs(page).waitFor({ timeout: 60_000 });
}

/** Runs and checkpoints in the browser's storage, whosesoever they are. */
const stored = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((done, fail) => {
      const request = indexedDB.open('terrarium');
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(new Error('The storage cannot be opened.'));
    });
    const stores = ['runs', 'checkpoints'].map(name => database.transaction(name).objectStore(name).count());
    const counts = await Promise.all(
      stores.map(r => new Promise<number>(done => (r.onsuccess = () => done(r.result)))),
    );
    database.close();
    return counts[0]! + counts[1]!;
  });

test('what no field can take stays in its field, with what would do, and does not follow to another algorithm', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await settleIn(page, 'train');
    await chooseAlgorithm(page, 'Random forest');
    const trees = page.getByLabel('Trees', { exact: true });
    for (const nonsense of ['NaN', '-1', '1e999', '', 'x'.repeat(5000), '1,5', '99999999999999999999']) {
      await trees.fill(nonsense);
      await page.getByText('Give a whole number between 1 and 2,000.').waitFor();
      expect(await trees.getAttribute('aria-invalid')).toBe('true');
    }
    await chooseAlgorithm(page, 'Extra trees');
    await expect.poll(() => trees.inputValue()).toBe('100');
    expect(await trees.getAttribute('aria-invalid')).toBe(null);

    // Typed and pressed at once: the run has what was typed last.
    await trees.fill('9');
    await trees.fill('100');
    await trees.fill('7');
    await startTraining(page);
    const row = runOf(page, 'Extra trees');
    await row.waitFor();
    await row.getByText(/training/).waitFor({ state: 'detached', timeout: 60_000 });
    await row.getByRole('button', { name: /details/ }).click();
    await page.getByText('"trees": 7').waitFor();
  }));

test('stopped three times, continued twice, another target, a reload, and the project deleted: one training at most', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await settleIn(page, 'train');
    await startLong(page);
    // A checkpoint is kept every three seconds.
    await page.waitForTimeout(4000);
    await pressAtOnce(page, 'Stop', 'Stop', 'Stop', 'Continue');
    const row = runOf(page, 'Neural network');
    await row.getByText('interrupted').waitFor();
    await pressAtOnce(page, 'Continue', 'Continue', 'Go on with it');
    await epochs(page).waitFor({ timeout: 60_000 });
    expect(await page.getByRole('row', { name: /details Neural network/ }).count()).toBe(1);

    await page.evaluate(() => (location.hash = '#/source'));
    await page.getByLabel('Target column').selectOption({ label: 'alcohol' });
    for (const place of ['features', 'train', 'evaluate', 'pipeline', 'train', 'source', 'train'])
      await page.evaluate(address => (location.hash = address), `#/${place}`);
    await epochs(page).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);

    await page.reload();
    await page.getByText(/did not finish/).first().waitFor(); // prettier-ignore
    await page.getByRole('button', { name: /Go on with it/ }).click();
    await epochs(page).waitFor({ timeout: 60_000 });

    await page.evaluate(() => (location.hash = '#/'));
    await page.getByRole('button', { name: /^Delete / }).click();
    await page.getByRole('button', { name: 'Delete the project' }).click();
    await page.getByText(/^Training: /).waitFor({ state: 'detached', timeout: 10_000 });
    await page.waitForTimeout(4000);
    expect(await stored(page)).toBe(0);
  }));
