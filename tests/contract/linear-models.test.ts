import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyModel } from '../../src/core/model.ts';
import { models } from '../../src/core/models/index.ts';
import { takeTarget, type Target } from '../../src/core/target.ts';
import { StudioError } from '../../src/core/errors.ts';
import {
  classification,
  fitModel,
  largestDifference,
  matrix,
  predict,
  regression,
} from '../unit/core/models/harness.ts';

/** Laws of models that add up columns, on tables on which each of them learns something. */
const linear = (models as readonly AnyModel[]).filter(model => model.family === 'Linear');

interface Given {
  readonly rows: number[][];
  readonly classes: number[];
  readonly values: number[];
  readonly weights: number[];
}

/** Numbers that keep all their digits when they are moved. */
const eighths = (most: number) => fc.integer({ min: -most, max: most }).map(v => v / 8);

const given: fc.Arbitrary<Given> = fc.integer({ min: 12, max: 30 }).chain(count =>
  fc
    .record({
      rows: fc.array(fc.tuple(...[1, 2, 3].map(() => eighths(16))), {
        minLength: count,
        maxLength: count,
      }),
      noise: fc.array(eighths(8), { minLength: count, maxLength: count }),
      weights: fc.array(fc.constantFrom(0, 0.5, 1, 2, 3), { minLength: count, maxLength: count }),
    })
    .map(({ rows, noise, weights }) => ({
      rows: rows.map(row => [...row]),
      values: rows.map(([a, b], i) => Math.exp((a! - b! / 2 + noise[i]!) / 2)),
      // Each class twice at least among rows that count.
      classes: rows.map(([a], i) => (i < 6 ? i % 3 : a! + noise[i]! > 0.7 ? 2 : a! + noise[i]! > 0 ? 1 : 0)),
      weights: weights.map((w, i) => (i < 6 ? 1 : w)),
    })),
);

const targetOf = (model: AnyModel, { classes, values }: Given): Target =>
  model.tasks.includes('classification') ? classification(classes) : regression(values);

describe.each(linear.map(model => [model.id, model] as const))('%s', (_, model) => {
  test('rows of weight 0 are as if absent, to the bit', () =>
    fc.assert(
      fc.asyncProperty(given, async one => {
        const y = targetOf(model, one);
        const keep = one.weights.flatMap((w, r) => (w > 0 ? [r] : []));
        const all = await fitModel(model, matrix(one.rows), y, { weights: Float64Array.from(one.weights) });
        const fewer = await fitModel(model, matrix(keep.map(r => one.rows[r]!)), takeTarget(y, keep), {
          weights: Float64Array.from(keep, r => one.weights[r]!),
        });
        expect(all).toStrictEqual(fewer);
      }),
      { seed: 20240502, numRuns: 15 },
    ));

  test('a column that is constant, or far from zero, changes no answer', () =>
    fc.assert(
      fc.asyncProperty(given, async one => {
        const y = targetOf(model, one);
        const x = matrix(one.rows);
        const moved = matrix(one.rows.map(row => [...row.map(v => v + 1000), 7]));
        const plain = predict(model, await fitModel(model, x, y), x).block.data;
        const other = predict(model, await fitModel(model, moved, y), moved).block.data;
        // Descents end where no answer is better by a billionth,
        // which leaves the answers sure to its root; a quantile may have several answers.
        const size = Math.max(1, ...one.values);
        if (model.id !== 'quantile') expect(largestDifference(plain, other)).toBeLessThan(1e-4 * size);
      }),
      { seed: 20240502, numRuns: 10 },
    ));

  test('huge and tiny columns, the same column twice, one column for every row: finite, or a reasoned refusal', async () => {
    const rows = Array.from({ length: 20 }, (_, r) => [Math.sin(r), Math.cos(3 * r)]);
    const y = targetOf(model, { rows, classes: rows.map((_, r) => r % 3), values: rows.map((_, r) => 1 + (r % 5)), weights: [] }); // prettier-ignore
    const tables = {
      huge: rows.map(([a, b]) => [a! * 1e300, b!]),
      tiny: rows.map(([a, b]) => [a! * 1e-300, b!]),
      'very large': rows.map(([a, b]) => [a! * 1e100, b!]),
      twice: rows.map(([a, b]) => [a!, b!, a!]),
      'one for every row': rows.map((row, r) => [...row, ...rows.map((__, i) => Number(i === r))]),
      'all the same': rows.map(() => [1, 2]),
    };
    for (const [name, table] of Object.entries(tables)) {
      const x = matrix(table);
      try {
        const { data } = predict(model, await fitModel(model, x, y), x).block;
        expect(data.every(Number.isFinite), name).toBe(true);
      } catch (error) {
        expect(error, name).toBeInstanceOf(StudioError);
        expect((error as StudioError).code, name).toMatch(/^fit\//);
      }
    }
  });
});
