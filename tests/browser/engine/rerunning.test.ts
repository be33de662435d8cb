import { beforeAll, describe, expect, it } from 'vitest';
import { suggestSettings } from '../../../src/core/monitor/log-settings.ts';
import type { ExpectationEntry, Recipe } from '../../../src/core/pipeline/recipe.ts';
import { downloadsApi } from '../../../src/engine/downloads.ts';
import { monitoringApi } from '../../../src/engine/monitoring.ts';
import { publishRun } from '../../../src/engine/publishing.ts';
import { readingApi } from '../../../src/engine/reading.ts';
import { recipesApi } from '../../../src/engine/recipes.ts';
import { rerunningApi } from '../../../src/engine/rerunning.ts';
import { loadTable } from '../../../src/engine/tables.ts';
import { trainingApi } from '../../../src/engine/training.ts';
import { updatingApi } from '../../../src/engine/updating.ts';
import { cellText } from '../../../src/core/table/column.ts';
import { getColumn } from '../../../src/core/table/table.ts';
import { listDatasets } from '../../../src/store/datasets.ts';
import { newProject, saveProject } from '../../../src/store/projects.ts';
import { getRun } from '../../../src/store/runs.ts';
import type { DatasetRecord, VersionRecord } from '../../../src/store/schema.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };
const id = 'rerun-shop';
const model = 'rerun-shop';

/** Price grows with size; every 10th of the later rows has its price in cents, and two shops are new. */
const csv = (from: number, count: number, fault: boolean): string =>
  [
    'size,shop,price',
    ...Array.from({ length: count }, (_, i) => {
      const size = ((from + i) * 37) % 100;
      const price = 10 + size / 2 + (((from + i) * 7) % 5);
      const shop = fault && i % 40 === 3 ? 'pop-up' : ['north', 'south'][i % 2]!;
      return `${size},${shop},${fault && i % 10 === 0 ? price * 100 : price}`;
    }),
  ].join('\n');

const bring = async (name: string, text: string): Promise<DatasetRecord> =>
  (await readingApi.open(id, name, new Blob([text]), { kind: 'file' }, {}, context)).dataset;

describe('expectations and re-runs', () => {
  let recipe: Recipe;
  let first: DatasetRecord;
  let later: DatasetRecord;
  let version: VersionRecord;

  beforeAll(async () => {
    await saveProject(newProject(id, id, new Date('2026-01-01')));
    first = await bring('shop.csv', csv(0, 400, false));
    later = await bring('later.csv', csv(400, 400, true));
    const plain = await recipesApi.propose(first.id, 'price', [], 42);
    const proposed = await rerunningApi.proposeExpectations(first.id, plain, context);
    recipe = { ...plain, model: { id: 'ridge', params: {} }, expectations: proposed.map(p => p.entry) };
    const run = await trainingApi.train(id, first.id, recipe, null, context);
    version = await publishRun(run.id, model, 'champion', 'First', context);
  });

  it('are proposed from the training rows, hold there, and are frozen with the version', async () => {
    const { results } = await rerunningApi.checkExpectations(first.id, recipe, context);
    expect(results.filter(r => r.state !== 'pass')).toEqual([]);
    expect(version.fitted.recipe.expectations).toEqual(recipe.expectations);
  });

  it('run again on a later file with the steps as they were learned', async () => {
    const request = { datasetId: later.id, recipe, version: { model, number: 1 } };
    const report = await rerunningApi.rerun(request, context);
    const broken = report.expectations.filter(r => r.state !== 'pass').map(r => [r.id, r.columns, r.failing]);
    expect(broken).toEqual([
      ['one-of', ['shop'], 10],
      ['range', ['price'], 40],
    ]);
    expect(report).toMatchObject({ rowsIn: 400, rowsOut: 400, unmet: 50, flagged: 0, absent: [], unknown: [] });
    expect(report.steps!.map(s => s.id)).toEqual(version.fitted.steps.map(s => s.id));
    expect(report.unseen).toEqual([{ column: 'shop', rows: 10, examples: ['pop-up'] }]);
  });

  it('set rows apart with their reasons, each row kept once, as tables and as files', async () => {
    const request = { datasetId: later.id, recipe, version: null };
    const clean = await rerunningApi.keepRerun(request, { part: 'clean', rule: 'unmet' }, context);
    const apart = await rerunningApi.keepRerun(request, { part: 'quarantined', rule: 'unmet' }, context);
    expect([clean.name, clean.rows, apart.name, apart.rows]).toEqual(['later clean', 350, 'later quarantined', 50]);
    expect(apart.origin).toEqual({ kind: 'refined', of: [later.id], part: 'quarantined' });
    const reasons = getColumn(await loadTable(apart.id), 'reason');
    expect(cellText(reasons, 0)).toMatch(/^Not as expected: “price” is between/);
    const point = { at: 'rerun', request, part: 'quarantined', rule: 'unmet' } as const;
    const options = { format: 'csv', formulaSafe: true, describe: false } as const;
    const { blob } = await downloadsApi.downloadTable(first.id, 'apart', point, options, context);
    expect((await blob.text()).trimEnd().split('\r\n')).toHaveLength(51);
  });

  it('are checked in Monitor by chunk, and the comparison can go on with the clean rows', async () => {
    const settings = { ...suggestSettings(version.fitted, later.id, later.fields), chunking: { by: 'count', size: 100 } } as const; // prettier-ignore
    const record = await monitoringApi.monitor(model, 1, settings, context);
    const { expectations } = record;
    const range = expectations!.results.findIndex(r => r.id === 'range' && r.columns[0] === 'price');
    expect(expectations!.byChunk[range]).toEqual([10, 10, 10, 10]);
    expect(expectations).toMatchObject({ rows: 400, failing: 50, leftOut: 0 });
    expect(record.report.rows).toBe(400);
    const cleaned = await monitoringApi.monitor(model, 1, { ...settings, clean: true }, context);
    expect(cleaned.report.rows).toBe(350);
    expect(cleaned.expectations).toMatchObject({ failing: 50 });
  });

  it('are checked before retraining, which can leave the failing rows out and keeps them', async () => {
    const settings = { ...suggestSettings(version.fitted, later.id, later.fields), clean: true };
    expect(await monitoringApi.checkBatch(model, 1, settings, context)).toMatchObject({ rows: 400, failing: 50 });
    const challenger = await updatingApi.retrain(model, 1, settings, 'append', null, 'Newer rows', context);
    expect((await getRun(challenger.runId)).dataset.rows).toBe(750);
    const kept = (await listDatasets(id)).filter(d => d.name === 'later.csv, quarantined');
    expect(kept.map(d => d.rows)).toEqual([50]);
    const review = await updatingApi.review(model, 1, challenger.version, context);
    expect(review.gates.find(g => g.id === 'expectations')).toMatchObject({ passed: true });
  });

  it('a flagged expectation takes its rows out before the split, in training and in the counts', async () => {
    const flagged = (recipe.expectations ?? []).map((entry): ExpectationEntry =>
      entry.id === 'range' ? { ...entry, quarantine: true } : entry,
    );
    const run = await trainingApi.train(id, later.id, { ...recipe, expectations: flagged }, null, context);
    expect(run.rows!.train + run.rows!.test).toBe(360);
  });
});
