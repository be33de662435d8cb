import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { withStudio } from './harness.ts';
import { arriveAt, dropFile, pressPrimary } from './steps.ts';

const EARLIER = readFileSync('public/samples/bike-rentals.csv', 'utf8');

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
    await screenshot('bike-rentals-monitor-before');
  }));
