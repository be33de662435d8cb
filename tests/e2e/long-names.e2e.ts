import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { overflow, textsOutside } from './boxes.ts';
import { withStudio } from './harness.ts';
import { settleIn } from './steps.ts';
import { expectNoViolations, openTable, trainToEnd } from './training.ts';

const UNBROKEN = 'average_number_of_minutes_between_two_visits_of_one_customer_in_the_last_year';
const WORDS = 'Average number of minutes between two visits of the same customer in the year before';
const DATE = 'when_the_customer_was_registered_for_the_very_first_time';
const TARGET = 'will_the_customer_come_again_after_the_visit_that_this_row_tells_of';
const CLASSES = [
  'customers_who_will_certainly_come_again_within_the_next_twelve_months_or_so',
  'Customers who may come again when they are asked kindly and offered something',
  'no',
];

const noise = (at: number): number => (43_758.5453 * Math.sin(12.9898 * at + 78.233)) % 1;

/** Columns, values and classes with long names, numbers that are huge, tiny and negative, and one of fifty kinds. */
const TABLE = [
  [UNBROKEN, WORDS, 'huge', 'tiny', DATE, 'city', 'kind', TARGET].join(','),
  ...Array.from({ length: 1200 }, (_, r) => {
    const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(k => noise(5 * r + k)) as [number, number, number, number, number];
    const day = new Date(Date.UTC(2020, 0, 1 + r)).toISOString().slice(0, 10);
    const sum = a + 0.6 * b + 0.3 * noise(9999 + r);
    const city = `Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch ${Math.abs(Math.round(e * 9))}`;
    return [
      ...[(a * 10).toFixed(3), (b * 100).toFixed(2), (c * 9e14).toFixed(0), (d * 1e-9).toExponential(4), day, city],
      `kind number ${r % 50}${r % 7 ? '' : ' of those with quite a long name'}`,
      CLASSES[sum > 0.4 ? 0 : sum > -0.4 ? 1 : 2],
    ].join(',');
  }),
].join('\n');

const SIZES = [
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;

/** What does not fit on the screen as it is, at both widths. */
async function whatDoesNotFit(page: Page, where: string): Promise<string[]> {
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForTimeout(300);
    const wide = await overflow(page);
    if (wide > 0) found.push(`${where} at ${size.width}: scrolls ${wide} px sideways`);
    found.push(...(await textsOutside(page)).map(line => `${where} at ${size.width}: ${line}`));
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  return found;
}

async function trained(page: Page, algorithm: string): Promise<void> {
  await settleIn(page, 'train');
  await trainToEnd(page, algorithm);
  await page.waitForTimeout(800);
}

test('long names, fifty classes and huge numbers fit on every screen', () =>
  withStudio(async ({ page, open }) => {
    const found: string[] = [];
    const look = async (where: string): Promise<void> => void found.push(...(await whatDoesNotFit(page, where)));
    await open('');
    await openTable(page, 'names.csv', TABLE, TARGET);
    await page.getByRole('radio', { name: /random/i }).first().check(); // prettier-ignore
    await page.getByLabel(`Role of ${DATE}`).selectOption('feature');
    for (const place of ['source', 'profile', 'pipeline'] as const) {
      await settleIn(page, place);
      await look(place);
    }
    await settleIn(page, 'features');
    await page.getByRole('button', { name: 'Try pairs' }).click();
    await page.getByText(/combinations were tried on/).waitFor({ timeout: 120_000 });
    await look('features');
    for (const algorithm of ['Logistic regression', 'Decision tree', 'Gradient boosting', 'Calibrated probabilities']) {
      await trained(page, algorithm);
      await look(algorithm);
    }
    await settleIn(page, 'evaluate');
    await page.getByRole('button', { name: 'Open the vault' }).click();
    await page.getByText(/looked at for 1 run/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: /rows? of .* predicted as no/ }).first().click(); // prettier-ignore
    await page.getByRole('heading', { name: /rows? truly/ }).waitFor();
    await look('evaluate');
    await settleIn(page, 'serve');
    await look('serve');

    await settleIn(page, 'source');
    await page.getByLabel('Target column').selectOption({ label: 'kind' });
    await trained(page, 'Decision tree');
    await look('a tree of fifty classes');
    await settleIn(page, 'evaluate');
    await page.getByRole('application', { name: /Arrow keys move/ }).waitFor();
    await look('fifty classes');
    await expectNoViolations(page);
    expect(found).toEqual([]);
  }));
