import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textBlock } from '../../src/core/graph/block.ts';
import { checkParams } from '../../src/core/params.ts';
import { applyStep } from '../../src/core/pipeline/apply-steps.ts';
import { fit } from '../../src/core/pipeline/fit.ts';
import { fitSteps } from '../../src/core/pipeline/fit-steps.ts';
import { predict } from '../../src/core/pipeline/predict.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { randomStream } from '../../src/core/random.ts';
import type { AnyStep, Stream } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import { categoryColumn, numberColumn } from '../../src/core/table/column.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';
import type { Target } from '../../src/core/target.ts';

/** Steps whose training rows must not see what was learned from their own target. */
const own = (steps as readonly AnyStep[]).filter(s => s.ownRows);

test('encodings by the target are among them', () =>
  expect(own.map(s => s.id)).toEqual(['target-encoding', 'weight-of-evidence']));

interface Case {
  readonly streams: readonly Stream[];
  readonly target: Target;
}

const codesOf = (rows: number, most: number) => fc.array(fc.integer({ min: -1, max: most }), { minLength: rows, maxLength: rows }); // prettier-ignore
const levels = ['b', 'a', '__proto__', 'ü', 'constructor'];

const caseFor = (step: AnyStep): fc.Arbitrary<Case> =>
  fc.integer({ min: 2, max: 40 }).chain(rows =>
    fc
      .tuple(
        codesOf(rows, 4),
        codesOf(rows, 1),
        fc.boolean(),
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: rows, maxLength: rows }),
        fc.array(fc.nat(step.id === 'weight-of-evidence' ? 1 : 2), { minLength: rows, maxLength: rows }),
      )
      .map(([a, b, numeric, values, codes]) => ({
        streams: [
          { name: 'first', block: textBlock(Int32Array.from(a), levels) },
          { name: 'second', block: textBlock(Int32Array.from(b), levels) },
        ],
        target:
          numeric && step.tasks!.includes('regression')
            ? { task: 'regression' as const, values: Float64Array.from(values) }
            : {
                task: 'classification' as const,
                classes: step.id === 'weight-of-evidence' ? ['x', 'y'] : ['x', 'y', 'z'],
                codes: Int32Array.from(codes),
              },
      })),
  );

const ownOf = async (step: AnyStep, { streams, target }: Case) => {
  const params = checkParams(step.id, step.params, {});
  return step.ownRows!(streams, target, params as never, { random: randomStream(1, 'law') });
};

/** The target with another answer for one row. */
function otherwise(target: Target, row: number): Target {
  if (target.task === 'regression')
    return { ...target, values: target.values.map((v, i) => (i === row ? v + 1000 : v)) };
  if (target.task !== 'classification') return target;
  return { ...target, codes: target.codes.map((c, i) => (i === row ? (c + 1) % target.classes.length : c)) };
}

const numbersOf = ({ block }: Stream): number[] => (block.type === 'float64' ? Array.from(block.data) : []);

test.each(own.map(s => [s.id, s] as const))('%s: a row’s own target in no way reaches its value', (_, step) =>
  fc.assert(
    fc.asyncProperty(caseFor(step), fc.nat(), async (given, at) => {
      const rows = numbersOf((await ownOf(step, given))[0]!).length;
      const row = at % rows;
      const before = await ownOf(step, given);
      const after = await ownOf(step, { ...given, target: otherwise(given.target, row) });
      expect(after.map(s => numbersOf(s)[row])).toStrictEqual(before.map(s => numbersOf(s)[row]));
    }),
    { numRuns: 150, seed: 3 },
  ),
);

test.each(own.map(s => [s.id, s] as const))('%s: has the columns of the fitted step, and no gaps', (_, step) =>
  fc.assert(
    fc.asyncProperty(caseFor(step), async given => {
      const params = checkParams(step.id, step.params, {});
      const columns = given.streams.map(s => s.name);
      const state = await step.fit(given.streams, given.target, params as never, { random: randomStream(1, 'law') });
      const later = applyStep({ id: step.id, columns, params, state }, given.streams);
      const made = await ownOf(step, given);
      expect(made.map(s => s.name)).toEqual(later.map(s => s.name));
      expect(await ownOf(step, structuredClone(given))).toStrictEqual(made);
      for (const values of made.map(numbersOf)) {
        expect(values).toHaveLength(numbersOf(later[0]!).length);
        expect(values.every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 150, seed: 4 },
  ),
);

/** A recipe of one step over a case's columns, with a number beside them by which the split goes. */
function besides(
  step: AnyStep,
  { streams }: Case,
  part: readonly number[],
  kind: 'group' | 'time',
): { recipe: Recipe; table: Table } {
  const texts = streams.map(({ name, block }) => [name, categoryColumn(block.type === 'string' ? Array.from(block.codes, c => levels[c] ?? null) : [])] as const); // prettier-ignore
  const recipe: Recipe = {
    version: 1,
    task: 'clustering',
    columns: [
      ...streams.map(({ name }) => ({ name, kind: 'category' as const, role: 'feature' as const })),
      { name: 'part', kind: 'number', role: 'aside' },
    ],
    rows: [],
    derive: [],
    split: { kind, column: 'part', test: 0.2 },
    steps: [{ id: step.id, columns: streams.map(s => s.name), params: {} }],
    model: { id: 'k-means', params: {} },
    seed: 4,
  };
  return { recipe, table: makeTable([...texts, ['part', numberColumn([...part])]]) };
}

/** In groups of a few, or at times of which some come twice; now and then there is none. */
const partsFor = (rows: number, most: number) =>
  fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat(most) }, { weight: 1, arbitrary: fc.constant(NaN) }), { minLength: rows, maxLength: rows }); // prettier-ignore

