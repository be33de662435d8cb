import { expect, test } from 'vitest';
import { agreeOutside } from './exported.ts';
import { withStudio } from './harness.ts';
import { openSample } from './steps.ts';
import {
  chooseAlgorithm,
  expectNoViolations,
  exportAndAgree,
  heading,
  startTraining,
  stopGoOnAndEnd,
  trainWhole,
} from './training.ts';

test('strange rows are found, shown with what stands out, measured by marks, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Loan decisions');
    // The target marks the rows that should turn out strange; no model sees it.
    await page.getByRole('radio', { name: 'Marks of strange rows' }).check();
    await page.getByText(/The task is finding strange rows/).waitFor();
    await screenshot('anomalies-source');

    await open('#/train');
    await page.getByText(/Find strange rows by/).waitFor();
    await trainWhole(page, 'Elliptic envelope');
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await heading(page, /rows? of [\d,]+ flagged/).waitFor({ timeout: 60_000 });
    await heading(page, /under the ROC curve/).waitFor();
    await heading(page, 'The strangest rows').waitFor();
    await page
      .getByText(/deviations (above|below) the middle/)
      .first()
      .waitFor();
    await expectNoViolations(page);
    await screenshot('anomalies-evaluate');

    await page.getByRole('button', { name: 'Open the vault' }).first().click();
    await page.getByText(/opened from the vault/).waitFor({ timeout: 60_000 });
    await open('#/serve');
    await agreeOutside(page);
  }));

test('an algorithm that answers only for its own rows is shown on these and refused elsewhere by name', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await page
      .locator('select')
      .filter({ hasText: 'Nothing' })
      .first()
      .selectOption({ label: 'Nothing: find groups or strange rows' });
    await page.getByRole('radio', { name: 'Strange rows' }).check();
    await page.getByText(/The task is finding strange rows/).waitFor();

    await open('#/train');
    await trainWhole(page, 'Local outlier factor');
    await heading(page, /training rows? of \d+ flagged/).waitFor();
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await page.getByText('shown on the rows it was fitted on').waitFor();
    await page.getByText(/For answers to new rows choose isolation forest/).waitFor();
    await heading(page, 'The strangest rows').waitFor({ timeout: 60_000 });
    expect(await page.getByRole('button', { name: 'Open the vault' }).count()).toBe(0);
    await screenshot('anomalies-own-rows');

    await open('#/serve');
    await page.getByText('This model cannot leave the studio').first().waitFor();
    expect(await page.getByRole('button', { name: 'Serve here' }).count()).toBe(0);
    await expectNoViolations(page);
    await screenshot('anomalies-not-served');
  }));

test('an autoencoder is watched, stopped, continued, ended early, looked at, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Loan decisions');
    await page.getByRole('radio', { name: 'Marks of strange rows' }).check();
    await page.getByText(/The task is finding strange rows/).waitFor();
    await open('#/train');
    await chooseAlgorithm(page, 'Autoencoder');
    await page.getByText('More settings').click();
    for (const name of ['Most epochs', 'Patience']) await page.getByLabel(name).fill('10000');
    await page.getByLabel('Batch size').fill('8');
    await startTraining(page);
    const row = await stopGoOnAndEnd(page, 'Autoencoder');

    await row.getByRole('button', { name: /details/ }).click();
    await page.getByRole('figure', { name: /How the loss fell/ }).waitFor();
    await page.getByText(/It was stopped, and the best so far kept/).waitFor();
    await screenshot('anomalies-autoencoder');
    await exportAndAgree(page, row);
  }));
