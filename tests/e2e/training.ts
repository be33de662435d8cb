import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { AXE, violations } from './axe.ts';
import { agreeOutside } from './exported.ts';
import type { Studio } from './harness.ts';
import { arriveAt, dropFile, pressPrimary } from './steps.ts';

// In Train: choosing an algorithm, watching a run, stopping it, going on, and what comes of it.

export const heading = (page: Page, name: string | RegExp): Locator => page.getByRole('heading', { name }).first();

export const chooseAlgorithm = (page: Page, algorithm: string): Promise<string[]> =>
  page.getByLabel('Algorithm', { exact: true }).first().selectOption({ label: algorithm });

export const startTraining = (page: Page): Promise<void> => pressPrimary(page, /^\s*train( again)?\s*$/i);

/** The newest run of an algorithm in the table of runs. */
export const runOf = (page: Page, algorithm: string): Locator =>
  page.getByRole('row', { name: new RegExp(`, details ${algorithm}`) }).first();

/** Choose an algorithm and train it to the end, however long that takes on a busy machine. */
export async function trainToEnd(page: Page, algorithm: string): Promise<Locator> {
  await chooseAlgorithm(page, algorithm);
  await startTraining(page);
  const row = runOf(page, algorithm);
  // A baseline may come first, and until then there is no row that could say it is done.
  await row.waitFor({ timeout: 60_000 });
  await row.getByText(/training/).waitFor({ state: 'detached', timeout: 120_000 });
  return row;
}

/** The same, and open the details of its run. */
export async function trainWhole(page: Page, algorithm: string): Promise<Locator> {
  const row = await trainToEnd(page, algorithm);
  await row.getByRole('button', { name: /details/ }).click();
  return row;
}

/** A checkpoint is kept every three seconds, and after each part of a combined model. */
const CHECKPOINT = 3500;

/**
 * Stop the training under way once a checkpoint is kept, go on with it, and demand that it takes up what was reached
 * instead of beginning anew; then end it and keep the best so far.
 */
export async function stopGoOnAndEnd(page: Page, algorithm: string): Promise<Locator> {
  const main = page.getByRole('main');
  const keepBest = main.getByRole('button', { name: 'Stop and keep best' });
  // A baseline may come first.
  await heading(page, `${algorithm} · run`).waitFor({ timeout: 60_000 });
  const first = await progressOf(page);
  await page.waitForTimeout(1000);
  const reached = await progressOf(page);
  expect(reached).toBeGreaterThan(first);
  await page.waitForTimeout(CHECKPOINT);
  await main.getByRole('button', { name: 'Stop', exact: true }).click();
  const row = runOf(page, algorithm);
  await row.getByText('interrupted').waitFor();
  await row.getByRole('button', { name: 'Continue' }).click();
  expect(await progressOf(page)).toBeGreaterThanOrEqual(reached);
  await keepBest.click();
  await row.getByText('ended early').waitFor({ timeout: 60_000 });
  return row;
}

/** How far the run is, from 0 to 1, as soon as it says so. */
async function progressOf(page: Page): Promise<number> {
  const share = await page.waitForFunction(
    () => document.querySelector<HTMLProgressElement>('main progress[value]')?.value || null,
    undefined,
    { timeout: 60_000, polling: 20 },
  );
  return (await share.jsonValue())!;
}

/** From the table of runs to the export: open the vault, and demand that both exports answer as the studio did. */
export async function exportAndAgree(page: Page, row: Locator): Promise<void> {
  await row.getByRole('button', { name: /Actions of run/ }).click();
  await page.getByRole('menuitem', { name: 'Evaluate' }).click();
  await page.getByRole('button', { name: 'Open the vault' }).first().click();
  await pressPrimary(page, /export/i, 120_000);
  await arriveAt(page, 'serve');
  await agreeOutside(page);
}

/** Drop a table on the empty studio and choose what is to be predicted. */
export async function openTable(page: Page, name: string, text: string, target: string): Promise<void> {
  await dropFile(page, page.getByRole('group', { name: /drop a table/i }), name, text);
  await pressPrimary(page, /read/i);
  await arriveAt(page, 'source');
  await page.getByLabel('Target column').selectOption({ label: target });
}

export async function expectNoViolations(page: Page): Promise<void> {
  await page.evaluate(AXE);
  expect(await violations(page)).toEqual([]);
}

/** From -1 to 1, as good as at random, and the same every time. */
const noise = (at: number): number => (43_758.5453 * Math.sin(12.9898 * at + 78.233)) % 1;

/** Classes that fold into each other: an algorithm that tries to tell them apart has long to do. */
const TANGLED = [
  'a,b,c,d,e,kind',
  ...Array.from({ length: 12_000 }, (_, r) => {
    const [kind, ...values] = [0, 1, 2, 3, 4, 5].map(k => noise(6 * r + k));
    return [...values.map(v => v.toFixed(4)), kind! > 0 ? 'yes' : 'no'].join(',');
  }),
].join('\n');

/** A table on which an algorithm has long to do, and Train with that algorithm chosen. */
export async function chooseForTangled(
  { page, open }: Pick<Studio, 'page' | 'open'>,
  algorithm: string,
): Promise<void> {
  await open('');
  await openTable(page, 'tangled.csv', TANGLED, 'kind');
  await open('#/train');
  await chooseAlgorithm(page, algorithm);
}
