import { expect, test } from 'vitest';
import { withStudio } from './harness.ts';

/** The harness itself: what it promises to notice, it notices. The names end in .invalid, which no network resolves. */
const FOREIGN = 'https://foreign.invalid/x';

test('a request to another origin fails the journey, from the page', async () => {
  const journey = withStudio(
    async ({ page, open }) => {
      await open('');
      await page.evaluate(address => fetch(address).catch(() => null), FOREIGN);
    },
    { expected: [/./] },
  );
  await expect(journey).rejects.toThrow(/another origin: GET https:\/\/foreign\.invalid/);
});

test('a request to another origin fails the journey, from a worker', async () => {
  const journey = withStudio(
    async ({ page, open }) => {
      await open('');
      await page.evaluate(async address => {
        const code = `fetch(${JSON.stringify(address)}).catch(() => null).then(() => postMessage('done'))`;
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
        await new Promise(done => (worker.onmessage = done));
      }, FOREIGN);
    },
    { expected: [/./] },
  );
  await expect(journey).rejects.toThrow(/another origin: GET https:\/\/foreign\.invalid/);
});

test('a request to another origin fails the journey, from the service worker', async () => {
  const journey = withStudio(
    async ({ page, open, context }) => {
      await open('');
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await context.serviceWorkers()[0]!.evaluate(address => fetch(address).catch(() => null), FOREIGN);
    },
    { expected: [/./] },
  );
  await expect(journey).rejects.toThrow(/another origin: GET https:\/\/foreign\.invalid/);
});

test('an error in a worker fails the journey, on its console or uncaught', async () => {
  const journey = withStudio(async ({ page, open }) => {
    await open('');
    await page.evaluate(async () => {
      const code =
        "console.error('third finding'); setTimeout(() => { postMessage(0); throw new Error('fourth finding') })";
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      await new Promise(done => (worker.onmessage = done));
    });
    await page.waitForTimeout(200);
  });
  await expect(journey).rejects.toThrow(/third finding/);
  await expect(journey).rejects.toThrow(/fourth finding/);
});

test('an error on the console, an uncaught error and a policy violation each fail the journey', async () => {
  const errors = withStudio(async ({ page, open }) => {
    await open('');
    await page.evaluate(() => {
      console.error('first finding');
      setTimeout(() => {
        throw new Error('second finding');
      });
      const script = document.createElement('script');
      script.textContent = 'document.title = "inline"';
      document.head.append(script);
    });
    await page.waitForTimeout(200);
    expect(await page.title()).not.toBe('inline');
  });
  await expect(errors).rejects.toThrow(
    /first finding[\s\S]*Content Security Policy|Content Security Policy[\s\S]*first/i,
  );
  await expect(errors).rejects.toThrow(/second finding/);
});
