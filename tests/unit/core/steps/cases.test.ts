import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeTexts, numberBlock, textAt } from '../../../../src/core/graph/block.ts';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { applyStep } from '../../../../src/core/pipeline/apply-steps.ts';
import { randomStream } from '../../../../src/core/random.ts';
import type { AnyStep, Stream } from '../../../../src/core/step.ts';
import type { Target } from '../../../../src/core/target.ts';
import { stepById, steps } from '../../../../src/core/steps/index.ts';

type Cell = number | string | null;
interface Case {
  readonly name: string;
  readonly step: string;
  readonly params: ParamValues;
  readonly train: readonly (readonly Cell[])[];
  /** How much each training row counts. */
  readonly weights?: readonly number[];
  readonly test: readonly (readonly Cell[])[];
  readonly expected: readonly (readonly Cell[])[];
  /** For steps that look at it: classes as text, or numbers. */
  readonly target?: readonly string[] | readonly number[];
  /** What the new columns are called, where the names are worth a look. */
  readonly names?: readonly string[];
  /** Largest difference allowed, relative to values above 1. */
  readonly tolerance: number;
}
const files = [
  'steps/cases',
  'encoding/encoding',
  'dates/dates',
  'text/text',
  'reduce/reduce',
  'step-weights/step-weights',
];
const cases = files.flatMap(
  file => (JSON.parse(readFileSync(`tests/golden/${file}.json`, 'utf8')) as { readonly cases: Case[] }).cases,
);

/** golden.test.ts, isolation.test.ts and selection.test.ts hold these. */
const ELSEWHERE = ['impute', 'standardise', 'one-hot', 'isolation', 'low-variance', 'correlated', 'select-lasso', 'eliminate', 'random-probe', 'projection']; // prettier-ignore

const number = (cell: Cell): number => (cell === null ? NaN : cell === 'inf' ? Infinity : cell === '-inf' ? -Infinity : Number(cell)); // prettier-ignore

/** Columns of the kind a step takes, named a, b, c, … */
const streamsOf = (step: AnyStep, columns: readonly (readonly Cell[])[]): Stream[] =>
  columns.map((cells, i) => ({
    name: String.fromCharCode(97 + i),
    block: step.accepts === 'text' ? encodeTexts(cells.map(String)) : numberBlock(Float64Array.from(cells, number)),
  }));

function targetOf(values: Case['target']): Target {
  if (!values) return { task: 'clustering' };
  if (typeof values[0] === 'number') return { task: 'regression', values: Float64Array.from(values as number[]) };
  const classes = [...new Set(values as string[])].sort();
  return { task: 'classification', classes, codes: Int32Array.from(values as string[], v => classes.indexOf(v)) };
}

async function run({ step: id, params, train, weights, test, target }: Case): Promise<readonly Stream[]> {
  const step = stepById(id);
  const streams = streamsOf(step, train);
  const checked = checkParams(id, step.params, params);
  const random = randomStream(1, 'golden');
  const state = await step.fit(streams, targetOf(target), checked as never, {
    random,
    weights: weights && Float64Array.from(weights),
  });
  return applyStep({ id, columns: streams.map(s => s.name), params: checked, state }, streamsOf(step, test));
}

test.each(cases.map(c => [`${c.step} ${JSON.stringify(c.params)}: ${c.name}`, c] as const))('%s', async (_, golden) => {
  const found = await run(golden);
  expect(found).toHaveLength(golden.expected.length);
  if (golden.names) expect(found.map(s => s.name)).toEqual(golden.names);
  found.forEach(({ block }, column) =>
    golden.expected[column]!.forEach((cell, row) => {
      if (block.type === 'string') return expect(textAt(block, row)).toBe(cell);
      const [value, expected] = [block.data[row]!, number(cell)];
      if (!Number.isFinite(expected)) return expect(value, `row ${row}`).toBe(expected);
      const allowed = golden.tolerance * Math.max(1, Math.abs(expected));
      expect(Math.abs(value - expected), `row ${row}: ${value} is not ${expected}`).toBeLessThanOrEqual(allowed);
    }),
  );
});

test('every step that uses weights, but for the random ones, has golden cases with weights', () => {
  const weighted = new Set(cases.filter(c => c.weights).map(c => c.step));
  const used = (steps as readonly AnyStep[]).filter(s => s.weights === 'used').map(s => s.id);
  expect(used.filter(id => !weighted.has(id))).toEqual(['projection', 'random-probe']);
});

test('every step but those that have their own has golden cases over at least three data sets', () => {
  for (const { id } of (steps as readonly AnyStep[]).filter(s => !ELSEWHERE.includes(s.id)))
    expect(new Set(cases.filter(c => c.step === id).map(c => c.name)).size, id).toBeGreaterThanOrEqual(3);
});
