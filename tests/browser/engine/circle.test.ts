import { beforeAll, describe, expect, it } from 'vitest';
import type { LogSettings } from '../../../src/core/monitor/log-settings.ts';
import { suggestSettings } from '../../../src/core/monitor/log-settings.ts';
import { prepareTable } from '../../../src/core/pipeline/prepare.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { splitRows } from '../../../src/core/pipeline/split.ts';
import { monitoringApi } from '../../../src/engine/monitoring.ts';
import { publishRun } from '../../../src/engine/publishing.ts';
import { readingApi } from '../../../src/engine/reading.ts';
import { recipesApi } from '../../../src/engine/recipes.ts';
import { answerRequest } from '../../../src/engine/serving.ts';
import { loadTable } from '../../../src/engine/tables.ts';
import { trainingApi } from '../../../src/engine/training.ts';
import { updatingApi } from '../../../src/engine/updating.ts';
import { getDeployment, getVersion, listEvents, moveAlias } from '../../../src/store/deployments.ts';
import { getDataset, listDatasets } from '../../../src/store/datasets.ts';
import { listMonitors } from '../../../src/store/monitors.ts';
import { newProject, saveProject } from '../../../src/store/projects.ts';
import { getRun } from '../../../src/store/runs.ts';
import type { DatasetRecord, VersionRecord } from '../../../src/store/schema.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };

async function bring(projectId: string, file: string): Promise<DatasetRecord> {
  const blob = await (await fetch(`/samples/${file}`)).blob();
  return (await readingApi.open(projectId, file, blob, { kind: 'sample', sample: file }, {}, context)).dataset;
}

async function heldOutOf(datasetId: string, recipe: Recipe) {
  const table = await loadTable(datasetId);
  return splitRows(recipe, table, (await prepareTable(recipe, table)).rows);
}

async function project(id: string): Promise<void> {
  await saveProject(newProject(id, id, new Date('2026-01-01')));
}

describe('the circle on bike rentals: monitored, retrained, tested, promoted, rolled back', () => {
  const id = 'circle-bikes';
  const model = 'circle-bikes';
  let first: VersionRecord;
  let later: DatasetRecord;
  let settings: LogSettings;

  beforeAll(async () => {
    await project(id);
    const data = await bring(id, 'bike-rentals.csv');
    let recipe = await recipesApi.propose(data.id, 'rentals', ['casual', 'registered'], 42);
    recipe = await recipesApi.withRole(data.id, recipe, ['started_at'], 'time');
    recipe = {
      ...recipe,
      split: { kind: 'time', column: 'started_at', test: 0.2 },
      model: { id: 'ridge', params: {} },
    };
    const run = await trainingApi.train(id, data.id, recipe, null, context);
    first = await publishRun(run.id, model, 'champion', 'First version', context);
    later = await bring(id, 'bike-rentals-later.csv');
    settings = { ...suggestSettings(first.fitted, later.id, later.fields), chunking: { by: 'week' } };
  });

  it('reads the later file by itself: time, truth, answers to be made again', () => {
    expect(settings).toMatchObject({ time: 'started_at', truth: 'rentals', prediction: null, late: null });
  });

  it('raises drift, the broken sensor and the loss, and keeps the result', async () => {
    const record = await monitoringApi.monitor(model, 1, settings, context);
    expect(record.report.alerts.map(a => a.cause)).toEqual(
      expect.arrayContaining(['unit-jump', 'performance', 'feature-drift']),
    );
    expect(record.report.blocksPromotion).toBe(true);
    expect(record.alerts).toBeGreaterThanOrEqual(3);
    expect((await listMonitors(id)).at(-1)).toEqual(record);
  });

  it('retrains on the appended rows, compares on rows neither saw, and names the open fault', async () => {
    const challenger = await updatingApi.retrain(model, 1, settings, 'append', null, 'Drift', context);
    expect(challenger.version).toBe(2);
    expect(await getDeployment(model)).toMatchObject({ champion: 1, challenger: 2 });
    const made = await getDataset((await getRun(challenger.runId)).dataset.id);
    expect(made.origin).toMatchObject({ kind: 'combined', how: 'append' });
    expect(made.rows).toBe(later.rows + (await getDataset((await getRun(first.runId)).dataset.id)).rows);
    const review = await updatingApi.review(model, 1, 2, context);
    expect(review.rows.tested).toBeGreaterThan(1800);
    expect(review.rows.added).toBe(review.rows.tested);
    expect(review.comparison).toMatchObject({ verdict: 'better', metric: 'rmse', n: review.rows.tested });
    expect(review.gates.filter(g => !g.passed).map(g => g.id)).toEqual(['faults']);
    expect(await updatingApi.review(model, 1, 2, context)).toEqual(review);
  });

  it('loses no request while the champion changes, and goes back in one move', async () => {
    const bodies = await updatingApi.exampleRequests(model, 1, 20);
    expect(bodies).toHaveLength(20);
    const ask = (body: string) => answerRequest({ method: 'POST', path: `/predict?model=${model}`, headers: {}, body });
    const before = bodies.map(ask);
    const at = new Date().toISOString();
    const moved = moveAlias(model, 'champion', 2, {
      type: 'promoted',
      reason: 'The sensor is known',
      evidence: null,
      at,
    });
    const during = bodies.map(ask);
    await moved;
    const after = bodies.map(ask);
    const answers = await Promise.all([...before, ...during, ...after]);
    expect(answers.every(a => a.status === 200)).toBe(true);
    const versions = (list: typeof answers) => new Set(list.map(a => a.headers['x-model-version']));
    expect(versions(answers.slice(40))).toEqual(new Set(['2']));
    await moveAlias(model, 'champion', 1, { type: 'rolled-back', reason: 'Trying it', evidence: null, at });
    expect(await getDeployment(model)).toMatchObject({ champion: 1, previousChampion: 2 });
    expect((await listEvents(id)).map(e => e.type)).toEqual(['published', 'published', 'promoted', 'rolled-back']);
  });

  it('watches the endpoint’s own log, and keeps it with late truth for retraining', async () => {
    const rows = (await fetch('/samples/bike-rentals-later.csv').then(r => r.text())).split('\n').slice(1, 121);
    const names = ['temperature', 'humidity', 'wind', 'weather', 'weekday', 'hour', 'daypart', 'holiday'];
    const sent = rows.map(line => line.split(','));
    for (const [i, cells] of sent.entries()) {
      const row = Object.fromEntries(
        names.flatMap((name, k) => {
          const input = first.fitted.inputs.find(f => f.name === name);
          const text = cells[k + 1]!;
          if (!input) return [];
          return [[name, text === '' ? null : input.kind === 'number' ? Number(text) : text]];
        }),
      );
      const answer = await answerRequest({
        method: 'POST',
        path: `/predict?model=${model}&version=1`,
        headers: { 'x-request-id': `ask-${i}` },
        body: JSON.stringify({ rows: [row] }),
      });
      expect(answer.status).toBe(200);
    }
    const own = suggestSettings(first.fitted, null, []);
    const count = { ...own, chunking: { by: 'count', size: 60 } } as const;
    const withoutTruth = await monitoringApi.monitor(model, 1, count, context);
    expect(withoutTruth.report.chunks.every(c => c.performance!.labelled === 0)).toBe(true);
    const truth = ['id,turned_out', ...sent.map((cells, i) => `ask-${i},${cells[11]}`)].join('\n');
    const late = (await readingApi.open(id, 'late.csv', new Blob([truth]), { kind: 'paste' }, {}, context)).dataset;
    const joined = {
      ...count,
      truth: 'turned_out',
      late: { datasetId: late.id, key: 'request_id', lateKey: 'id' },
    };
    const withTruth = await monitoringApi.monitor(model, 1, joined, context);
    expect(withTruth.report.rows).toBe(withoutTruth.report.rows);
    expect(withTruth.report.chunks.reduce((n, c) => n + c.performance!.labelled, 0)).toBe(120);
    await updatingApi.retrain(model, 1, joined, 'append', null, 'Truth arrived', context);
    const log = (await listDatasets(id)).find(d => d.origin.kind === 'log')!;
    expect(log).toMatchObject({ name: 'The endpoint’s log, with truth' });
    expect(log.fields.map(f => f.name)).toContain('rentals');
  });

  it('says what is missing when there is nothing to learn from', async () => {
    const { truth: _truth, ...rest } = settings;
    const blind = { ...rest, truth: null };
    await expect(updatingApi.retrain(model, 1, blind, 'append', null, 'x', context)).rejects.toMatchObject({
      code: 'monitor/no-truth',
    });
  });
});