const rowsOf = ({ streams }: Case): number =>
  streams[0]!.block.type === 'string' ? streams[0]!.block.codes.length : 0;

const withParts = (step: AnyStep, most: number) =>
  caseFor(step).chain(given => fc.tuple(fc.constant(given), partsFor(rowsOf(given), most)));

const valuesIn = async ({ recipe, table }: { recipe: Recipe; table: Table }, target: Target) =>
  (await fitSteps(recipe, table, target)).stages[1]!.map(numbersOf);

test.each(own.map(s => [s.id, s] as const))(
  '%s: with a split by groups, no row of a group teaches another',
  (_, step) =>
    fc.assert(
      fc.asyncProperty(
        withParts(step, 6),
        fc.nat(),
        fc.integer({ min: 2, max: 9 }),
        async ([given, part], at, folds) => {
          const made = besides(step, given, part, 'group');
          const recipe = { ...made.recipe, steps: made.recipe.steps.map(s => ({ ...s, params: { folds } })) };
          const row = at % part.length;
          const group = part.flatMap((p, i) => (i === row || p === part[row] ? [i] : []));
          const before = await valuesIn({ ...made, recipe }, given.target);
          const after = await valuesIn({ ...made, recipe }, group.reduce(otherwise, given.target));
          for (const i of group) expect(after.map(v => v[i])).toStrictEqual(before.map(v => v[i]));
        },
      ),
      { numRuns: 150, seed: 11 },
    ),
);

test.each(own.map(s => [s.id, s] as const))('%s: with a split by time, only an earlier row teaches', (_, step) =>
  fc.assert(
    fc.asyncProperty(withParts(step, 20), fc.nat(), async ([given, part], at) => {
      const made = besides(step, given, part, 'time');
      // A row without a time is among the first, as the split has it.
      const time = part.map(p => (Number.isNaN(p) ? -1 : p));
      const row = at % part.length;
      const first = Math.min(...time);
      // The rows of the very first time teach each other, because nobody comes before them, but no row teaches itself.
      const unseen = time.flatMap((t, i) => (i === row || t > time[row]! || (t === time[row] && t > first) ? [i] : []));
      const before = await valuesIn(made, given.target);
      const after = await valuesIn(made, unseen.reduce(otherwise, given.target));
      expect(after.map(v => v[row])).toStrictEqual(before.map(v => v[row]));
    }),
    { numRuns: 300, seed: 12 },
  ),
);

test.each(own.map(s => [s.id, s] as const))(
  '%s: late rows are taught by most of the rows before them',
  async (_, step) => {
    const rows = 400;
    const codes = Int32Array.from({ length: rows }, (_row, i) => i % 2);
    const streams = [{ name: 'first', block: textBlock(codes, levels) }];
    const target: Target = { task: 'classification', classes: ['x', 'y'], codes };
    const time = Array.from({ length: rows }, (_row, i) => i);
    const [values] = await valuesIn(besides(step, { streams, target }, time, 'time'), target);
    const learned = await step.fit(streams, target, checkParams(step.id, step.params, {}) as never, { random: randomStream(1, 'law') }); // prettier-ignore
    const later = numbersOf(applyStep({ id: step.id, columns: ['first'], params: {}, state: learned }, streams)[0]!);
    // What two of five rows in the middle know is nearly what all know in the end.
    for (let i = 160; i < rows; i++) expect(Math.abs(values![i]! - later[i]!)).toBeLessThan(0.25 * Math.abs(later[0]! - later[1]!)); // prettier-ignore
  },
);

/**
 * A category of nearly as many values as rows, which knows nothing of the target. Put through what was learned from the
 * row itself it would tell the target; cross-fitted it does not, so that the model gives it no weight.
 */
test.each(own.map(s => [s.id, s] as const))(
  '%s: many values that know nothing teach the model nothing',
  async (_, step) => {
    const random = randomStream(9, 'noise');
    const rows = 600;
    const many = <T>(make: () => T): T[] => Array.from({ length: rows }, make);
    const truth = many(() => random.next());
    const table = makeTable([
      ['id', categoryColumn(many(() => `id ${random.integer(400)}`))],
      ['x', numberColumn(truth.map(v => v + random.next()))],
      ['y', categoryColumn(truth.map(v => (v > 0.5 ? 'yes' : 'no')))],
    ]);
    const recipe: Recipe = {
      version: 1,
      task: 'classification',
      columns: [
        { name: 'id', kind: 'category', role: 'feature' },
        { name: 'x', kind: 'number', role: 'feature' },
        { name: 'y', kind: 'category', role: 'target' },
      ],
      rows: [],
      derive: [],
      split: { kind: 'random', test: 0.2 },
      steps: [{ id: step.id, columns: ['id'], params: {} }],
      model: { id: 'logistic', params: {} },
      seed: 5,
    };
    const all = Int32Array.from({ length: rows }, (_row, i) => i);
    const fitted = await fit(recipe, table, all.subarray(0, 400));
    const right = (from: number, to: number) => {
      const result = predict(fitted, table);
      if (result.task !== 'classification') return NaN;
      const hits = all.subarray(from, to).filter(r => result.probabilities[r * 2 + 1]! > 0.5 === truth[r]! > 0.5);
      return hits.length / (to - from);
    };
    // The answer rests on x, which is right in about three of four rows, in training as later.
    expect(right(400, 600)).toBeGreaterThan(0.68);
    expect(Math.abs(right(0, 400) - right(400, 600))).toBeLessThan(0.1);
  },
);
