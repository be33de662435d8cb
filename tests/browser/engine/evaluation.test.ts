import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openNamed } from '../../../src/engine/backend.ts';
import { evaluationApi } from '../../../src/engine/evaluation.ts';
import { readingApi } from '../../../src/engine/reading.ts';
import { recipesApi } from '../../../src/engine/recipes.ts';
import { thresholdApi } from '../../../src/engine/threshold.ts';
import { trainingApi } from '../../../src/engine/training.ts';
import { WebGpu } from '../../../src/kernels/webgpu/device.ts';
import { getProject, newProject, saveProject } from '../../../src/store/projects.ts';
import { getCheckpoint, getRun, listRuns } from '../../../src/store/runs.ts';
import type { RunRecord } from '../../../src/store/schema.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };

async function bring(id: string, file: string, target: string | null, aside: readonly string[] = []) {
  await saveProject(newProject(id, id, new Date('2026-01-01')));
  const blob = await (await fetch(`/samples/${file}`)).blob();
  const { dataset } = await readingApi.open(id, file, blob, { kind: 'sample', sample: file }, {}, context);
  return { dataset, recipe: await recipesApi.propose(dataset.id, target, [...aside], 42) };
}

const metric = (list: readonly { id: string; result: { value: number | null } }[], id: string) =>
  list.find(m => m.id === id)!.result.value;

describe('evaluating a model of two classes', () => {
  const id = 'evaluate-loans';
  let run: RunRecord;

  beforeAll(async () => {
    const { dataset, recipe } = await bring(id, 'loan-decisions.csv', 'defaulted');
    run = await trainingApi.train(id, dataset.id, { ...recipe, split: { kind: 'random', test: 0.2 } }, null, context);
  });

  it('shows every training row once, out of fold, without opening the vault', async () => {
    const free = await evaluationApi.outOfFold(run.id, context);
    expect(free.on).toBe('out-of-fold');
    expect(new Set(free.rows).size).toBe(run.rows!.train);
    if (free.picture.task !== 'classification') return expect.fail('another task');
    expect(free.picture.counts!.reduce((a, b) => a + b, 0)).toBe(run.rows!.train);
    expect(metric(free.metrics, 'accuracy')).toBeCloseTo(metric(run.crossValidation!.metrics, 'accuracy')!, 2);
    expect((await getProject(id))!.openings).toEqual([]);
  });

  it('makes a run of its own of another threshold and leaves the first as it was', async () => {
    const before = structuredClone(await getRun(run.id));
    const made = await thresholdApi.useThreshold(run.id, 0.2, context);
    expect(await getRun(run.id)).toEqual(before);
    expect(made).toMatchObject({ number: run.number + 1, status: 'done' });
    expect([made.recipe.threshold, made.fitted!.recipe.threshold]).toEqual([0.2, 0.2]);
    expect(made.recipeSha256).not.toBe(run.recipeSha256);
    const [was, is] = [run.crossValidation!.metrics, made.crossValidation!.metrics];
    expect(metric(is, 'recall')).toBeGreaterThan(metric(was, 'recall')!);
    expect(metric(is, 'roc-auc')).toBe(metric(was, 'roc-auc'));
    const free = await evaluationApi.outOfFold(made.id, context);
    if (free.outcome.task !== 'classification') return expect.fail('another task');
    const { probabilities, predicted } = free.outcome;
    expect(predicted.every((label, row) => label === Number(probabilities[2 * row + 1]! >= 0.2))).toBe(true);
    const held = await evaluationApi.openVault(made.id, context);
    if (held.outcome.task !== 'classification') return expect.fail('another task');
    const { outcome } = held;
    expect(outcome.predicted.every((label, row) => label === Number(outcome.probabilities[2 * row + 1]! >= 0.2))).toBe(
      true,
    );
  });

  it('counts an opening of the vault once, and the test rows are none of the training rows', async () => {
    const held = await evaluationApi.openVault(run.id, context);
    await evaluationApi.openVault(run.id, context);
    const openings = (await getProject(id))!.openings.filter(o => o.runId === run.id);
    expect(openings).toHaveLength(1);
    const free = new Set((await evaluationApi.outOfFold(run.id, context)).rows);
    expect(held.rows.length).toBe(run.rows!.test);
    expect(held.rows.some(row => free.has(row))).toBe(false);
  });

  it('names the runs it compares', async () => {
    const other = (await listRuns(id)).at(-1)!;
    const comparison = await evaluationApi.compare(run.id, other.id, 'accuracy', context);
    expect(comparison.sentence).toMatch(/run 1 \(Logistic regression\)/i);
    expect(comparison.n).toBe(run.rows!.test);
  });
});