describe('retraining where rows are held out at random', () => {
  const id = 'circle-loans';
  const names = { append: 'circle-loans-append', replace: 'circle-loans-replace' } as const;

  it('tests on rows neither saw, whether the new rows join the old or take their place', async () => {
    await project(id);
    const data = await bring(id, 'loan-decisions.csv');
    const aside = ['application_id', 'applied_on', 'gender'];
    const proposed = await recipesApi.propose(data.id, 'defaulted', aside, 7);
    const recipe = {
      ...proposed,
      split: { kind: 'random', test: 0.2 },
      model: { id: 'logistic', params: {} },
    } as const;
    const later = await bring(id, 'loan-decisions-later.csv');
    const run = await trainingApi.train(id, data.id, recipe, null, context);
    for (const how of ['append', 'replace'] as const) {
      const model = names[how];
      const first = await publishRun(run.id, model, 'champion', 'First version', context);
      const settings = suggestSettings(first.fitted, later.id, later.fields);
      await updatingApi.retrain(model, 1, settings, how, null, 'New purpose', context);
      const { rows, comparison, gates } = await updatingApi.review(model, 1, 2, context);
      expect(comparison!.n).toBe(rows.tested);
      expect(gates.find(g => g.id === 'unseen')!.passed).toBe(true);
      if (how === 'replace') expect(rows).toMatchObject({ tested: 240, leftOut: 0, added: 240 });
      else {
        // A fifth of 5,200 rows is held out; exactly those of them that the champion learned from are left out.
        const challenger = (await getVersion(model, 2))!;
        const combined = await heldOutOf((await getRun(challenger.runId)).dataset.id, recipe);
        const learned = new Set((await heldOutOf(data.id, recipe)).train);
        expect(rows.leftOut).toBe(combined.test.filter(r => r < data.rows && learned.has(r)).length);
        expect(rows.leftOut).toBeGreaterThan(100);
        expect(rows.tested + rows.leftOut).toBe(1040);
        expect(rows.added).toBeGreaterThan(150);
      }
    }
    const monitored = await monitoringApi.monitor(names.append, 1, suggestSettings((await updated()).fitted, later.id, later.fields), context); // prettier-ignore
    expect(monitored.report.alerts.filter(a => a.confirmed).map(a => a.cause)).toContain('unseen-category');
  });

  const updated = async () => (await getVersion(names.append, 1))!;
});
