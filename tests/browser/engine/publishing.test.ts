import { beforeAll, describe, expect, test } from 'vitest';
import { predict } from '../../../src/core/pipeline/predict.ts';
import { prepareTable } from '../../../src/core/pipeline/prepare.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../../src/core/pipeline/split.ts';
import { categoryColumn, datetimeColumn, numberColumn } from '../../../src/core/table/column.ts';
import { makeTable, type Table, takeTableRows } from '../../../src/core/table/table.ts';
import { randomStream } from '../../../src/core/random.ts';
import { heldOut } from '../../../src/engine/evaluation.ts';
import { exportingApi } from '../../../src/engine/exporting.ts';
import { publishRun } from '../../../src/engine/publishing.ts';
import { answerRequest } from '../../../src/engine/serving.ts';
import { trainingApi } from '../../../src/engine/training.ts';
import { tableToArrow } from '../../../src/io/arrow/write-arrow.ts';
import { saveDataset } from '../../../src/store/datasets.ts';
import { deployedModels, getDeployment, listEvents, moveAlias } from '../../../src/store/deployments.ts';
import { countPredictions, latestPredictions, listPredictions } from '../../../src/store/predictions.ts';
import { getProject, newProject, saveProject } from '../../../src/store/projects.ts';
import type { RunRecord } from '../../../src/store/schema.ts';

const PROJECT = 'the project';
const MODEL = 'shop';
const DAY = 86_400_000;
const context = { signal: new AbortController().signal, progress: () => undefined };

function shopTable(rows: number): Table {
  const random = randomStream(7, 'shop');
  const visits = Array.from({ length: rows }, (_, i) => (i % 17 === 3 ? NaN : Math.round(random.next() * 100)));
  const city = Array.from({ length: rows }, (_, i) => (i % 13 === 5 ? null : ['Oslo', 'Rome', 'Łódź'][i % 3]!));
  const buys = visits.map((v, i) =>
    (Number.isNaN(v) ? 50 : v) + (i % 3) * 20 + random.next() * 40 > 80 ? 'yes' : 'no',
  );
  return makeTable([
    ['visits', numberColumn(visits)],
    ['city', categoryColumn(city)],
    ['day', datetimeColumn(visits.map((_, i) => i * DAY))],
    ['buys', categoryColumn(buys)],
  ]);
}

const recipe: Recipe = {
  version: 1,
  task: 'classification',
  columns: [
    { name: 'visits', kind: 'number', role: 'feature' },
    { name: 'city', kind: 'category', role: 'feature' },
    { name: 'day', kind: 'datetime', role: 'time' },
    { name: 'buys', kind: 'category', role: 'target' },
  ],
  rows: [],
  derive: [],
  split: { kind: 'time', column: 'day', test: 0.25 },
  steps: [
    { id: 'impute', columns: ['visits'], params: {} },
    { id: 'one-hot', columns: ['city'], params: {} },
  ],
  model: { id: 'logistic', params: {} },
  seed: 3,
};

const table = shopTable(400);
let run: RunRecord;

const ask = (path: string, body: object, headers: Record<string, string> = {}) =>
  answerRequest({ method: 'POST', path, headers, body: JSON.stringify(body) });

beforeAll(async () => {
  await saveProject(newProject(PROJECT, 'Shop', new Date(0)));
  await saveDataset(
    {
      id: 'shop data',
      projectId: PROJECT,
      name: 'shop.csv',
      origin: { kind: 'file' },
      bytes: 1,
      sha256: 'a',
      rows: table.rows,
      fields: recipe.columns,
      notes: [],
      dialect: null,
      format: 'csv',
      milliseconds: 1,
      createdAt: new Date(0).toISOString(),
    },
    tableToArrow(table, recipe.columns),
  );
  run = await trainingApi.train(PROJECT, 'shop data', recipe, null, context);
});