describe('an interrupted training of a network', () => {
  const id = 'evaluate-resume';
  let recipe: Recipe;
  let datasetId: string;

  beforeAll(async () => {
    const made = await bring(id, 'wine.csv', 'cultivar');
    datasetId = made.dataset.id;
    // Large enough to be under way still when the first checkpoint is due.
    const params = { hidden: [128, 128], epochs: 10_000, patience: 10_000, batchSize: 16 };
    recipe = { ...made.recipe, model: { id: 'neural-network', params } };
  });

  it(
    'keeps its checkpoint, goes on from there, and can end early with the best so far',
    { timeout: 60_000 },
    async () => {
      const abort = new AbortController();
      let seen = 0;
      const stopped = trainingApi.train(id, datasetId, recipe, 'js', {
        signal: abort.signal,
        progress({ runId, update }) {
          seen = Math.floor(update.done);
          void getCheckpoint(runId).then(kept => kept && abort.abort());
        },
      });
      await expect(stopped).rejects.toMatchObject({ code: 'rpc/cancelled' });
      const [left] = await listRuns(id);
      expect(left).toMatchObject({ status: 'interrupted', fitted: null });
      expect(left!.history.length).toBeLessThanOrEqual(seen + 1);

      let first: number | undefined;
      const done = await trainingApi.resume(left!.id, 'js', {
        signal: context.signal,
        progress({ runId, update }) {
          if (update.loss === undefined) return;
          first ??= update.done;
          if (update.done > first + 5) trainingApi.finish(runId);
        },
      });
      expect(first).toBeGreaterThan(1);
      expect(done).toMatchObject({ id: left!.id, status: 'done', endedEarly: true, crossValidation: null });
      // Every epoch at first, later ones now and then; none twice, also those after the checkpoint.
      const epochs = done.history.map(p => p.done);
      expect(epochs.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
      expect(done.milliseconds).toBeGreaterThan(left!.milliseconds!);
      expect(await getCheckpoint(left!.id)).toBeUndefined();
    },
  );

  it('tells on the way that memory was short, and keeps it with the run', { timeout: 60_000 }, async () => {
    await openNamed('webgpu');
    const allocate = WebGpu.prototype.allocate;
    vi.spyOn(WebGpu.prototype, 'allocate').mockImplementation(function (this: WebGpu, bytes, usage) {
      if (bytes > 60_000) throw new Error('its memory is full');
      return allocate.call(this, bytes, usage);
    });
    const told = new Set<string>();
    const params = { hidden: [64], epochs: 2, batchSize: 128 };
    const asked = { ...recipe, model: { id: 'neural-network', params } };
    const run = await trainingApi.train(id, datasetId, asked, 'webgpu', {
      signal: context.signal,
      progress: ({ moves }) => moves.forEach(move => told.add(move)),
    });
    vi.restoreAllMocks();
    expect(run.device?.name).toBe('webgpu');
    expect(run.moves).toEqual([...told]);
    expect(run.moves!.join()).toMatch(/^The memory of .* was short\. .*fewer rows/);
    expect((await getRun(run.id)).moves).toEqual(run.moves);
  });
});

describe('groups', () => {
  it('describes the clusters on their own training rows, with what sets them apart', async () => {
    const { dataset, recipe } = await bring('evaluate-groups', 'wine.csv', null, ['cultivar']);
    const run = await trainingApi.train('evaluate-groups', dataset.id, recipe, null, context);
    const shown = await evaluationApi.outOfFold(run.id, context);
    expect(shown.on).toBe('training');
    expect(shown.rows.length).toBe(run.rows!.train);
    if (shown.picture.task !== 'clustering') return expect.fail('another task');
    expect(shown.picture.sizes.reduce((a, b) => a + b, 0)).toBe(run.rows!.train);
    expect(shown.clusters.map(c => c.name)).toEqual(run.fitted!.inputs.map(i => i.name));
    expect(shown.clusters[0]!.clusters).toHaveLength(shown.picture.sizes.length);
  });
});
