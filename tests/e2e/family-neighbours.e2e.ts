import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { AXE, violations } from './axe.ts';
import { agreeOutside } from './exported.ts';
import { withStudio } from './harness.ts';
import { openSample, pressPrimary } from './steps.ts';

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first();

/** Train an algorithm and open the details of its run. */
async function train(page: Page, algorithm: string) {
  await page.getByLabel('Algorithm').selectOption({ label: algorithm });
  await pressPrimary(page, /^\s*train( again)?\s*$/i);
  const row = page.getByRole('row', { name: new RegExp(`, details ${algorithm}`) }).last();
  await row.getByText(/training/).waitFor({ state: 'detached', timeout: 120_000 });
  await row.getByRole('button', { name: /details/ }).click();
  return row;
}

test('neighbours, Bayes and a support vector machine are trained, looked at, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await open('#/train');

    let row = await train(page, 'k-nearest neighbours');
    await heading(page, /Least wrong with \d+ neighbours?/).waitFor();
    await page
      .getByText(/keeps all 142 training rows/)
      .first()
      .waitFor();
    await screenshot('neighbours-nearest');
    await row.getByRole('button', { name: /details/ }).click();

    row = await train(page, 'Gaussian naive Bayes');
    await heading(page, /tells the classes apart most/).waitFor();
    await screenshot('neighbours-bayes');
    await row.getByRole('button', { name: /details/ }).click();

    // Standardised columns are no counts: refused by name, with what to do.
    await page.getByLabel('Algorithm').selectOption({ label: 'Multinomial naive Bayes' });
    await pressPrimary(page, /^\s*train( again)?\s*$/i);
    await page
      .getByText(/must have counts or other amounts of at least 0/)
      .first()
      .waitFor({ timeout: 60_000 });

    row = await train(page, 'RBF support vector machine');
    await heading(page, /of the training rows decide/).waitFor();
    await page.evaluate(AXE);
    expect(await violations(page)).toEqual([]);
    await screenshot('neighbours-svm');

    await row.getByRole('button', { name: /Actions of run/ }).click();
    await page.getByRole('menuitem', { name: 'Evaluate' }).click();
    await page.getByRole('button', { name: 'Open the vault' }).click();
    await open('#/serve');
    await agreeOutside(page);
  }));
