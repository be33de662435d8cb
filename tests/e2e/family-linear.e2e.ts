import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkModule, checkOnnx } from './exported.ts';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile, openSample, pressPrimary } from './steps.ts';

const choose = (page: Page, label: string) =>
  page.getByLabel('Algorithm', { exact: true }).first().selectOption({ label });

const stopOf = (page: Page) => page.locator('main').getByRole('button', { name: 'Stop', exact: true });

/** Train what is chosen and open what is known of the run. */
async function trained(page: Page, name: string): Promise<Locator> {
  const row = page.getByRole('row', { name: new RegExp(name) }).first();
  await pressPrimary(page, /^\s*train\s*$/i);
  await stopOf(page).waitFor({ state: 'detached', timeout: 120_000 });
  await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore
  await page.getByText('All weights as numbers').first().waitFor();
  return row;
}

async function exported(page: Page, target: string) {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByRole('button', { name: `Check and download: ${target}` }).click(),
  ]);
  await page
    .locator('.card', { has: page.getByRole('heading', { name: target }) })
    .getByText('agrees with the studio')
    .waitFor();
  return download;
}

test('linear models of classes: trained, looked at with their intervals, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Breast cancer');
    await open('#/train');
    await choose(page, 'Logistic regression');
    const row = await trained(page, 'Logistic regression');
    await page
      .getByText(/Whiskers are 95% intervals from the curvature/)
      .first()
      .waitFor();
    await page.getByText(/counts most/).first().waitFor(); // prettier-ignore
    await page.waitForTimeout(800);
    await screenshot('family-linear-logistic');
    await page.getByText('All weights as numbers').first().click();
    const table = page.getByRole('table', { name: /Weights of the columns/ }).first();
    await table.getByRole('columnheader', { name: '95% from' }).waitFor();
    await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore

    // Nothing holds the weights where the classes can be told apart, and that is said.
    await page.getByLabel('Penalty').first().selectOption('none');
    await trained(page, 'Logistic regression');
    await page.getByText('The weights did not come to a standstill').first().waitFor();

    await pressPrimary(page, /evaluate/i);
    await arriveAt(page, 'evaluate');
    await pressPrimary(page, /open the vault/i);
    await page.getByText(/looked at for 1 run/).waitFor({ timeout: 60_000 });
    await pressPrimary(page, /export/i);
    await arriveAt(page, 'serve');
    expect(await checkOnnx(await exported(page, 'ONNX model'))).toMatchObject({ labelFlips: 0 });
    expect(await checkModule(await exported(page, 'JavaScript module'))).toMatchObject({ labelFlips: 0 });
  }));

/** Enough rows that a training can be seen, stopped and gone on with. */
const LONG = [
  'a,b,c,d,y',
  ...Array.from({ length: 60_000 }, (_, r) => {
    const [a, b, c, d] = [Math.sin(r), Math.cos(7 * r), Math.sin(3 * r * r), Math.cos(r * r)].map(v => v.toFixed(4));
    return `${a},${b},${c},${d},${(2 * Number(a) - Number(b) + Math.sin(11 * r * r) ** 3).toFixed(4)}`;
  }),
].join('\n');

test('linear regressions: progress, stop and go on, the path of the lasso', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await dropFile(page, page.getByRole('group', { name: /drop a table/i }), 'long.csv', LONG);
    await pressPrimary(page, /read/i);
    await arriveAt(page, 'source');
    await page.getByLabel('Target column').selectOption({ label: 'y' });
    await open('#/train');
    await choose(page, 'Quantile regression');
    await pressPrimary(page, /^\s*train\s*$/i);
    await page.getByText(/narrowing down/i).first().waitFor({ timeout: 60_000 }); // prettier-ignore
    await stopOf(page).click();
    const row = page.getByRole('row', { name: /Quantile regression/ }).first();
    await row.getByText('interrupted').waitFor();
    await row.getByRole('button', { name: 'Continue' }).click();
    await row.getByText('interrupted').waitFor({ state: 'detached', timeout: 60_000 });
    await stopOf(page).waitFor({ state: 'detached', timeout: 180_000 });
    await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore
    await page.getByText(/There are no intervals/).first().waitFor(); // prettier-ignore
    await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore

    await choose(page, 'Lasso');
    await trained(page, 'Lasso');
    await page.getByText(/column after column comes in/).first().waitFor(); // prettier-ignore
    await page.waitForTimeout(800);
    await screenshot('family-linear-lasso');
    expect(await page.getByText('failed').count()).toBe(0);
  }));
