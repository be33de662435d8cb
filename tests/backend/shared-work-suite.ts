import { afterEach, describe, expect, test, vi } from 'vitest';
import type { DeviceName } from '../../src/core/model.ts';
import { fit } from '../../src/core/pipeline/fit.ts';
import { parseRecipe, type Recipe } from '../../src/core/pipeline/recipe.ts';
import { randomStream } from '../../src/core/random.ts';
import { categoryColumn, numberColumn } from '../../src/core/table/column.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';
import { openNamed } from '../../src/engine/backend.ts';
import { fitOnRows } from '../../src/engine/run.ts';
import { WebGpu } from '../../src/kernels/webgpu/device.ts';

/** So many rows that a graphics processor that is asked for is sent some of the work. */
const ROWS = 6000;
const WIDTH = 20;

const random = randomStream(7, 'shared work');
const columns = Array.from({ length: WIDTH }, (_, j) =>
  Float64Array.from({ length: ROWS }, (_, r) => 3 * Math.sin(r * (j + 1)) + random.normal()),
);
const answers = Array.from({ length: ROWS }, (_, r) => (columns[0]![r]! * columns[1]![r]! > 0 ? 'yes' : 'no'));
const table: Table = makeTable([
  ...columns.map((values, j) => [`x${j}`, numberColumn(values)] as const),
  ['y', categoryColumn(answers)],
]);

const recipeFor = (task: Recipe['task'], id: string, params: Recipe['model']['params']): Recipe =>
  parseRecipe({
    version: 1,
    task,
    columns: table.names.map((name, i) => ({
      name,
      kind: table.columns[i]!.kind,
      role: name !== 'y' ? 'feature' : task === 'classification' ? 'target' : 'aside',
    })),
    rows: [],
    derive: [],
    split: { kind: 'random', test: 0.2 },
    steps: [],
    model: { id, params },
    seed: 3,
  });

const cases: readonly (readonly [string, Recipe, number])[] = [
  ['gradient boosting', recipeFor('classification', 'gradient-boosting', { trees: 4, leaves: 6, validation: 0 }), ROWS],
  ['k-means', recipeFor('clustering', 'k-means', { k: 5, starts: 1, iterations: 6 }), ROWS],
  ['DBSCAN', recipeFor('clustering', 'dbscan', { radius: 9, samples: 6 }), 1500],
  ['the local outlier factor', recipeFor('anomaly', 'local-outlier-factor', { neighbours: 4 }), 1500],
];

const rowsUpTo = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

/** What every device owes where it shares the work with the processor: the reference's model to the bit. */
export function sharedWorkSuite(name: DeviceName): void {
  describe(`work shared with the processor, on ${name}`, () => {
    afterEach(() => vi.restoreAllMocks());

    test.each(cases)('the whole engine trains the same as plain TypeScript: %s', async (_what, recipe, rows) => {
      await openNamed(name);
      const asked = vi.spyOn(WebGpu.prototype, 'run');
      const expected = await fit(recipe, table, rowsUpTo(rows));
      const found = await fitOnRows(recipe, table, rowsUpTo(rows), { device: name });
      expect(found.model).toStrictEqual(expected.model);
      expect(found.device?.name).toBe(name);
      // It would tell of a failure.
      if (name === 'webgpu') expect(found.device?.description).toBe((await openNamed(name)).description);
      expect(asked.mock.calls.length > 0).toBe(name === 'webgpu');
    });
  });
}

/** Standardised principal components before a model that the processor alone can fit. */
const components: Recipe = {
  ...recipeFor('classification', 'gaussian-bayes', {}),
  steps: [{ id: 'principal', columns: table.names.filter(name => name !== 'y'), params: { count: 6 } }],
};

/** What every device owes where a graphics processor rounds less often: the same steps to the rounding of float64. */
export function sharedStepsSuite(name: DeviceName): void {
  test(`principal components on ${name} are those of plain TypeScript`, async () => {
    await openNamed(name);
    const asked = vi.spyOn(WebGpu.prototype, 'run');
    const [expected, found] = [
      await fit(components, table, rowsUpTo(ROWS)),
      await fitOnRows(components, table, rowsUpTo(ROWS), { device: name }),
    ];
    expect(asked.mock.calls.length > 0).toBe(name === 'webgpu');
    asked.mockRestore();
    const weights = ({ steps }: typeof found) => (steps[0]!.state as { weights: number[] }).weights;
    expect(weights(found)).toHaveLength(6 * WIDTH);
    weights(found).forEach((w, i) => expect(Math.abs(w - weights(expected)[i]!)).toBeLessThan(1e-11));
  });
}

/** A graphics device that is lost in the middle of such work. */
export function lostDeviceSuite(): void {
  describe('a graphics device that is lost while it shares the work', () => {
    afterEach(() => vi.restoreAllMocks());

    test.each(cases)('leaves the rest to the processor, to the same bits: %s', async (_what, recipe, rows) => {
      const expected = await fit(recipe, table, rowsUpTo(rows));
      // Opening it computes a known gradient, which is not meant here.
      await openNamed('webgpu');
      const run = WebGpu.prototype.run;
      let asked = 0;
      vi.spyOn(WebGpu.prototype, 'run').mockImplementation(function (this: WebGpu, work) {
        run.call(this, work);
        if (++asked === 2) this.close();
      });
      const found = await fitOnRows(recipe, table, rowsUpTo(rows), { device: 'webgpu' });
      expect(asked).toBe(2);
      expect(found.model).toStrictEqual(expected.model);
      expect(found.device?.description).toMatch(/, then this processor.*, because .*lost/);
    });

    test('one that has no memory left does too', async () => {
      const [, recipe, rows] = cases[0]!;
      const expected = await fit(recipe, table, rowsUpTo(rows));
      await openNamed('webgpu');
      vi.spyOn(WebGpu.prototype, 'allocate').mockImplementation(() => {
        throw new Error('its memory is full');
      });
      const found = await fitOnRows(recipe, table, rowsUpTo(rows), { device: 'webgpu' });
      expect(found.model).toStrictEqual(expected.model);
      expect(found.device?.description).toMatch(/because its memory is full/);
    });
  });
}
