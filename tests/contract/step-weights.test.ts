import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberBlock, sliceBlock, takeBlock, textBlock } from '../../src/core/graph/block.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { applyStep } from '../../src/core/pipeline/apply-steps.ts';
import { fitSteps } from '../../src/core/pipeline/fit-steps.ts';
import { learnStep } from '../../src/core/pipeline/learn-step.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { randomStream } from '../../src/core/random.ts';
import type { AnyStep, Stream } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import { categoryColumn, numberColumn } from '../../src/core/table/column.ts';
import { makeTable, takeTableRows } from '../../src/core/table/table.ts';
import { takeTarget, type Target } from '../../src/core/target.ts';

// How steps count rows: by the column with the role "weight" where they say so, and never a row of weight 0.

const all: readonly AnyStep[] = steps;
const used = all.filter(s => s.weights === 'used');

interface Case {
  readonly streams: readonly Stream[];
  readonly target: Target;
  /** Whole numbers from 0 on, not all 0. */
  readonly weights: Float64Array;
}

const levels = ['b', 'a', '__proto__', 'ü'];
const classNames = ['no', 'yes'];

/** Three columns that the step accepts, numbers and a target without ties, so that no rounding decides between equals. */
const caseFor = (step: AnyStep): fc.Arbitrary<Case> =>
  fc.tuple(fc.integer({ min: 6, max: 40 }), fc.nat(1e6), fc.boolean()).map(([rows, seed, numeric]) => {
    const random = randomStream(seed, 'case');
    const many = (make: () => number) => Float64Array.from({ length: rows }, make);
    const block = () =>
      step.accepts === 'text'
        ? textBlock(Int32Array.from(many(() => random.integer(5) - 1)), levels)
        : numberBlock(many(() => (step.accepts === 'date' ? 1e12 * random.next() : random.normal())));
    const streams = ['first', 'second', 'third'].map(name => ({ name, block: block() }));
    const target: Target =
      (numeric || step.id === 'bins') && step.id !== 'weight-of-evidence'
        ? { task: 'regression', values: many(() => random.normal()) }
        : { task: 'classification', classes: classNames, codes: Int32Array.from(many(() => random.integer(2))) };
    const weights = many(() => random.integer(4));
    weights[0] = 1;
    return { streams, target, weights };
  });

const stateOf = async (
  step: AnyStep,
  { streams, target }: Omit<Case, 'weights'>,
  weights?: Float64Array,
  params: ParamValues = {},
) => {
  const checked = checkParams(step.id, step.params, params);
  const state: unknown = await step.fit(streams, target, checked as never, { random: randomStream(1, 'law'), weights });
  return { id: step.id, columns: streams.map(s => s.name), params: checked, state };
};

/** Each row as often as its whole weight says. */
function repeated({ streams, target, weights }: Case): Omit<Case, 'weights'> {
  const rows = Int32Array.from(weights.keys()).filter(r => weights[r]! > 0);
  const many = Int32Array.from([...rows].flatMap(r => new Array<number>(weights[r]!).fill(r)));
  return { streams: streams.map(({ name, block }) => ({ name, block: takeBlock(block, many) })), target: takeTarget(target, many) }; // prettier-ignore
}

const counting = ({ streams, target, weights }: Case): Case => {
  const rows = Int32Array.from(weights.keys()).filter(r => weights[r]! > 0);
  return {
    streams: streams.map(({ name, block }) => ({ name, block: takeBlock(block, rows) })),
    target: takeTarget(target, rows),
    weights: Float64Array.from(rows, r => weights[r]!),
  };
};

const runs = { numRuns: 100, seed: 5 };

test.each(all.map(s => [s.id, s] as const))('%s: weights of 1 change no bit', (_, step) =>
  fc.assert(
    fc.asyncProperty(caseFor(step), async x => {
      const ones = x.weights.map(() => 1);
      expect((await stateOf(step, x, ones)).state).toStrictEqual((await stateOf(step, x)).state);
    }),
    runs,
  ),
);

test.each(all.filter(s => s.weights !== 'used').map(s => [s.id, s] as const))(
  '%s: takes no notice of weights',
  (_, step) =>
    fc.assert(
      fc.asyncProperty(caseFor(step), async x => {
        const { weights, ...rest } = counting(x);
        expect((await stateOf(step, rest, weights)).state).toStrictEqual((await stateOf(step, rest)).state);
      }),
      runs,
    ),
);

test.each(all.filter(s => s.weights === undefined).map(s => [s.id, s] as const))(
  '%s: learns the same however often a row is there, so that weights could not matter',
  (_, step) =>
    fc.assert(
      fc.asyncProperty(caseFor(step), async x => {
        const { weights, ...once } = counting(x);
        const states = [await stateOf(step, once), await stateOf(step, repeated({ ...once, weights }))];
        expect(states[1]!.state).toStrictEqual(states[0]!.state);
      }),
      runs,
    ),
);

test.each(used.map(s => [s.id, s] as const))('%s: weights matter', async (_, step) => {
  const found = fc.sample(caseFor(step), { numRuns: 40, seed: 2 }).map(async x => {
    const { weights, ...rest } = counting(x);
    const params = step.id === 'eliminate' ? { keep: 1 } : {};
    const [given, none] = [await stateOf(step, rest, weights, params), await stateOf(step, rest, undefined, params)];
    return JSON.stringify(given.state) !== JSON.stringify(none.state);
  });
  expect(await Promise.all(found)).toContain(true);
});

