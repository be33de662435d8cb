import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { openSample, pressPrimary } from './steps.ts';

test('voting, stacking and calibrated probabilities: chosen, changed, trained, looked at and exported', () =>
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
      await page.getByLabel('Algorithm', { exact: true }).first().selectOption({ label: name });
      if (name === 'Voting') {
        await page.getByRole('textbox', { name: 'Weight, entry 1' }).fill('3');
        await page.getByRole('textbox', { name: 'Weight, entry 1' }).press('Tab');
      }
      await pressPrimary(page, /^\s*train\s*$/i);
      const row = page.getByRole('row', { name: new RegExp(name) }).first();
      await row.getByText('training', { exact: true }).waitFor({ state: 'detached', timeout: 120_000 });
      const details = row.getByRole('button', { name: /details/ }).first();
      await details.click();
      await page.getByText(picture).first().waitFor();
      await page.waitForTimeout(800);
      await screenshot(`family-combined-${name.split(' ')[0]!.toLowerCase()}`);
      await details.click();
    }
    expect(await page.getByText('failed').count()).toBe(0);
  }));
