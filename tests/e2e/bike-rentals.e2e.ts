import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile, pressPrimary } from './steps.ts';

const EARLIER = readFileSync('public/samples/bike-rentals.csv', 'utf8');
const LATER = readFileSync('public/samples/bike-rentals-later.csv', 'utf8');

/**
 * Journey (a): from a dropped file to a deployed model, monitored on later data, with drift and loss alarms raised, a
 * challenger retrained, tested, promoted and rolled back. Only the button each screen puts forward is pressed.
 */
test('bike rentals, from drop to rollback', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await dropFile(page, page.getByRole('group', { name: /drop a table/i }), 'bike-rentals.csv', EARLIER);
    // A dropped text file is shown before it is read.
    await pressPrimary(page, /read/i);
    await arriveAt(page, 'source');
    await page
      .getByText(/6,047 rows/)
      .first()
      .waitFor();
    await page.getByLabel('Target column').selectOption({ label: 'rentals' });
    await pressPrimary(page, /profile/i);

    await arriveAt(page, 'profile');
    await page
      .getByText(/casual.*registered/)
      .first()
      .waitFor({ timeout: 60_000 });
    await pressPrimary(page, /set both aside/i);
    await pressPrimary(page, /pipeline/i);
    await arriveAt(page, 'pipeline');
    await pressPrimary(page, /features/i);
    await arriveAt(page, 'features');
    await pressPrimary(page, /train a model/i);
    await arriveAt(page, 'train');
    await pressPrimary(page, /^\s*train\s*$/i);
    await pressPrimary(page, /evaluate/i, 120_000);

    await arriveAt(page, 'evaluate');
    await pressPrimary(page, /open the vault/i);
    await page.getByText(/looked at for 1 run/).waitFor({ timeout: 60_000 });
    await page.reload();
    await page.getByText(/looked at for 1 run/).waitFor({ timeout: 60_000 });
    await pressPrimary(page, /export/i);

    await arriveAt(page, 'serve');
    await pressPrimary(page, /serve here/i, 120_000);
    await pressPrimary(page, /send the request/i, 120_000);
    await pressPrimary(page, /monitor/i, 120_000);
    await arriveAt(page, 'monitor');
    await dropFile(page, page.getByRole('group', { name: /drop a log here/i }), 'bike-rentals-later.csv', LATER);
    await pressPrimary(page, /compare/i, 60_000);
    // The sensor changed its unit, the loss left its limits, and inputs moved away from training.
    await page
      .getByText(/"temperature" seems to have changed its unit/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page
      .getByText(/the model does worse/i)
      .first()
      .waitFor();
    await page
      .getByText(/inputs? looks? different from training/)
      .first()
      .waitFor();
    await screenshot('bike-rentals-monitor');
    await pressPrimary(page, /retrain as challenger/i);

    await arriveAt(page, 'update');
    await pressPrimary(page, /retrain as challenger/i);
    await page.getByLabel(/why promote despite/i).waitFor({ timeout: 120_000 });
    await page.reload();
    await page
      .getByLabel(/why promote despite/i)
      .fill('The sensor stays as it is; the new unit is the unit from now on.');
    await pressPrimary(page, /promote v2/i);
    await page.getByText(/no request was lost while the champion changed/i).waitFor({ timeout: 60_000 });
    await page.getByText(/none missing/i).waitFor();
    await page.reload();
    await page
      .getByText(/the new unit is the unit from now on/)
      .first()
      .waitFor();
    await page
      .getByRole('button', { name: /roll back to v1/i })
      .first()
      .click();
    await page
      .getByText(/rolled back/i)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.reload();
    await page
      .getByText(/rolled back/i)
      .first()
      .waitFor();
    await screenshot('bike-rentals-update');
  }));
