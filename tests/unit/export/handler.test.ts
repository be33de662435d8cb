import { expect, test } from 'vitest';
import { handleRequest, type ModelRegistry } from '../../../src/export/runtime/handler.ts';
import { servedModel } from '../../../src/export/served-model.ts';
import { type Ask, servingSuite } from './serving-suite.ts';
import { churn } from './small-model.ts';

const model = await servedModel(churn());
const registry: ModelRegistry = {
  names: () => ['churn'],
  versions: () => ['3'],
  find: (name = 'churn', version = '3') => (name === 'churn' && version === '3' ? model : undefined),
};

const ask: Ask = async (method, path, body, headers = {}) => {
  const lower = Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await handleRequest({ method, path, headers: lower, body: sent }, registry);
  return { ...reply, body: JSON.parse(JSON.stringify(reply.body)) as unknown };
};

servingSuite('handler', ask);

test('what was answered is handed over for a log', async () => {
  const body = { rows: [{ age: 30, city: 'Lima' }] };
  const { served } = await handleRequest(
    { method: 'POST', path: '/predict', headers: {}, body, fallbackId: 'made' },
    registry,
  );
  expect(served?.requestId).toBe('made');
  expect(served?.columns.get('city')).toEqual(['Lima']);
  expect(served?.predictions.warnings[0]).toEqual([
    { column: 'city', problem: 'unknown-category', message: 'city: unknown category' },
  ]);
});

test('a service without models is alive and not ready', async () => {
  const empty: ModelRegistry = { names: () => [], versions: () => [], find: () => undefined };
  const get = (path: string) => handleRequest({ method: 'GET', path, headers: {} }, empty);
  expect(await get('/v2/health/ready')).toMatchObject({ status: 503, body: { live: true, ready: false } });
  expect(await get('/v2/health/live')).toMatchObject({ status: 200, body: { live: true, ready: false } });
});
