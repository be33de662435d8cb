import type { Download, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkModule, checkOnnx } from './exported.ts';
import { withStudio } from './harness.ts';
import { arriveAt, openSample, pressPrimary } from './steps.ts';

const epochs = (page: Page) => page.getByText(/Epoch \d+ of at most/).first();

async function take(page: Page, target: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByRole('button', { name: `Check and download: ${target}` }).click(),
  ]);
  const card = page.locator('.card', { has: page.getByRole('heading', { name: target }) });
  await card.getByText('agrees with the studio').waitFor();
  return download;
}

test('a neural network: chosen, trained while one watches, stopped, continued, looked at, exported and checked', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await open('#/train');
    await page.getByLabel('Algorithm', { exact: true }).first().selectOption({ label: 'Neural network' });
    await page.getByText('Why this device').click();
    await page.getByText(/A step of this network takes about .* ms\. The studio takes it\./).waitFor();
    await page.getByText('More settings').click();
    for (const name of ['Most epochs', 'Patience']) await page.getByLabel(name).fill('10000');
    await page.getByLabel('Course of the rate').selectOption('cosine');
    await page.getByLabel('Batch size').fill('1');
    await page.getByLabel('Units of the hidden layers').fill('256, 256');
    await pressPrimary(page, /^\s*train\s*$/i);

    await epochs(page).waitFor({ timeout: 60_000 });
    const first = await epochs(page).innerText();
    await page.waitForFunction(text => !document.body.innerText.includes(text), first, { timeout: 20_000 });
    await page.waitForTimeout(4000);
    await page.getByRole('main').getByRole('button', { name: 'Stop', exact: true }).click();
    const row = page.getByRole('row', { name: /Neural network/ }).first();
    await row.getByText('interrupted').waitFor();
    await row.getByRole('button', { name: 'Continue' }).click();
    await epochs(page).waitFor({ timeout: 60_000 });
    await page.waitForTimeout(1000);
    await page.getByRole('button', { name: 'Stop and keep best' }).click();
    await row.getByText('ended early').waitFor({ timeout: 30_000 });

    await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore
    await page
      .getByRole('figure', { name: /How the loss fell/ })
      .first()
      .waitFor();
    await page.getByRole('figure', { name: 'Learning rate' }).first().waitFor();
    await page
      .getByText(/The weights of epoch [\d,]+ are kept\./)
      .first()
      .waitFor();
    await page.waitForTimeout(800);
    await screenshot('family-neural-picture');

    await row.getByRole('button', { name: 'Actions of run' }).click();
    await page.getByRole('menuitem', { name: 'Evaluate' }).click();
    await arriveAt(page, 'evaluate');
    await page.getByRole('button', { name: 'Open the vault' }).click();
    await pressPrimary(page, /export/i);
    await arriveAt(page, 'serve');
    expect(await checkOnnx(await take(page, 'ONNX model'))).toMatchObject({ labelFlips: 0 });
    expect(await checkModule(await take(page, 'JavaScript module'))).toMatchObject({ labelFlips: 0 });
  }));
