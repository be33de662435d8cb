import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, openSample, pressPrimary, settleIn } from './steps.ts';

/**
 * The feature view: how each feature goes with the target, golden features tried, stopped, tried again and added with one
 * press, what each feature is worth to a run and what it costs, sorted and filtered; all of it there again after a reload.
 */
test('features, looked at closely', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'loan decisions');
    await settleIn(page, 'features');
    const list = page.getByRole('table', { name: 'Features', exact: true });
    await list
      .getByRole('img', { name: /share of .* goes from .* to .* between its values/ })
      .first()
      .waitFor();

    await page.getByRole('button', { name: 'Try pairs' }).click();
    await page.getByText(/combinations were tried on .* training rows/).waitFor({ timeout: 120_000 });
    await screenshot('features-golden');
    const add = page.getByRole('button', { name: /^Add .* (plus|minus|times|per) / });
    const offered = await add.count();
    if (offered > 0) {
      const name = (await add.first().getAttribute('aria-label'))!.replace(/^Add /, '');
      await add.first().click();
      await page.getByText(`“${name}” was added.`).waitFor();
      await list.getByText(name, { exact: true }).first().waitFor();
      await expect.poll(() => add.count()).toBe(offered - 1);
    }

    await settleIn(page, 'train');
    await pressPrimary(page, /^\s*train\s*$/i);
    await pressPrimary(page, /evaluate/i, 120_000);
    await arriveAt(page, 'evaluate');
    await settleIn(page, 'features');
    await page.getByRole('button', { name: /Measure what each is worth to run \d+/ }).click();
    await list
      .getByText(/AUC, run \d+/)
      .first()
      .waitFor({ timeout: 120_000 });
    await list.getByText(/±/).first().waitFor();
    await page.getByRole('button', { name: 'Measure what each costs' }).click();
    await list
      .getByText(/ms, \d+ B a row/)
      .first()
      .waitFor({ timeout: 60_000 });
    await list.getByRole('button', { name: /Worth/ }).click();
    await screenshot('features-worth');

    await page.reload();
    await list.getByText(/±/).first().waitFor({ timeout: 60_000 });
    await page.getByText(/combinations were tried on .* training rows/).waitFor();
    await expect.poll(() => add.count()).toBe(Math.max(0, offered - 1));
    await list
      .getByText(/ms, \d+ B a row/)
      .first()
      .waitFor();
  }));