describe('from a run to an endpoint, in the browser’s own storage', () => {
  test('a published version carries what monitoring compares with, and opens the vault once', async () => {
    const version = await publishRun(run.id, MODEL, 'challenger', 'First.', context);
    expect(version).toMatchObject({ model: MODEL, version: 1, runId: run.id, projectId: PROJECT });
    expect(version.reference.rows).toEqual({ training: run.rows!.train, heldOut: run.rows!.test });
    expect(version.reference.cutOff).toBe((run.rows!.train - 1) * DAY);
    const measured = await heldOut(run);
    expect(version.heldOut.map(m => [m.id, m.result.value])).toEqual(measured.metrics.map(m => [m.id, m.result.value]));
    await publishRun(run.id, MODEL, 'challenger', 'Again.', context);
    expect((await getProject(PROJECT))!.openings.map(o => o.runId)).toEqual([run.id]);
    expect(await getDeployment(MODEL)).toMatchObject({ champion: 1, challenger: 2 });
    expect((await listEvents(PROJECT)).map(e => [e.type, e.alias, e.to, e.reason])).toEqual([
      ['published', 'champion', 1, 'First.'],
      ['published', 'challenger', 2, 'Again.'],
    ]);
    expect((await deployedModels()).find(d => d.deployment.model === MODEL)?.versions).toEqual([1, 2]);
  });

  test('the endpoint says of every held-out row what the pipeline says, and logs it', async () => {
    const { test: rows } = splitRows(recipe, table, (await prepareTable(recipe, table)).rows);
    const expected = predict(run.fitted!, takeTableRows(table, rows));
    const sent = await exportingApi.requestRows(run.id, null, 0, 1000, context);
    expect([sent.total, sent.rows.length]).toEqual([rows.length, rows.length]);
    const names = run.fitted!.inputs.map(i => i.name);
    const before = await countPredictions(MODEL);
    const body = { rows: sent.rows.map(row => Object.fromEntries(row.map((value, i) => [names[i], value]))) };
    const answer = await ask('/predict', body, { 'x-request-id': 'all of them' });
    expect(answer.status).toBe(200);
    const { predictions } = JSON.parse(answer.body) as { predictions: { probabilities: Record<string, number> }[] };
    if (expected.task !== 'classification') throw new Error('it is a classification');
    const shares = predictions.flatMap(p => expected.classes.map(name => p.probabilities[name]!));
    expect(shares).toEqual([...expected.probabilities]);
    expect(await countPredictions(MODEL)).toBe(before + rows.length);
    const logged = (await listPredictions(MODEL)).slice(before);
    expect(logged.flatMap(l => l.values)).toEqual([...expected.probabilities]);
    expect(logged.map(l => l.inputs)).toEqual(sent.rows);
    expect(new Set(logged.map(l => `${l.requestId} ${l.version}`))).toEqual(new Set(['all of them 1']));
  });

  test('a promotion is seen by the very next request', async () => {
    const versionOf = async () => (await ask('/predict', { rows: [{ visits: 10 }] })).headers['x-model-version'];
    expect(await versionOf()).toBe('1');
    await moveAlias(MODEL, 'champion', 2, { type: 'promoted', reason: 'Better.', evidence: null, at: '2026-01-02' });
    expect(await versionOf()).toBe('2');
    await moveAlias(MODEL, 'champion', 1, { type: 'rolled-back', reason: 'Worse.', evidence: null, at: '2026-01-03' });
    expect(await versionOf()).toBe('1');
    expect((await latestPredictions(MODEL, 3)).map(l => l.version)).toEqual([1, 2, 1]);
  });

  test.each(['javascript', 'page', 'server', 'onnx'] as const)(
    'as %s it agrees with the studio on every held-out row',
    async target => {
      const report = await exportingApi.exportRun(run.id, MODEL, target, context);
      expect(report.verification).toMatchObject({ rows: run.rows!.test, labelFlips: 0, agrees: true });
      expect(report.zipName).toBe(`shop-2-${target}.zip`);
      expect(report.files.map(f => f.name)).toEqual(expect.arrayContaining(['schema.json', 'golden.json']));
    },
  );

  test('rows of another table are refused by the name of the column that is not there', async () => {
    const other = makeTable([['visits', numberColumn([1, 2])]]);
    const record = { projectId: PROJECT, name: 'other.csv', rows: 2, fields: [], notes: [], dialect: null };
    const rest = {
      origin: { kind: 'file' },
      bytes: 1,
      sha256: 'b',
      format: 'csv',
      milliseconds: 1,
      createdAt: '',
    } as const;
    const fields = [{ name: 'visits', kind: 'number', role: 'feature' }] as const;
    await saveDataset({ id: 'other', ...record, ...rest }, tableToArrow(other, fields));
    await expect(exportingApi.requestRows(run.id, 'other', 0, 10, context)).rejects.toThrow(/"city"/);
  });
});
