import { expect, test } from 'vitest';
import type { AnyModel } from '../../../../src/core/model.ts';
import { models } from '../../../../src/core/models/index.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import type { Kernels } from '../../../../src/kernels/kernels.ts';
import { reference } from '../../../../src/kernels/reference/index.ts';

const ROWS = 60;
const range = Int32Array.from({ length: ROWS }, (_, i) => i);
const table = makeTable([
  ['a', numberColumn(Array.from(range, i => 1 + Math.sin(i * i)))],
  ['b', numberColumn(Array.from(range, i => 1 + Math.cos(3 * i)))],
  ['class', categoryColumn(Array.from(range, i => (Math.sin(i * i) > 0 ? 'yes' : 'no')))],
  ['amount', numberColumn(Array.from(range, i => 2 + Math.sin(i)))],
]);
const targets = { classification: 'class', regression: 'amount', clustering: '', anomaly: '' };
const recipe = (model: Recipe['model'], task: Recipe['task'] = 'classification'): Recipe => ({
  version: 1,
  task,
  columns: table.names.map((name, i) => ({
    name,
    kind: table.columns[i]!.kind,
    role: name === targets[task] ? 'target' : i < 2 ? 'feature' : 'aside',
  })),
  rows: [],
  derive: [],
  split: { kind: 'random', test: 0.2 },
  steps: [],
  model,
  seed: 1,
});

/** Rooms with rubbish in them, before they are given out and after they were given back. */
function rubbishRooms(): { readonly kernels: Kernels; readonly open: Set<Float64Array>; readonly made: () => number } {
  const open = new Set<Float64Array>();
  let made = 0;
  const room = (length: number): Float64Array => {
    made++;
    const array = new Float64Array(length).fill(1e9);
    open.add(array);
    return array;
  };
  const giveBack = (array: Float64Array): void => {
    expect(open.delete(array)).toBe(true);
    array.fill(NaN);
  };
  return { kernels: { ...reference, room, giveBack }, open, made: () => made };
}

const quick = { hidden: [4], epochs: 2 };

test.each((models as readonly AnyModel[]).flatMap(({ id, tasks, tags }) => tasks.map(task => ({ id, task, tags }))))(
  '$id for $task: what was fitted does not lie in the room, which is given back',
  async ({ id, task, tags }) => {
    const asked = recipe({ id, params: tags.includes('tensors') ? quick : {} }, task);
    const { kernels, open, made } = rubbishRooms();
    const expected = await fit(asked, table, range);
    const fitted = await fit(asked, table, range, { kernels });
    expect(open.size).toBe(0);
    expect(made()).toBeGreaterThanOrEqual(1);
    expect(fitted).toStrictEqual(expected);
  },
);

test('validation rows have a room of their own', async () => {
  const { kernels, open, made } = rubbishRooms();
  await fit(recipe({ id: 'gradient-boosting', params: { validation: 0.2 } }), table, range, { kernels });
  expect([made(), open.size]).toEqual([2, 0]);
});

test('a fit that fails or is stopped gives its room back', async () => {
  const { kernels, open, made } = rubbishRooms();
  const stop = new AbortController();
  const stopped = fit(recipe({ id: 'gradient-boosting', params: { trees: 2000 } }), table, range, {
    kernels,
    signal: stop.signal,
    progress: () => stop.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ code: 'rpc/cancelled' });
  const holes = makeTable(
    table.names.map((name, i) => [name, name === 'b' ? numberColumn(Array.from(range, () => NaN)) : table.columns[i]!]),
  );
  await expect(fit(recipe({ id: 'logistic', params: {} }), holes, range, { kernels })).rejects.toMatchObject({ code: 'fit/missing' }); // prettier-ignore
  expect([made() > 0, open.size]).toEqual([true, 0]);
});
