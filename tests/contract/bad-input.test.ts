import { describe, expect, test } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import type { AnyModel } from '../../src/core/model.ts';
import { models } from '../../src/core/models/index.ts';
import { fit } from '../../src/core/pipeline/fit.ts';
import { predict } from '../../src/core/pipeline/predict.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { randomStream } from '../../src/core/random.ts';
import { categoryColumn, type Column, numberColumn } from '../../src/core/table/column.ts';
import type { Role, Task } from '../../src/core/table/schema.ts';
import { makeTable } from '../../src/core/table/table.ts';
import { quick } from './quick.ts';

/** No fit of so few rows may take longer; one that hangs is stopped and fails. */
const SECONDS = 20;

interface Given {
  readonly columns: readonly (readonly [name: string, column: Column])[];
  readonly steps?: Recipe['steps'];
  /** A refusal with this code is the one right answer. */
  readonly refusal?: string;
}

const random = randomStream(20261126, 'bad input');
const many = (n: number, value: (i: number) => number): Column =>
  numberColumn(Array.from({ length: n }, (_, i) => value(i)));
const noise = () => random.normal();

/** The target a task asks for: a class or a number that follows `x`, nothing for the others. */
function targetOf(task: Task, n: number, x: (i: number) => number): readonly (readonly [string, Column])[] {
  if (task === 'regression') return [['y', many(n, i => 3 * x(i) + 5)]];
  if (task === 'classification')
    return [['y', categoryColumn(Array.from({ length: n }, (_, i) => (x(i) > 0 ? 'b' : 'a')))]];
  return [];
}

const wave = (i: number): number => Math.sin(i * 1.7) + (i % 3 ? 0.1 : -0.2);

const cases: Readonly<Record<string, (task: Task) => Given | null>> = {
  'constant columns': task => ({ columns: [['a', many(30, () => 7)], ['b', many(30, () => 0)], ...targetOf(task, 30, wave)] }), // prettier-ignore
  'every row twice': task => ({
    columns: [['a', many(40, i => wave(i >> 1))], ['b', many(40, i => (i >> 1) % 5)], ...targetOf(task, 40, i => wave(i >> 1))], // prettier-ignore
  }),
  'one class': task =>
    task === 'classification'
      ? { columns: [['a', many(20, noise)], ['y', categoryColumn(Array<string>(20).fill('only'))]], refusal: 'fit/one-class' } // prettier-ignore
      : null,
  'one row a class': task =>
    task === 'classification'
      ? {
          columns: [
            ['a', many(8, i => i)],
            ['y', categoryColumn(Array.from({ length: 8 }, (_, i) => `class ${i}`))],
          ],
        }
      : null,
  '10,000 categories': task => {
    const category = categoryColumn(Array.from({ length: 10_000 }, (_, i) => `level ${i}`));
    return {
      columns: [['a', many(10_000, wave)], ['c', category], ...targetOf(task, 10_000, wave)],
      steps: [{ id: 'frequency', columns: ['c'], params: {} }],
    };
  },
  'an infinite value': task => ({
    columns: [['a', many(30, i => (i === 4 ? Infinity : i === 5 ? -Infinity : wave(i)))], ...targetOf(task, 30, wave)],
    refusal: 'fit/infinite',
  }),
  'values of 1e300': task => ({
    columns: [['a', many(30, i => (i % 7 ? wave(i) : 1e300 * wave(i)))], ['b', many(30, noise)], ...targetOf(task, 30, wave)], // prettier-ignore
  }),
  'a target of 1e300': task =>
    task === 'regression'
      ? {
          columns: [
            ['a', many(30, wave)],
            ['y', many(30, i => 1e300 * wave(i))],
          ],
        }
      : null,
  'a column without a value': task => ({
    columns: [['a', many(30, wave)], ['b', many(30, () => NaN)], ...targetOf(task, 30, wave)],
  }),
  'weights of zero': task => ({
    columns: [['a', many(40, wave)], ['b', many(40, noise)], ['w', many(40, i => (i % 2 ? 1 : 0))], ...targetOf(task, 40, wave)], // prettier-ignore
  }),
  'weights that are all zero': task => ({
    columns: [['a', many(30, wave)], ['w', many(30, () => 0)], ...targetOf(task, 30, wave)],
    refusal: 'fit/weight',
  }),
  'perfectly separable': task => ({
    columns: [['a', many(40, i => (i < 20 ? -1 - i : i))], ...targetOf(task, 40, i => (i < 20 ? -1 : 1))],
  }),
  'more columns than rows': task => ({
    columns: [
      ...Array.from({ length: 40 }, (_, j) => [`x${j}`, many(12, noise)] as const),
      ...targetOf(task, 12, wave),
    ],
  }),
  'two distinct points': task => ({
    columns: [['a', many(20, i => i % 2)], ['b', many(20, i => i % 2)], ...targetOf(task, 20, i => (i % 2) - 0.5)],
  }),
  'a single row': task => ({ columns: [['a', many(1, noise)], ...targetOf(task, 1, wave)] }),
};

function recipeOf(model: AnyModel, task: Task, { columns, steps = [] }: Given): Recipe {
  const roleOf = (name: string): Role => (name === 'y' ? 'target' : name === 'w' ? 'weight' : 'feature');
  return {
    version: 1,
    task,
    columns: columns.map(([name, { kind }]) => ({ name, kind, role: roleOf(name) })),
    rows: [],
    derive: [],
    split: { kind: 'random', test: 0.2 },
    steps,
    model: { id: model.id, params: quick.get(model.id) ?? {} },
    seed: 1,
  };
}

const pairs = (models as readonly AnyModel[]).flatMap(model =>
  model.tasks.map(task => [model.id, task, model] as const),
);

describe.each(pairs)('%s, %s', (_id, task, model) => {
  const given = Object.entries(cases).flatMap(([name, make]) => {
    const made = make(task);
    return made ? [[name, made] as const] : [];
  });
  test.each(given)(
    '%s: finite answers, or a refusal that says what to do',
    async (_name, data) => {
      const table = makeTable(data.columns);
      const rows = Int32Array.from({ length: table.rows }, (_, i) => i);
      const signal = AbortSignal.timeout(SECONDS * 1000);
      let fitted;
      try {
        fitted = await fit(recipeOf(model, task, data), table, rows, { signal });
      } catch (error) {
        if (!(error instanceof StudioError)) throw error;
        expect(error.code).toMatch(data.refusal ?? /^(fit|split)\//);
        // Subject, expectation, finding; then what to do.
        expect(error.message).toMatch(/\S.*\. [A-Z].*\.$/);
        return;
      }
      // A model that takes what others refuse has answered in its own way; all other refusals are due.
      if (data.refusal) throw new Error(`${model.id} must refuse this with ${data.refusal}.`);
      if (model.own) return;
      const said = predict(fitted, table);
      const numbers =
        said.task === 'classification'
          ? said.probabilities
          : said.task === 'regression'
            ? said.values
            : said.task === 'anomaly'
              ? said.scores
              : said.distances;
      expect(numbers.length).toBeGreaterThanOrEqual(table.rows);
      expect(numbers.some(Number.isNaN)).toBe(false);
    },
    SECONDS * 1500,
  );
});
