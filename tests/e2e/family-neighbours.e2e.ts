import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { openSample } from './steps.ts';
import {
  chooseAlgorithm,
  chooseForTangled,
  expectNoViolations,
  exportAndAgree,
  heading,
  startTraining,
  stopGoOnAndEnd,
  trainWhole,
} from './training.ts';

test('neighbours, Bayes and a support vector machine are trained, looked at, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await open('#/train');

    let row = await trainWhole(page, 'k-nearest neighbours');
    await heading(page, /Least wrong with \d+ neighbours?/).waitFor();
    await page
      .getByText(/keeps all 142 training rows/)
      .first()
      .waitFor();
    await screenshot('neighbours-nearest');
    await row.getByRole('button', { name: /details/ }).click();

    row = await trainWhole(page, 'Gaussian naive Bayes');
    await heading(page, /tells the classes apart most/).waitFor();
    await screenshot('neighbours-bayes');
    await row.getByRole('button', { name: /details/ }).click();

    // Standardised columns are no counts: refused by name, with what to do.
    await chooseAlgorithm(page, 'Multinomial naive Bayes');
    await startTraining(page);
    await page
      .getByText(/must have counts or other amounts of at least 0/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /^Choose Gaussian naive Bayes/ }).click();
    await expect.poll(() => page.getByLabel('Algorithm', { exact: true }).first().inputValue()).toBe('gaussian-bayes');

    row = await trainWhole(page, 'RBF support vector machine');
    await heading(page, /of the training rows decide/).waitFor();
    await expectNoViolations(page);
    await screenshot('neighbours-svm');

    await exportAndAgree(page, row);
  }));

test('a support vector machine that takes long is stopped, continued from where it was, ended early and looked at', () =>
  withStudio(async studio => {
    const { page } = studio;
    await chooseForTangled(studio, 'RBF support vector machine');
    await page.getByLabel('Freedom of the border (C)').fill('10000');
    await startTraining(page);
    const row = await stopGoOnAndEnd(page, 'RBF support vector machine');
    await row.getByRole('button', { name: /details/ }).click();
    await heading(page, /of the training rows decide/).waitFor();
  }));
