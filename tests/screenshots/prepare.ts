import type { Page } from 'playwright-core';
import { arriveAt, openSample, pressPrimary } from '../e2e/steps.ts';

// The studio as the pictures find it: the bike rentals went once round the whole circle, on the buttons that each
// screen puts forward, with a neural network beside the first model so that there is a curve to look at.

/** Learning takes long on a slow processor without a graphics card. */
const PATIENCE = 300_000;
const EPOCHS = 40;

export async function prepare(page: Page, url: string): Promise<void> {
  page.setDefaultTimeout(60_000);
  await page.goto(url);
  await data(page);
  await model(page);
  await deployment(page);
  await update(page);
}

async function data(page: Page): Promise<void> {
  await openSample(page, 'Open Bike');
  await pressPrimary(page, /profile/i);
  await arriveAt(page, 'profile');
  await pressPrimary(page, /set both aside/i);
  await pressPrimary(page, /pipeline/i);
  await arriveAt(page, 'pipeline');
  await pressPrimary(page, /features/i);
  await arriveAt(page, 'features');
  await pressPrimary(page, /train a model/i);
  await arriveAt(page, 'train');
}

async function model(page: Page): Promise<void> {
  const settings = page.getByRole('main');
  const train = settings.getByRole('button', { name: /^train( again)?$/i });
  await train.click();
  await settings.getByRole('button', { name: 'Evaluate', exact: true }).waitFor({ timeout: PATIENCE });

  await settings.getByLabel('Algorithm').selectOption({ label: 'Neural network' });
  const device = settings.getByLabel('Device', { exact: true });
  await device.locator('option[value=wasm]').waitFor({ state: 'attached' });
  await device.selectOption('wasm');
  await settings.getByText('More settings').click();
  await settings.getByLabel('Most epochs').fill(String(EPOCHS));
  await settings.getByLabel('Most epochs').press('Tab');
  await train.click();
  await settings.getByText('Neural network · run 3').waitFor();
  await settings.getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached', timeout: PATIENCE });

  await pressPrimary(page, /evaluate/i);
  await arriveAt(page, 'evaluate');
  await pressPrimary(page, /open the vault/i);
  await page.getByText(/looked at for 1 run/).waitFor();
  await pressPrimary(page, /export/i);
  await arriveAt(page, 'serve');
}

async function deployment(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check and download: ONNX model' }).click();
  await page.getByText('agrees with the studio').first().waitFor({ timeout: PATIENCE });
  await pressPrimary(page, /serve here/i);
  await pressPrimary(page, /send the request/i);
  await page.getByRole('button', { name: 'Send all' }).click();
  await page.getByText(/rows answered in/).waitFor();
  await pressPrimary(page, /monitor/i);
  await arriveAt(page, 'monitor');
}

async function update(page: Page): Promise<void> {
  await pressPrimary(page, /compare/i);
  await pressPrimary(page, /retrain/i, PATIENCE);
  await arriveAt(page, 'update');
  await pressPrimary(page, /retrain/i);
  await pressPrimary(page, /promote/i, PATIENCE);
  await pressPrimary(page, /report/i, PATIENCE);
  await arriveAt(page, 'report');
}
