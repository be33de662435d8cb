import { expect, test } from 'vitest';
import { randomStream } from '../../src/core/random.ts';
import { withStudio } from './harness.ts';
import { arriveAt } from './steps.ts';

// Sixty rows of noise with a target that hangs on nothing: what cheating pretends to know of it.

const WIDTH = 120;
const random = randomStream(4, 'noise');
const header = [...Array.from({ length: WIDTH }, (_, i) => `x${i}`), 'answer'].join(',');
const lines = Array.from({ length: 60 }, (_, row) => {
  const cells = Array.from({ length: WIDTH }, () => random.normal().toFixed(4));
  return [...cells, row % 2 ? 'yes' : 'no'].join(',');
});
const noise = { name: 'noise.csv', mimeType: 'text/csv', buffer: Buffer.from([header, ...lines].join('\n')) };

test('the cheat is measured, told in words, and gone when the recipe changes; the vault stays closed', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await page.locator('input[type=file]').first().setInputFiles(noise);
    await page.getByRole('button', { name: 'Read the table' }).click();
    await arriveAt(page, 'source');
    await page.getByLabel('Target column').selectOption({ label: 'answer' });

    await open('#/pipeline');
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.getByPlaceholder('Search').fill('telling');
    await page.getByText('Keep the most telling columns').click();
    await page.getByText('“Keep the most telling columns” was added.').waitFor();

    await page.getByRole('tab', { name: 'The cheat' }).click();
    await page.getByRole('button', { name: 'Show me the cheat' }).click();
    const verdict = page.getByText(/would have reported ROC-AUC 0\.\d+ instead of 0\.\d+: 0\.\d+ of it is not real/);
    await verdict.waitFor({ timeout: 120_000 });
    const [cheating, honest] = (await verdict.innerText()).match(/0\.\d+/g)!.map(Number);
    expect(cheating! - honest!).toBeGreaterThan(0.1);
    await page.getByRole('img', { name: /ROC-AUC of 25 folds/ }).waitFor();
    await screenshot('the-cheat');

    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await page.getByText('The recipe has changed since it was last measured.').waitFor();
    await open('#/evaluate');
    await expect.poll(() => page.getByText(/looked at for/).count()).toBe(0);
  }));
