import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { openSample } from './steps.ts';
import {
  chooseAlgorithm,
  chooseForTangled,
  exportAndAgree,
  startTraining,
  stopGoOnAndEnd,
  trainWhole,
} from './training.ts';

test('voting, stacking and calibrated probabilities: chosen, changed, trained, looked at, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await open('#/train');
    const pictures = {
      Voting: 'Share of the votes',
      Stacking: 'What the algorithm on top makes of each answer',
      'Calibrated probabilities': 'From the raw probability to the corrected one',
    };
    for (const [name, picture] of Object.entries(pictures)) {
      await chooseAlgorithm(page, name);
      if (name === 'Voting') {
        await page.getByRole('textbox', { name: 'Weight, entry 1' }).fill('3');
        await page.getByRole('textbox', { name: 'Weight, entry 1' }).press('Tab');
      }
      const row = await trainWhole(page, name);
      await page.getByText(picture).first().waitFor();
      await page.waitForTimeout(800);
      await screenshot(`family-combined-${name.split(' ')[0]!.toLowerCase()}`);
      if (name === 'Calibrated probabilities') await exportAndAgree(page, row);
      else await row.getByRole('button', { name: /details/ }).click();
    }
    expect(await page.getByText('failed').count()).toBe(0);
  }));

test('several algorithms take long together: stopped, continued from the part they were in, ended early and verified', () =>
  withStudio(async studio => {
    const { page } = studio;
    await chooseForTangled(studio, 'Stacking');
    await page
      .getByRole('combobox', { name: 'Algorithm, entry 2' })
      .selectOption({ label: 'RBF support vector machine' });
    // Four times the work of the usual five: it has long to do on a fast machine too.
    await page.getByLabel('Folds', { exact: true }).fill('20');
    await page.getByLabel('Folds', { exact: true }).press('Tab');
    await startTraining(page);
    const row = await stopGoOnAndEnd(page, 'Stacking');
    await row.getByRole('button', { name: /details/ }).click();
    await page.getByRole('figure', { name: 'What the algorithm on top makes of each answer' }).waitFor();
    await exportAndAgree(page, row);
  }));
