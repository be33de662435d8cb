import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEndpoint } from '../../../src/engine/endpoint-handler.ts';
import { type EndpointAnswer, isEndpointPath, makeEndpoint } from '../../../src/engine/serving.ts';
import { FakeStore } from './fake-serving-store.ts';

type Answer = (path: string, rows?: object[], headers?: Record<string, string>) => Promise<EndpointAnswer>;

const asking = (store: FakeStore): Answer => {
  const endpoint = makeEndpoint(store);
  return (path, rows, headers = {}) =>
    endpoint({ method: rows ? 'POST' : 'GET', path, headers, ...(rows && { body: JSON.stringify({ rows }) }) });
};

const predictions = (answer: EndpointAnswer): number[] =>
  (JSON.parse(answer.body) as { predictions: { prediction: number }[] }).predictions.map(p => Math.round(p.prediction));

describe('the endpoint of deployed models', () => {
  test('the champion answers, says who it is, and every row is in the log', async () => {
    const store = await new FakeStore().add('line', [1, 2]);
    store.promote('line', 2);
    const answer = await asking(store)('/predict', [{ x: 3 }, { x: null }, {}], { 'x-request-id': 'mine' });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'x-request-id': 'mine',
      'x-model-name': 'line',
      'x-model-version': '2',
      'x-model-sha256': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      'cache-control': 'no-store',
    });
    expect(predictions(answer)[0]).toBe(6);
    expect(store.written).toHaveLength(3);
    expect(store.written[0]).toMatchObject({ model: 'line', version: 2, requestId: 'mine', inputs: [3], label: null });
    expect(store.written[0]!.values[0]).toBeCloseTo(6, 9);
    expect(store.written.slice(1).map(l => l.inputs)).toEqual([[null], [null]]);
  });

  test('a request without a name of its own gets one, in the answer and in the log', async () => {
    const store = await new FakeStore().add('line', [1]);
    const answer = await asking(store)('/predict', [{ x: 1 }]);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(store.written[0]!.requestId).toBe(answer.headers['x-request-id']);
  });

  test('older versions answer when they are asked for by number; a number that never was is refused', async () => {
    const store = await new FakeStore().add('line', [2, 1]);
    const ask = asking(store);
    expect(predictions(await ask('/predict?version=1', [{ x: 5 }]))).toEqual([5]);
    expect((await ask('/predict?version=9', [{ x: 5 }])).status).toBe(404);
    expect((await ask('/predict?version=01', [{ x: 5 }])).status).toBe(404);
    expect(JSON.parse((await ask('/v2/models/line')).body)).toMatchObject({ versions: ['2', '1'] });
  });

  test('of several models one must be named', async () => {
    const store = await (await new FakeStore().add('a', [1])).add('b', [2]);
    const ask = asking(store);
    expect(predictions(await ask('/predict?model=b', [{ x: 4 }]))).toEqual([8]);
    const nameless = await ask('/predict', [{ x: 4 }]);
    expect([nameless.status, nameless.body]).toEqual([404, expect.stringContaining('served: a, b')]);
  });

  test('without a deployed model it is alive, not ready, and refuses in words', async () => {
    const ask = asking(new FakeStore());
    expect((await ask('/v2/health/live')).status).toBe(200);
    expect((await ask('/v2/health/ready')).status).toBe(503);
    expect((await ask('/predict', [{ x: 1 }])).status).toBe(404);
    const withdrawn = await new FakeStore().add('line', [1]);
    withdrawn.promote('line', null);
    expect((await asking(withdrawn)('/predict', [{ x: 1 }])).status).toBe(404);
  });

  test('rows that do not fit are refused and leave the log as it was', async () => {
    const store = await new FakeStore().add('line', [1]);
    const answer = await asking(store)('/predict', [{ x: 1 }, { z: 1 }]);
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.body).toContain("row 1: unknown column 'z'");
    expect(store.written).toEqual([]);
  });

  test('a model is read once while its deployment stays as it is, and again when it moves', async () => {
    const store = await new FakeStore().add('line', [1, 2]);
    const ask = asking(store);
    for (let i = 0; i < 3; i++) await ask('/predict', [{ x: 1 }]);
    expect(store.reads).toBe(1);
    store.promote('line', 2);
    for (let i = 0; i < 3; i++) expect(predictions(await ask('/predict', [{ x: 1 }]))).toEqual([2]);
    expect(store.reads).toBe(2);
  });

  test('another project that takes a freed name is never answered for by what was kept', async () => {
    const store = await new FakeStore().add('line', [1]);
    const ask = asking(store);
    await ask('/predict', [{ x: 1 }]);
    store.deployments = [];
    await store.add('line', [1], 'another project');
    await ask('/predict', [{ x: 1 }]);
    expect(store.reads).toBe(2);
  });

  test('storage that fails is a 500 in words, and works again when storage does', async () => {
    const store = await new FakeStore().add('line', [1]);
    const ask = asking(store);
    store.pause = () => Promise.reject(new Error('the disk is gone'));
    const failed = await ask('/predict', [{ x: 1 }]);
    expect([failed.status, failed.body]).toEqual([500, expect.stringContaining('the disk is gone')]);
    store.pause = async () => undefined;
    expect((await ask('/predict', [{ x: 1 }])).status).toBe(200);
  });

  test('an answer whose log could not be written says so', async () => {
    const store = await new FakeStore().add('line', [1]);
    store.log = () => Promise.reject(new Error('full'));
    const answer = await asking(store)('/predict', [{ x: 1 }]);
    expect([answer.status, answer.headers['x-prediction-log']]).toEqual([200, 'not-written']);
  });

  test('a request in flight ends on the version it began with, whatever moves meanwhile, and none is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('ask', 'promote 1', 'promote 2', 'promote 3'), { minLength: 1, maxLength: 30 }),
        async (scheduler, actions) => {
          const store = await new FakeStore().add('line', [1, 2, 3]);
          store.pause = () => scheduler.schedule(Promise.resolve());
          const ask = asking(store);
          const expected: number[] = [];
          const asked: Promise<EndpointAnswer>[] = [];
          for (const action of actions) {
            if (action === 'ask') {
              expected.push(store.deployments[0]!.champion!);
              asked.push(ask('/predict', [{ x: 1 }, { x: 10 }]));
              await Promise.resolve();
            } else store.promote('line', Number(action.slice(-1)));
          }
          const answers = await scheduler.waitFor(Promise.all(asked));
          expect(answers.map(a => Number(a.headers['x-model-version']))).toEqual(expected);
          expect(answers.map(predictions)).toEqual(expected.map(v => [v, 10 * v]));
          expect(store.written).toHaveLength(2 * expected.length);
          for (const line of store.written)
            expect(line.values[0]).toBeCloseTo(line.version * Number(line.inputs[0]), 9);
          const named = (id: string) => store.written.filter(l => l.requestId === id).map(l => l.version);
          answers.forEach((a, i) => expect(named(a.headers['x-request-id']!)).toEqual([expected[i], expected[i]]));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('as the service worker answers it', () => {
  const scope = 'https://example.org/studio/';
  const handler = createEndpoint(scope, async request => ({
    status: 201,
    headers: { 'x-model-version': '1' },
    body: JSON.stringify(request),
  }));

  test.each([
    ['predict', true],
    ['predict?model=a', true],
    ['v2', true],
    ['v2/models/a%2Fb/infer', true],
    ['health', true],
    ['', false],
    ['index.html', false],
    ['predictions', false],
    ['assets/v2/x.js', false],
    ['v20/x', false],
  ])('%s', (path, taken) => {
    expect(handler.takes(new Request(scope + path))).toBe(taken);
    expect(isEndpointPath(`/${path.split('?')[0]!}`)).toBe(taken);
  });

  test('another folder of the same host is not its own', () => {
    expect(handler.takes(new Request('https://example.org/predict'))).toBe(false);
  });

  test('it passes on method, path with query, headers and body, and says who answered', async () => {
    const init = { method: 'POST', body: '{"rows":[]}', headers: { 'X-Request-Id': 'r' } };
    const response = await handler.respond(new Request(`${scope}predict?model=a#part`, init));
    expect(response.status).toBe(201);
    expect(response.headers.get('x-answered-by')).toBe('service-worker');
    expect(response.headers.get('x-model-version')).toBe('1');
    expect(await response.json()).toMatchObject({
      method: 'POST',
      path: '/predict?model=a',
      headers: { 'x-request-id': 'r' },
      body: '{"rows":[]}',
    });
  });
});
