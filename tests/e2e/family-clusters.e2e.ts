import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { AXE, violations } from './axe.ts';
import { agreeOutside } from './exported.ts';
import { withStudio } from './harness.ts';
import { openSample, pressPrimary } from './steps.ts';

const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { name }).first();

async function expectNoViolations(page: Page): Promise<void> {
  await page.evaluate(AXE);
  expect(await violations(page)).toEqual([]);
}

/** Train the recipe and wait for its picture; the row of the run, which is the last of its algorithm. */
async function trainAndLook(page: Page, algorithm: string): Promise<Locator> {
  await page.getByLabel('Algorithm').selectOption({ label: algorithm });
  await pressPrimary(page, /^\s*train( again)?\s*$/i);
  const row = page.getByRole('row', { name: new RegExp(`, details ${algorithm}`) }).last();
  await row.getByText(/training/).waitFor({ state: 'detached', timeout: 60_000 });
  await heading(page, 'Where the groups lie').waitFor();
  return row;
}

test('groups are found by every algorithm of the family, looked at, exported and verified', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await page
      .locator('select')
      .filter({ hasText: 'Nothing' })
      .first()
      .selectOption({ label: 'Nothing: find groups or strange rows' });

    // The rows on a map, before anything is trained.
    await open('#/profile');
    await page.getByRole('tab', { name: 'Map' }).click();
    await heading(page, 'Components of the training rows').waitFor();
    await page.getByText('All 142 training rows').waitFor();
    await page.getByRole('radio', { name: 'UMAP' }).check();
    await page.getByRole('button', { name: 'Draw the map' }).click();
    await heading(page, 'UMAP of the training rows').waitFor({ timeout: 60_000 });
    await page.getByLabel('Coloured by').selectOption({ label: 'cultivar' });
    await expectNoViolations(page);

    await open('#/train');
    await page.getByRole('button', { name: 'Try 2 to 10 groups' }).click();
    await heading(page, /3 groups are the clearest/).waitFor({ timeout: 60_000 });
    await trainAndLook(page, 'k-means');
    await heading(page, /The groups have a mean silhouette/).waitFor();
    await screenshot('clusters-k-means');

    await trainAndLook(page, 'Agglomerative clustering');
    const cut = page.getByRole('slider', { name: 'Groups' });
    await cut.press('ArrowRight');
    await heading(page, /A cut at height .* leaves 4 groups/).waitFor();
    await page.getByRole('button', { name: 'Use k = 4' }).click();
    expect(await page.getByLabel('Number of groups').inputValue()).toBe('4');

    await trainAndLook(page, 'DBSCAN');
    await page.getByText('All rows are noise').waitFor();
    await page.getByRole('button', { name: /Use a radius of/ }).click();

    const row = await trainAndLook(page, 'Gaussian mixture');
    await heading(page, 'What sets the groups apart').waitFor();
    await page.getByText(/A row belongs to its group with a probability of .*% on average/).waitFor();
    await screenshot('clusters-mixture');
    await expectNoViolations(page);

    // What answers new rows can be exported, and says the same outside.
    await row.getByRole('button', { name: /Actions of run/ }).click();
    await page.getByRole('menuitem', { name: 'Evaluate' }).click();
    await page.getByRole('button', { name: 'Open the vault' }).click();
    await open('#/serve');
    const models = page.getByLabel('Model to take out or serve');
    const mixture = await models.locator('option', { hasText: 'Gaussian mixture' }).first().textContent();
    await models.selectOption({ label: mixture!.trim() });
    await agreeOutside(page);

    // The log shows how probable each group is for the row that was sent.
    await page.getByRole('button', { name: 'Serve here' }).click();
    await page.getByRole('button', { name: 'Send the request' }).click();
    await page.getByRole('columnheader', { name: 'p(0)' }).waitFor();
    await screenshot('clusters-served');
  }));

test('a long clustering shows how far it is, stops, and goes on from where it was', () =>
  withStudio(async ({ page, open }) => {
    await open('');
    const value = (i: number, j: number) => (((i * 7919 + j * 104_729) % 1009) / 1009 + (i % 5)).toFixed(4);
    const rows = Array.from({ length: 40_000 }, (_, i) => [0, 1, 2, 3, 4, 5].map(j => value(i, j)).join(','));
    const asking = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a file' }).first().click();
    const text = ['a,b,c,d,e,f', ...rows].join('\n');
    await (await asking).setFiles({ name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await pressPrimary(page, /read the table/i);
    await page
      .locator('select')
      .filter({ hasText: 'Nothing' })
      .first()
      .selectOption({ label: 'Nothing: find groups or strange rows' });
    await open('#/train');
    await page.getByLabel('Algorithm').selectOption({ label: 'HDBSCAN' });
    await pressPrimary(page, /^\s*train\s*$/i);
    await page
      .getByText(/nearest rows/i)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.waitForTimeout(4000);
    await page.getByRole('button', { name: 'Stop', exact: true }).first().click();
    const row = page.getByRole('row', { name: /HDBSCAN/ });
    await row.getByRole('button', { name: 'Continue' }).click();
    await row.getByText('interrupted').waitFor({ state: 'detached', timeout: 20_000 });
    await row.getByText(/training/).waitFor({ state: 'detached', timeout: 180_000 });
    await row.getByRole('button', { name: /details/ }).click();
    await heading(page, 'Where the groups lie').waitFor({ timeout: 60_000 });
    await page
      .getByText(/3,000 of [\d,]+ training rows, drawn at random/)
      .first()
      .waitFor();
  }));
