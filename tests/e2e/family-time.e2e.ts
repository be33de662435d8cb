import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile, pressPrimary, settleIn } from './steps.ts';

const RENTALS = readFileSync('public/samples/bike-rentals.csv', 'utf8');

/**
 * Forecasting: lags that suit the rhythm of an hourly table with one press, a model trained on them, looked ahead with,
 * stopped and started again, its errors beside those of simple forecasts, and exported with the helper that makes lags.
 */
test('bike rentals, looked ahead', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await dropFile(page, page.getByRole('group', { name: /drop a table/i }), 'bike-rentals.csv', RENTALS);
    await pressPrimary(page, /read/i);
    await arriveAt(page, 'source');
    await page.getByLabel('Target column').selectOption({ label: 'rentals' });
    await pressPrimary(page, /profile/i);
    await arriveAt(page, 'profile');
    await page
      .getByText(/casual.*registered/)
      .first()
      .waitFor({ timeout: 60_000 });
    await pressPrimary(page, /set both aside/i);

    await settleIn(page, 'features');
    await page.getByText('The past says something of what comes').waitFor({ timeout: 60_000 });
    await screenshot('time-proposal');
    await page.getByRole('button', { name: /rentals.* of 1 hour, 24 hours and 168 hours before/ }).click();
    await page.getByText('rentals lag 168 hours').first().waitFor({ timeout: 60_000 });
    await settleIn(page, 'pipeline');
    await page
      .getByText(/of 1 hour, 24 hours and 168 hours before/)
      .first()
      .waitFor();
    await screenshot('time-pipeline');

    await settleIn(page, 'train');
    await pressPrimary(page, /^\s*train\s*$/i);
    await pressPrimary(page, /evaluate/i, 120_000);
    await arriveAt(page, 'evaluate');
    await page.getByRole('textbox', { name: 'Steps ahead' }).fill('48');
    await page.getByRole('textbox', { name: 'Steps ahead' }).press('Tab');
    await page.getByRole('button', { name: 'Look ahead', exact: true }).click();
    await page.getByRole('heading', { name: /rentals, 48 steps ahead/ }).waitFor({ timeout: 120_000 });
    await page.getByRole('heading', { name: /Over 48 steps the model is/ }).waitFor();
    await page.getByText(/5 times the same recipe learned/).waitFor();
    await page
      .getByText(/looked at for/)
      .count()
      .then(n => expect(n).toBe(0)); // the vault stayed closed
    await page.getByRole('heading', { name: /rentals, 48 steps ahead/ }).scrollIntoViewIfNeeded();
    await screenshot('time-forecast');

    await page.getByRole('button', { name: /Show as table.*rentals, 48 steps ahead/ }).click();
    await page.getByRole('region', { name: /48 steps ahead, as a table/ }).waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]); // prettier-ignore
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('started_at,step,forecast,low,high,season before,drift,last value');
    expect(lines).toHaveLength(49);
    expect(lines[1]).toMatch(/^2025-05-11/);

    await page.getByRole('textbox', { name: 'Steps ahead' }).fill('1000');
    await page.getByRole('textbox', { name: 'Steps ahead' }).press('Tab');
    await page.getByRole('button', { name: 'Look ahead again' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Look ahead again' }).waitFor();
    await page.getByRole('heading', { name: /rentals, 48 steps ahead/ }).waitFor();

    await page
      .getByRole('link', { name: /export/i })
      .first()
      .click();
    await arriveAt(page, 'serve');
    await page.getByText('JavaScript module').first().waitFor();
    await screenshot('time-export');
  }));