/**
 * Where a weight is how often a row is there. Not so, as in scikit-learn: intervals of equal counts and by k-means (quantiles
 * with weights are of another kind; its tolerance knows no weights), encodings (their smoothing is in rows, and weights
 * are relative), and what draws rows at random.
 */
const asOften: readonly (readonly [string, ParamValues])[] = [
  ['standardise', {}],
  ['projection', {}],
  ['bins', { strategy: 'tree', count: 4, least: 1 }],
  ['select-lasso', { alpha: 0.1 }],
  ['eliminate', { keep: 1, alpha: 5 }],
];

test.each(asOften)('%s %o: a whole weight is as good as repeated rows', (id, params) => {
  const step = all.find(s => s.id === id)!;
  return fc.assert(
    fc.asyncProperty(caseFor(step), async x => {
      const { weights, ...once } = counting(x);
      const [weighted, often] = [await stateOf(step, once, weights, params), await stateOf(step, repeated(x), undefined, params)]; // prettier-ignore
      const [one, other] = [weighted, often].map(fitted => applyStep(fitted, x.streams).flatMap(numbersOf));
      expect(one).toHaveLength(other!.length);
      one!.forEach((v, i) => expect(Math.abs(v - other![i]!)).toBeLessThan(1e-9 * Math.max(1, Math.abs(v))));
    }),
    runs,
  );
});

/** A ridge penalty stands beside a sum over rows, as in scikit-learn, so that there the size of all weights matters. */
test.each(used.filter(s => s.id !== 'eliminate').map(s => [s.id, s] as const))(
  '%s: equal weights of any size are as good as none',
  (_, step) =>
    fc.assert(
      fc.asyncProperty(caseFor(step), fc.constantFrom(0.001, 0.3, 3, 1e6), async (x, size) => {
        const [equal, none] = [
          await stateOf(
            step,
            x,
            x.weights.map(() => size),
          ),
          await stateOf(step, x),
        ];
        const [one, other] = [equal, none].map(fitted => applyStep(fitted, x.streams).flatMap(numbersOf));
        one!.forEach((v, i) => expect(Math.abs(v - other![i]!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(v))));
      }),
      runs,
    ),
);

const numbersOf = ({ block }: Stream): number[] => (block.type === 'float64' ? Array.from(block.data) : []);

const splits: readonly Recipe['split'][] = [
  { kind: 'random', test: 0.2 },
  { kind: 'group', column: 'part', test: 0.2 },
  { kind: 'time', column: 'part', test: 0.2 },
];

test.each(all.flatMap(s => splits.map(split => [s.id, split.kind, s, split] as const)))(
  '%s, split %s: rows that count for nothing are as if absent',
  (_id, _kind, step, split) =>
    fc.assert(
      fc.asyncProperty(caseFor(step), async ({ streams, target, weights }) => {
        const kindOf = { number: 'number', date: 'datetime', text: 'category', any: 'number' } as const;
        const table = makeTable([
          ...streams.map(({ name, block }) => [name, block.type === 'string' ? categoryColumn(Array.from(block.codes, c => levels[c] ?? null)) : step.accepts === 'date' ? ({ kind: 'datetime', values: block.data } as never) : numberColumn(Array.from(block.data))] as const), // prettier-ignore
          ['part', numberColumn(Array.from(weights.keys(), i => i % 7))] as const,
          ['w', numberColumn(Array.from(weights))] as const,
        ]);
        const recipe: Recipe = {
          version: 1,
          task: 'clustering',
          columns: [
            ...streams.map(({ name }) => ({ name, kind: kindOf[step.accepts], role: 'feature' as const })),
            { name: 'part', kind: 'number', role: 'aside' },
            { name: 'w', kind: 'number', role: 'weight' },
          ],
          rows: [],
          derive: [],
          split,
          steps: [{ id: step.id, columns: streams.map(s => s.name), params: {} }],
          model: { id: 'k-means', params: {} },
          seed: 3,
        };
        const rows = Int32Array.from(weights.keys()).filter(r => weights[r]! > 0);
        const without = await fitSteps(recipe, takeTableRows(table, rows), takeTarget(target, rows));
        const found = await fitSteps(recipe, table, target);
        expect(found.steps).toStrictEqual(without.steps);
        expect(found.stages[1]!.map(s => ({ name: s.name, block: takeBlock(s.block, rows) })).map(valuesOf)).toStrictEqual(without.stages[1]!.map(valuesOf)); // prettier-ignore
      }),
      { numRuns: 30, seed: 6 },
    ),
);

const valuesOf = ({ name, block }: Stream) => ({
  name,
  values: block.type === 'string' ? Array.from(block.codes, c => block.levels[c]) : Array.from(sliceBlock(block, 0, block.data.length / block.width).data as Float64Array), // prettier-ignore
});

test.each(used.map(s => [s.id, s] as const))('%s: weights at the ends of what numbers reach', (_, step) =>
  fc.assert(
    fc.asyncProperty(caseFor(step), fc.constantFrom(5e-324, 1e-300, 1e300, 1.7e308), async (x, size) => {
      const weights = x.weights.map(w => (w > 2 ? size : w > 0 ? size / 2 || size : 0));
      const params = checkParams(step.id, step.params, step.id === 'eliminate' ? { keep: 1 } : {});
      const context = () => ({ random: randomStream(1, 'law'), weights });
      const { state } = await learnStep(step, x.streams, x.target, params, context);
      const columns = x.streams.map(s => s.name);
      for (const v of applyStep({ id: step.id, columns, params, state }, x.streams).flatMap(numbersOf))
        expect(Number.isFinite(v)).toBe(true);
    }),
    runs,
  ),
);
