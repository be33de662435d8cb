import type { Download, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { checkModule, checkOnnx } from './exported.ts';
import { withStudio } from './harness.ts';
import { arriveAt, openSample, pressPrimary } from './steps.ts';

const choose = (page: Page, name: string) =>
  page.getByLabel('Algorithm', { exact: true }).first().selectOption({ label: name });

/** Train what is chosen, and open its details. */
async function trainAndLook(page: Page, name: string, picture: string): Promise<void> {
  await pressPrimary(page, /^\s*train\s*$/i);
  const row = page.getByRole('row', { name: new RegExp(name) }).first();
  await row.getByText('training', { exact: true }).waitFor({ state: 'detached', timeout: 120_000 });
  await row
    .getByRole('button', { name: /details/ })
    .first()
    .click();
  await page.getByText(picture).first().waitFor();
}

test('a decision tree is drawn, folded by keyboard, pruned with a slider and read as rules', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Wine cultivars');
    await open('#/train');
    await choose(page, 'Decision tree');
    await trainAndLook(page, 'Decision tree', 'A row starts at the top');
    const drawing = page.getByRole('region', { name: 'The tree, drawn' }).first();
    await drawing.scrollIntoViewIfNeeded();
    await screenshot('family-trees-tree');

    const fold = drawing.getByRole('button', { name: /^Fold/ }).first();
    await fold.focus();
    await page.keyboard.press('Enter');
    expect(await drawing.getByRole('button').count()).toBe(1);
    await page.keyboard.press('Enter');
    expect(await drawing.getByRole('button').count()).toBeGreaterThan(1);

    const before = await drawing.getByText(/rows,/).count();
    await page.getByRole('slider', { name: 'Pruning' }).first().press('End');
    expect(await drawing.getByText(/rows,/).count()).toBe(1);
    expect(before).toBeGreaterThan(1);
    await page
      .getByText(/set "Pruning: cost of an answer" to/)
      .first()
      .waitFor();
    await page.getByRole('slider', { name: 'Pruning' }).first().press('Home');

    await page
      .getByRole('figure', { name: 'The tree', exact: true })
      .getByRole('button', { name: /Show as table/ })
      .first()
      .click();
    await page.getByRole('region', { name: 'The answers of the tree' }).first().waitFor();
  }));

async function take(page: Page, target: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    page.getByRole('button', { name: `Check and download: ${target}` }).click(),
  ]);
  return download;
}

test('a random forest: trained while one watches, stopped, continued, ended early, looked at, exported and checked', () =>
  withStudio(async ({ page, open, screenshot }) => {
    await open('');
    await openSample(page, 'Open Handwritten digits');
    await open('#/train');
    await choose(page, 'Random forest');
    await page.getByText('More settings').click();
    await page.getByLabel('Trees', { exact: true }).fill('2000');
    await page.getByLabel('Least rows behind an answer').fill('20');
    await pressPrimary(page, /^\s*train\s*$/i);

    const keepBest = page.getByRole('button', { name: 'Stop and keep best' });
    await keepBest.waitFor({ timeout: 60_000 });
    await page.getByRole('main').getByRole('button', { name: 'Stop', exact: true }).click();
    const row = page.getByRole('row', { name: /Random forest/ }).first();
    await row.getByText('interrupted').waitFor();
    await row.getByRole('button', { name: 'Continue' }).click();
    await keepBest.waitFor({ timeout: 60_000 });
    await keepBest.click();
    await row.getByText('ended early').waitFor({ timeout: 60_000 });

    await row.getByRole('button', { name: /details/ }).first().click(); // prettier-ignore
    await page.getByRole('figure', { name: /Error on rows left out/ }).first().waitFor(); // prettier-ignore
    await page.getByRole('figure', { name: 'What the trees ask about' }).first().waitFor(); // prettier-ignore
    await page.waitForTimeout(800);
    await screenshot('family-trees-forest');

    await row.getByRole('button', { name: 'Actions of run' }).click();
    await page.getByRole('menuitem', { name: 'Evaluate' }).click();
    await arriveAt(page, 'evaluate');
    await page.getByRole('button', { name: 'Open the vault' }).click();
    await pressPrimary(page, /export/i);
    await arriveAt(page, 'serve');
    expect(await checkOnnx(await take(page, 'ONNX model'))).toMatchObject({ labelFlips: 0 });
    expect(await checkModule(await take(page, 'JavaScript module'))).toMatchObject({ labelFlips: 0 });
  }));
