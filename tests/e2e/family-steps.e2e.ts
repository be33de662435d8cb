import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { agreeOutside } from './exported.ts';
import { withStudio } from './harness.ts';
import { arriveAt, pressPrimary, settleIn } from './steps.ts';
import { chooseAlgorithm, openTable, startTraining, runOf } from './training.ts';

/** Orders with dates, gaps, a category of many values and a text; who buys again hangs on most of them. */
const ORDERS = [
  'registered,ordered,age,income,height,weight,score,city,tier,comment,again',
  ...Array.from({ length: 600 }, (_, r) => {
    const [a, b, c, d] = [3, 5, 7, 11].map(k => Math.sin(k * r * r + k)) as [number, number, number, number];
    const day = (days: number): string => new Date(Date.UTC(2023, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
    const age = Math.round(45 + 25 * a);
    const height = 172 + 9 * b + 2 * c;
    const comment = `${c > 0 ? 'quick and kind' : 'slow but kind'} ${d > 0.3 ? 'delivery broken' : 'delivery fine'}`;
    const again = a + (c > 0 ? 0.8 : -0.8) + (d > 0.3 ? -0.6 : 0.3) + 0.5 * Math.sin(13 * r * r) > 0;
    return [
      day(r % 400),
      day((r % 400) + 20 + Math.round(15 * d)),
      age,
      Math.round(Math.exp(10 + b)),
      height.toFixed(1),
      (height - 100 + 6 * d).toFixed(1),
      r % 9 ? (50 + 20 * c).toFixed(1) : '',
      `town ${(r * r) % 23}`,
      ['small', 'medium', 'large'][r % 3],
      comment,
      again ? 'yes' : 'no',
    ].join(',');
  }),
].join('\n');

/** The steps in the order in which they are added, each with the columns it is for; null leaves what is proposed. */
const STEPS: readonly (readonly [string, readonly string[] | null])[] = [
  ['Say where values are missing', ['score']],
  ['Fill in missing values', ['score']],
  ['Tame outliers', ['income']],
  ['Mark holidays', ['ordered']],
  ['Time between dates', ['registered', 'ordered']],
  ['Take dates apart', ['registered', 'ordered']],
  ['Logarithm', ['income']],
  ['Standardise', ['height', 'weight']],
  ['Sort into intervals', ['age']],
  ['Mean of the target per category', ['city']],
  ['One column per category', ['tier']],
  ['Words of a text', ['comment']],
  ['Principal components', ['height', 'weight']],
  ['Leave out what is no better than noise', null],
  ['Keep the most telling columns', null],
];

/** Add a step as a person does, and put it on its columns. */
async function addStep(page: Page, label: string, columns: readonly string[] | null): Promise<void> {
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByPlaceholder('Search').fill(label);
  await page.getByRole('option', { name: label, exact: true }).click();
  await page.getByText(`“${label}” was added.`).waitFor();
  const entry = page.locator('li.card').filter({ has: page.getByText(label, { exact: true }) }).first(); // prettier-ignore
  const more = entry.getByLabel('Add a column to this step');
  if (columns === null) {
    await entry.getByRole('button', { name: /^Add all \d+$/ }).click();
    return;
  }
  for (const name of columns)
    if (!(await chips(entry).allInnerTexts()).includes(name)) await more.selectOption({ label: name });
  for (const name of await chips(entry).allInnerTexts())
    if (!columns.includes(name)) await entry.getByRole('button', { name: `Take ${name} out of this step` }).click();
  await expect.poll(async () => (await chips(entry).allInnerTexts()).sort()).toEqual([...columns].sort());
}

const chips = (entry: Locator): Locator => entry.locator('.chip .truncate');

test('fifteen steps are added, trained with, seen in the features they made, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openTable(page, 'orders.csv', ORDERS, 'again');
    await page.getByRole('radio', { name: /random/i }).first().check(); // prettier-ignore
    for (const [column, role] of [
      ['comment', 'feature'],
      ['registered', 'feature'],
      ['ordered', 'feature'],
    ] as const)
      await page.getByLabel(`Role of ${column}`).selectOption(role);

    await settleIn(page, 'pipeline');
    const remove = page.locator('li.card').getByRole('button', { name: /^Remove “/ });
    for (let left = await remove.count(); left > 0; left--) {
      await remove.first().click();
      await expect.poll(() => remove.count()).toBe(left - 1);
    }
    for (const [label, columns] of STEPS) await addStep(page, label, columns);
    await expect.poll(() => page.locator('li.card .toggle').count()).toBe(STEPS.length);
    expect(await page.getByText('needs you').count()).toBe(0);
    await screenshot('steps-pipeline');

    await settleIn(page, 'train');
    await chooseAlgorithm(page, 'Logistic regression');
    await startTraining(page);
    await runOf(page, 'Logistic regression')
      .getByText(/training/)
      .waitFor({ state: 'detached', timeout: 60_000 });

    // What the model looks at is traced back through the steps to the columns of the table.
    await settleIn(page, 'features');
    const features = page.getByRole('table', { name: 'Features', exact: true });
    await features.getByText('In the model').waitFor();
    const shares = await features.getByText(/^[<\s\d.]+%$/).count();
    expect(shares).toBeGreaterThanOrEqual(10);
    await features.getByText(/Mean of the target per category/).first().waitFor(); // prettier-ignore
    await features.getByText('Chosen').waitFor();
    await screenshot('steps-features');

    await settleIn(page, 'evaluate');
    await pressPrimary(page, /open the vault/i);
    await pressPrimary(page, /export/i);
    await arriveAt(page, 'serve');
    // Words of a text have no form in ONNX, which the export says.
    await agreeOutside(page, ['JavaScript module']);
  }));
