import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { metricById } from '../../../../src/core/metrics/index.ts';
import type { Outcome } from '../../../../src/core/metrics/outcome.ts';
import { outcomeOf } from '../../../../src/core/pipeline/evaluate.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import {
  behindFormulas,
  dropOf,
  permutationImportance,
  spreadOf,
} from '../../../../src/core/pipeline/permutation-importance.ts';
import { predict } from '../../../../src/core/pipeline/predict.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import { withDerived } from '../../../../src/core/pipeline/edit.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import type { NumberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, takeTableRows, type Table } from '../../../../src/core/table/table.ts';

interface Case {
  readonly name: string;
  readonly metric: string;
  readonly x: readonly (readonly number[])[];
  readonly truth: readonly number[];
  readonly coefficients: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
  readonly orders: readonly (readonly (readonly number[])[])[];
  readonly drops: readonly (readonly number[])[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
}
const { cases } = JSON.parse(readFileSync('tests/golden/importance/importance.json', 'utf8')) as { readonly cases: readonly Case[] }; // prettier-ignore

/** What the linear model of a case makes of a table. */
function outcome({ coefficients, intercepts, truth }: Case, table: Table): Outcome {
  const columns = table.columns as readonly NumberColumn[];
  const scores = truth.map((_, row) =>
    coefficients.map((c, k) => c.reduce((sum, w, j) => sum + w * columns[j]!.values[row]!, intercepts[k]!)),
  );
  if (truth.some(t => !Number.isInteger(t)) || new Set(truth).size > 3)
    return { task: 'regression', truth: Float64Array.from(truth), predicted: Float64Array.from(scores, s => s[0]!) };
  const logits = scores.map(s => (s.length === 1 ? [0, s[0]!] : s));
  const shares = logits.map(s => s.map(v => Math.exp(v) / s.reduce((sum, w) => sum + Math.exp(w), 0)));
  return {
    task: 'classification',
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(shares, p => p.indexOf(Math.max(...p))),
    probabilities: Float64Array.from(shares.flat()),
    classes: logits[0]!.map((_, k) => String(k)),
    positive: 1,
  };
}

describe('permutation importance against scikit-learn, with its own permutations', () => {
  test.each(cases.map(c => [c.name, c] as const))('%s', (_, c) => {
    const table = makeTable(c.x[0]!.map((_v, j) => [`x${j}`, numberColumn(c.x.map(row => row[j]!))] as const));
    const metric = metricById(c.metric);
    const score = (given: Table): number | null => metric.compute(outcome(c, given)).value;
    const baseline = score(table)!;
    c.orders.forEach((orders, j) => {
      const drops = orders.map(order => dropOf(table, `x${j}`, order, { metric, score, baseline }));
      drops.forEach((drop, r) => expect(Math.abs(drop - c.drops[j]![r]!)).toBeLessThan(1e-10));
      const { mean, sd } = spreadOf(drops);
      expect(Math.abs(mean - c.means[j]!)).toBeLessThan(1e-10);
      expect(Math.abs(sd - c.sds[j]!)).toBeLessThan(1e-10);
    });
  });
});

describe('permutation importance of a pipeline', () => {
  const random = randomStream(4, 'test');
  const n = 300;
  const draw = (): number[] => Array.from({ length: n }, () => random.normal());
  const [a, b, noise] = [draw(), draw(), draw()];
  const table = makeTable([
    ['a', numberColumn(a)],
    ['b', numberColumn(b)],
    ['noise', numberColumn(noise)],
    ['kind', categoryColumn(a.map((_, i) => (i % 2 ? 'x' : 'y')))],
    ['y', numberColumn(a.map((v, i) => 3 * v + v * b[i]! + (i % 2) + 0.01 * noise[i]!))],
  ]);
  const plain = proposeRecipe(table, table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: name === 'y' ? ('target' as const) : ('feature' as const) })), 1, 'regression'); // prettier-ignore
  const recipe = withDerived(plain, { id: 'formula', name: 'a x b', role: 'feature', params: { expression: 'a * b' } }, 'number'); // prettier-ignore
  const rows = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);

  test('tells what matters, formulas and categories too, and what does not', async () => {
    const fitted = await fit(recipe, table, rows(0, 200));
    const found = await permutationImportance(fitted, table, rows(200, 300), { seed: 1 });
    const of = (name: string): number => found.features.find(f => f.name === name)!.mean;
    expect(found.features.map(f => f.name)).toEqual(['a', 'b', 'noise', 'kind', 'a x b']);
    expect([of('a'), of('a x b'), of('kind')].every((v, i, all) => i === 0 || v < all[i - 1]!)).toBe(true);
    expect(of('kind')).toBeGreaterThan(10 * Math.abs(of('noise')));
    expect(Math.abs(of('b'))).toBeLessThan(0.05);
    expect(found).toMatchObject({ metric: 'rmse', rows: 100, repeats: 5 });
    expect(await permutationImportance(fitted, table, rows(200, 300), { seed: 1 })).toEqual(found);
  });

  test('stands behind the formulas without changing an answer', async () => {
    const fitted = await fit(recipe, table, rows(0, 200));
    const behind = behindFormulas(fitted, table);
    expect(predict(behind.fitted, behind.table)).toEqual(predict(fitted, table));
    const part = takeTableRows(behind.table, rows(200, 300));
    expect(outcomeOf(behind.fitted, part, rows(0, 100))).toEqual(outcomeOf(fitted, table, rows(200, 300)));
  });

  test('does not change the table, and is refused where the score has no value', async () => {
    const fitted = await fit(recipe, table, rows(0, 200));
    const before = structuredClone(table);
    await permutationImportance(fitted, table, rows(200, 210), { seed: 1, repeats: 1 });
    expect(table).toEqual(before);
    await expect(permutationImportance(fitted, table, rows(0, 0), { seed: 1 })).rejects.toMatchObject({ code: 'metric/undefined' }); // prettier-ignore
  });
});
