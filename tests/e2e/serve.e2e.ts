import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ask } from './ask.ts';
import { withStudio } from './harness.ts';

const logged = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('terrarium');
        opening.onerror = () => reject(new Error('the database cannot be opened'));
        opening.onsuccess = () => {
          const count = opening.result.transaction('predictions').objectStore('predictions').count();
          count.onsuccess = () => {
            opening.result.close();
            resolve(count.result);
          };
        };
      }),
  );

type Open = (place: string) => Promise<void>;

async function openBikes(page: Page, open: Open): Promise<void> {
  await open('');
  await page.getByRole('button', { name: /^Open Bike/i }).click();
  await page.waitForURL(/#\/source/);
}

async function train(page: Page, open: Open): Promise<void> {
  await open('#/train');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page
    .getByRole('link', { name: 'Evaluate' })
    .or(page.getByRole('button', { name: 'Evaluate' }))
    .first()
    .waitFor();
}

test('a model is checked, taken out, served, asked, and answers without a network', async () => {
  await withStudio(
    async ({ page, context, open }) => {
      await openBikes(page, open);
      await open('#/serve');
      await page.getByText('There is no model to take out yet').waitFor();
      await train(page, open);
      await open('#/serve');

      for (const target of ['ONNX model', 'JavaScript module', 'Web page', 'Node server']) {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: `Check and download: ${target}` }).click(),
        ]);
        expect(download.suggestedFilename()).toMatch(/^bike-rentals-run-\d+-[a-z]+\.zip$/);
        const card = page.locator('.card', { has: page.getByRole('heading', { name: target }) });
        await card.getByText('agrees with the studio').waitFor();
        expect(await card.getByRole('definition').allTextContents()).toEqual(['1,209', expect.any(String), '0']);
      }

      await page.getByRole('button', { name: 'Serve here' }).click();
      await page.getByRole('button', { name: 'Send the request' }).click();
      await page.getByText('by the service worker').waitFor();
      expect(await logged(page)).toBe(1);
      await page.getByRole('button', { name: 'Send all' }).click();
      await page.getByText('1,209 rows answered in 7 requests').waitFor();
      expect(await logged(page)).toBe(1210);
      await page.getByRole('link', { name: 'Watch it in Monitor' }).waitFor();

      await context.setOffline(true);
      expect(await ask(page, '/v2/health/ready')).toMatchObject({ status: 200, body: { ready: true } });
      const model = await ask(page, '/v2/models/bike-rentals');
      expect(model.body).toMatchObject({ name: 'bike-rentals', versions: ['1'], platform: 'terrarium' });

      const plain = await ask(
        page,
        '/predict',
        { rows: [{ temperature: 20 }, {}] },
        { 'X-Request-Id': 'from outside' },
      );
      expect(plain.status).toBe(200);
      expect(plain.headers).toMatchObject({
        'x-answered-by': 'service-worker',
        'x-request-id': 'from outside',
        'x-model-name': 'bike-rentals',
        'x-model-version': '1',
      });
      expect(plain.body['predictions']).toHaveLength(2);
      const tensor = { name: 'temperature', shape: [1, 1], datatype: 'FP64', data: [20] };
      const infer = await ask(page, '/v2/models/bike-rentals/versions/1/infer', { inputs: [tensor] });
      const [first] = plain.body['predictions'] as { prediction: number }[];
      expect(infer.body).toMatchObject({
        model_version: '1',
        outputs: [{ name: 'prediction', shape: [1], datatype: 'FP64', data: [first!.prediction] }],
      });
      expect(await logged(page)).toBe(1213);

      expect(await ask(page, '/predict', { rows: [{ nope: 1 }] })).toMatchObject({
        status: 422,
        body: { detail: expect.stringContaining("unknown column 'nope'") as string },
      });
      expect((await ask(page, '/v2/models/bike-rentals/versions/7/infer', { inputs: [tensor] })).status).toBe(404);
      expect(await logged(page)).toBe(1213);
    },
    { expected: [/status of (404|422)/] },
  );
});

test('without a service worker the page itself answers, and says so', async () => {
  await withStudio(
    async ({ page, open }) => {
      await openBikes(page, open);
      await train(page, open);
      await open('#/serve');
      await page.getByRole('button', { name: 'Serve here' }).click();
      await page.getByText('Requests are answered by this page alone').waitFor();
      await page.getByRole('button', { name: 'Send the request' }).click();
      await page.getByText('by this page, without a service worker').waitFor();
      expect(await logged(page)).toBe(1);
      await page.getByRole('button', { name: 'Write the body by hand' }).click();
      await page.getByLabel('Body of the request').fill('{"rows": [{"nope": 1}]}');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText("unknown column 'nope'").waitFor();
      expect(await logged(page)).toBe(1);
    },
    { context: { serviceWorkers: 'block' }, expected: [/service worker/i] },
  );
});
