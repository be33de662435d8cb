import type { Page } from 'playwright-core';
import type { RouteId } from '../../src/app/places.ts';
import { arriveAt, openSample, pressPrimary } from '../e2e/steps.ts';

// The studio as the pictures find it: the bike rentals go once round the whole circle on the buttons that each screen
// puts forward, with a neural network beside the first model so that there is a curve to look at.

/** One stretch of the way, and the places that look their best at its end. */
export interface Stretch {
  readonly go: (page: Page) => Promise<void>;
  readonly places: readonly RouteId[];
}

/** Learning takes long on a slow processor without a graphics card. */
const PATIENCE = 300_000;
const EPOCHS = 40;

export const STRETCHES: readonly Stretch[] = [
  { go: data, places: ['source', 'profile', 'pipeline', 'features'] },
  { go: model, places: ['train', 'evaluate'] },
  { go: deploy, places: ['serve'] },
  { go: watchLater, places: ['monitor'] },
  { go: challenge, places: ['update'] },
  { go: promote, places: ['report', 'start', 'learn'] },
];

async function data(page: Page): Promise<void> {
  await openSample(page, 'Open Bike');
  await pressPrimary(page, /profile/i);
  await arriveAt(page, 'profile');
  await pressPrimary(page, /set both aside/i);
  await pressPrimary(page, /pipeline/i);
  await arriveAt(page, 'pipeline');
  await pressPrimary(page, /features/i);
  await arriveAt(page, 'features');
  await page
    .getByText(/R².0\.\d/)
    .first()
    .waitFor();
}

async function model(page: Page): Promise<void> {
  await pressPrimary(page, /train a model/i);
  await arriveAt(page, 'train');
  const main = page.getByRole('main');
  const train = main.getByRole('button', { name: /^train( again)?$/i });
  await train.click();
  await main.getByRole('button', { name: 'Evaluate', exact: true }).waitFor({ timeout: PATIENCE });

  await main.getByLabel('Algorithm').selectOption({ label: 'Neural network' });
  const device = main.getByLabel('Device', { exact: true });
  await device.locator('option[value=wasm]').waitFor({ state: 'attached' });
  await device.selectOption('wasm');
  await main.getByText('More settings').click();
  await main.getByLabel('Most epochs').fill(String(EPOCHS));
  await main.getByLabel('Most epochs').press('Tab');
  await main.getByText('More settings').click();
  await train.click();
  await main.getByText('Neural network · run 3').waitFor();
  await main.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached', timeout: PATIENCE });

  await pressPrimary(page, /evaluate/i);
  await arriveAt(page, 'evaluate');
  await pressPrimary(page, /open the vault/i);
  await page.getByText(/looked at for 1 run/).waitFor();
}

async function deploy(page: Page): Promise<void> {
  await pressPrimary(page, /export/i);
  await arriveAt(page, 'serve');
  await page.getByRole('button', { name: 'Check and download: ONNX model' }).click();
  await page.getByText('agrees with the studio').first().waitFor({ timeout: PATIENCE });
  await pressPrimary(page, /serve here/i);
  await pressPrimary(page, /send the request/i);
  await page.getByRole('button', { name: 'Send all' }).click();
  await page.getByText(/rows answered in/).waitFor();
}

async function watchLater(page: Page): Promise<void> {
  await pressPrimary(page, /monitor/i);
  await arriveAt(page, 'monitor');
  await pressPrimary(page, /compare/i);
  await page.locator('main .btn.primary', { hasText: /retrain/i }).waitFor({ timeout: PATIENCE });
}

/** The sensor reports in another unit since June; the challenger learns from the later rows alone. */
async function challenge(page: Page): Promise<void> {
  await pressPrimary(page, /retrain/i);
  await arriveAt(page, 'update');
  await page.getByRole('radio', { name: 'In their place' }).check();
  await pressPrimary(page, /retrain/i);
  const promotion = page.locator('main .btn.primary', { hasText: /promote/i });
  await promotion.waitFor({ timeout: PATIENCE });
  const reason = page.getByLabel('Why promote despite this');
  await reason.or(page.getByLabel('Reason (kept in the history)')).waitFor();
  if (await reason.isVisible()) await reason.fill('The new sensor reports in Fahrenheit from now on.');
}

async function promote(page: Page): Promise<void> {
  await pressPrimary(page, /promote/i, PATIENCE);
  await page.locator('main .btn.primary', { hasText: /report/i }).waitFor({ timeout: PATIENCE });
}

/** Go all the way. */
export async function prepare(page: Page): Promise<void> {
  for (const stretch of STRETCHES) await stretch.go(page);
}
