import { beforeAll, describe, expect, it } from 'vitest';
import { suggestSettings } from '../../../src/core/monitor/log-settings.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { dataApi } from '../../../src/engine/data.ts';
import { monitoringApi } from '../../../src/engine/monitoring.ts';
import { publishRun } from '../../../src/engine/publishing.ts';
import { readingApi } from '../../../src/engine/reading.ts';
import { recipesApi } from '../../../src/engine/recipes.ts';
import { answerRequest } from '../../../src/engine/serving.ts';
import { trainingApi } from '../../../src/engine/training.ts';
import { updatingApi } from '../../../src/engine/updating.ts';
import { newProject, saveProject } from '../../../src/store/projects.ts';
import { getRun } from '../../../src/store/runs.ts';
import type { DatasetRecord, VersionRecord } from '../../../src/store/schema.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };
const id = 'refined-bikes';
const model = 'refined-bikes';

async function bring(file: string): Promise<DatasetRecord> {
  const blob = await (await fetch(`/samples/${file}`)).blob();
  return (await readingApi.open(id, file, blob, { kind: 'sample', sample: file }, {}, context)).dataset;
}

/** The whole circle with row operations that rename, compute, drop rows and take columns away. */
describe('the circle with row operations that change rows and columns', () => {
  let data: DatasetRecord;
  let later: DatasetRecord;
  let recipe: Recipe;
  let first: VersionRecord;

  beforeAll(async () => {
    await saveProject(newProject(id, id, new Date('2026-01-01')));
    data = await bring('bike-rentals.csv');
    later = await bring('bike-rentals-later.csv');
    const proposed = await recipesApi.propose(data.id, 'rentals', [], 42);
    recipe = await recipesApi.withRows(data.id, proposed, [
      { id: 'rename', params: { names: [['temperature', 'celsius'], ['rentals', 'trips']] } }, // prettier-ignore
      { id: 'sql', params: { query: 'SELECT *, celsius * humidity AS mugginess FROM data' } },
      { id: 'filter', params: { conditions: [['hour', 'is at least', '6']] } },
      { id: 'select-columns', params: { columns: ['casual', 'registered', 'started_at'] } },
    ]);
    recipe = { ...recipe, split: { kind: 'random', test: 0.2 }, model: { id: 'ridge', params: {} } };
    const run = await trainingApi.train(id, data.id, recipe, null, context);
    first = await publishRun(run.id, model, 'champion', 'First version', context);
  });

  it('the target is followed through its rename, and what is computed is an input of the model', () => {
    expect(recipe.columns.find(c => c.role === 'target')?.name).toBe('trips');
    const inputs = first.fitted.inputs.map(i => i.name);
    expect(inputs).toEqual(expect.arrayContaining(['celsius', 'mugginess']));
    expect(inputs).not.toContain('casual');
  });

  it('shows rows under the number they have in the file', async () => {
    const file = await dataApi.page(data.id, 0, 1000, null);
    const page = await dataApi.page(data.id, 0, 50, null, recipe);
    const [celsius, temperature] = [page.names.indexOf('celsius'), file.names.indexOf('temperature')];
    expect(page.names).toContain('mugginess');
    // SQL makes rows anew, so those after it have no number in the file; without it they have.
    expect(page.numbers.every(n => n === null)).toBe(true);
    const without = { ...recipe, rows: recipe.rows.filter(r => r.id !== 'sql') };
    const numbered = await dataApi.page(data.id, 0, 50, null, without);
    numbered.numbers.forEach((number, i) => {
      if (number! <= 1000)
        expect(numbered.rows[i]![numbered.names.indexOf('celsius')]).toBe(file.rows[number! - 1]![temperature]);
    });
    expect(page.rows[0]![celsius]).toBe(numbered.rows[0]![numbered.names.indexOf('celsius')]);
  });

  it('a later file goes through the same operations before it is compared', async () => {
    const settings = { ...suggestSettings(first.fitted, later.id, later.fields), time: null, truth: 'trips' };
    const record = await monitoringApi.monitor(model, 1, settings, context);
    expect(record.report.rows).toBeGreaterThan(0);
    expect(record.report.rows).toBeLessThan(later.rows); // the hours before six are left out here too
    expect(record.report.chunks.every(c => c.performance!.labelled > 0)).toBe(true);
    // The sensor of the later file breaks; what the query computes from it tells of it.
    const found = record.report.chunks.flatMap(c => c.quality).filter(f => f.feature === 'mugginess');
    expect(found.map(f => f.kind)).toContain('unit-jump');
  });

  it('retraining appends the raw rows and runs the operations over all of them', async () => {
    const settings = { ...suggestSettings(first.fitted, later.id, later.fields), time: null, truth: 'trips' };
    const challenger = await updatingApi.retrain(model, 1, settings, 'append', null, 'More data', context);
    const run = await getRun(challenger.runId);
    expect(run.dataset.rows).toBe(data.rows + later.rows);
    expect(run.recipe.rows).toEqual(recipe.rows);
    const review = await updatingApi.review(model, 1, challenger.version, context);
    expect(review.rows.tested).toBeGreaterThan(100);
    expect(review.comparison).not.toBeNull();
  });

  it('the endpoint asks for what the operations yield, and its log joins rows that have been through them', async () => {
    const bodies = await updatingApi.exampleRequests(model, 1, 40);
    expect(bodies[0]).toContain('mugginess');
    for (const [i, body] of bodies.entries()) {
      const headers = { 'x-request-id': `row-${i}` };
      const answer = await answerRequest({ method: 'POST', path: `/predict?model=${model}&version=1`, headers, body });
      expect(answer.status).toBe(200);
    }
    const truth = ['id,turned_out', ...bodies.map((_, i) => `row-${i},${100 + i}.5`)].join('\n');
    const late = (await readingApi.open(id, 'late.csv', new Blob([truth]), { kind: 'paste' }, {}, context)).dataset;
    const own = suggestSettings(first.fitted, null, []);
    const joined = { ...own, truth: 'turned_out', late: { datasetId: late.id, key: 'request_id', lateKey: 'id' } };
    const challenger = await updatingApi.retrain(model, 1, joined, 'append', null, 'Truth arrived', context);
    const run = await getRun(challenger.runId);
    expect(run.recipe.rows).toEqual([]);
    expect(run.recipe.raw).toBeUndefined();
    const filtered = await dataApi.page(data.id, 0, 1, null, recipe);
    expect(run.dataset.rows).toBe(filtered.total + 40);
  });
});
