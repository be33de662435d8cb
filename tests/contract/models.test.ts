import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import type { AnyModel, Matrix } from '../../src/core/model.ts';
import { modelById, models, modelsFor } from '../../src/core/models/index.ts';
import { type Task, tasks } from '../../src/core/table/schema.ts';
import type { Target } from '../../src/core/target.ts';
import { fitModel, predict } from '../unit/core/models/harness.ts';
import { amountModels, countModels } from './count-models.ts';
import { refusesBadParams } from './params.ts';
import { quick } from './quick.ts';

const SEED = 20240501;

/** Laws a model need not keep, with the reason. Empty: all keep all. */
const exempt: ReadonlyMap<string, string> = new Map();

interface Data {
  readonly x: Matrix;
  readonly y: Target;
}

/** Values that occur in standardised tables, among them ties, zeros, and a few far away. */
const value = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 3, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.constantFrom(1e4, -1e4, 1e-9) },
);

function target(task: Task, rows: number): fc.Arbitrary<Target> {
  if (task === 'clustering' || task === 'anomaly') return fc.constant({ task });
  if (task === 'regression') {
    return fc
      .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: rows, maxLength: rows })
      .map(values => ({ task, values: Float64Array.from(values) }));
  }
  return fc
    .integer({ min: 2, max: 4 })
    .chain(k => fc.array(fc.nat(k - 1), { minLength: rows, maxLength: rows }))
    .map(codes => {
      const used = [...new Set(codes)].sort((a, b) => a - b);
      return {
        task,
        codes: Int32Array.from(codes, code => used.indexOf(code)),
        classes: used.map(k => `class ${k}`),
      };
    });
}

const data = (task: Task, limit: { rows: number; width: number } = { rows: 24, width: 5 }): fc.Arbitrary<Data> =>
  fc.tuple(fc.integer({ min: 1, max: limit.rows }), fc.integer({ min: 1, max: limit.width })).chain(([rows, width]) =>
    fc
      .tuple(fc.array(value, { minLength: rows * width, maxLength: rows * width }), target(task, rows))
      .map(([v, y]) => ({
        x: { rows, width, data: Float64Array.from(v), names: Array.from({ length: width }, (_, j) => `x${j}`) },
        y,
      })),
  );

function allowed(model: AnyModel, y: Target): Target {
  if (y.task !== 'regression' || !amountModels.has(model.id)) return y;
  return { ...y, values: y.values.map(v => Math.abs(v) + 0.5) };
}

/** What the model is for: of numbers of any sign their sizes, where it takes counts. */
const fitting = ({ id }: AnyModel, arbitrary: fc.Arbitrary<Data>): fc.Arbitrary<Data> =>
  countModels.has(id) ? arbitrary.map(({ x, y }) => ({ x: { ...x, data: x.data.map(Math.abs) }, y })) : arbitrary;

/** A fit that either ends in a state or in a reasoned refusal; anything else fails the test. */
async function fitOrReason(model: AnyModel, { x, y }: Data): Promise<{ state: unknown } | { refused: StudioError }> {
  try {
    return { state: await fitModel(model, x, allowed(model, y), { params: quick.get(model.id) ?? {} }) };
  } catch (error) {
    if (error instanceof StudioError && error.code.startsWith('fit/')) return { refused: error };
    throw error;
  }
}

/** What a model says of the rows it was fitted on. */
function answersOf(model: AnyModel, state: unknown, x: Matrix): Float64Array {
  const own = model.own?.answers(state as never);
  if (own) return Float64Array.from(own.task === 'clustering' ? own.labels : own.scores);
  return predict(model, state, x).block.data;
}

type Law = (model: AnyModel, task: Task, given: Data) => Promise<void>;

const laws: Record<string, Law> = {
  async 'same data, same state'(model, _task, given) {
    const [first, second] = [await fitOrReason(model, given), await fitOrReason(model, given)];
    expect(second).toStrictEqual(first);
  },
  async 'the state survives structuredClone and JSON to the bit'(model, _task, given) {
    const fitted = await fitOrReason(model, given);
    if ('refused' in fitted) return;
    expect(structuredClone(fitted.state)).toStrictEqual(fitted.state);
    const back: unknown = JSON.parse(JSON.stringify(fitted.state));
    // JSON writes -0 as 0, which every graph operation a model uses treats alike; all else must be the same.
    expect(withoutNegativeZero(back)).toStrictEqual(withoutNegativeZero(fitted.state));
    expect(answersOf(model, back, given.x)).toEqual(answersOf(model, fitted.state, given.x));
  },
  async 'a fit leaves its inputs as they were'(model, _task, given) {
    const before = structuredClone(given);
    await fitOrReason(model, given);
    expect(given).toStrictEqual(before);
  },
  async 'without a graph it answers for every row it was fitted on, and refuses others by code'(model, task, given) {
    const fitted = await fitOrReason(model, given);
    if ('refused' in fitted || !model.own) return;
    const own = model.own.answers(fitted.state as never);
    expect(own.task).toBe(task);
    if (own.task === 'clustering') {
      // Clusters are numbered from 0 without a gap; -1 is noise.
      const used = [...new Set(own.labels)].sort((a, b) => a - b).filter(k => k !== -1);
      expect(used).toEqual(Array.from({ length: used.length }, (_, k) => k));
      expect(own.labels).toHaveLength(given.x.rows);
    } else {
      expect(own.scores).toHaveLength(given.x.rows);
      expect([...own.scores, own.threshold].every(Number.isFinite)).toBe(true);
    }
    expect(() => predict(model, fitted.state, given.x)).toThrow(
      expect.objectContaining({ code: 'model/transductive' }),
    );
  },
  async 'the graph gives what the task asks for, in every row'(model, task, given) {
    const fitted = await fitOrReason(model, given);
    if ('refused' in fitted || model.own) return;
    const { output, block } = predict(model, fitted.state, given.x);
    expect(output.task).toBe(task);
    expect(block.data.length).toBe(given.x.rows * block.width);
    expect(block.data.every(Number.isFinite)).toBe(true);
    if (task === 'regression' || task === 'anomaly') expect(block.width).toBe(1);
    if (output.task === 'anomaly') expect(Number.isFinite(output.threshold)).toBe(true);
    if (task === 'clustering') expect(block.data.every(d => d >= 0)).toBe(true);
    if (given.y.task !== 'classification') return;
    expect(block.width).toBe(given.y.classes.length);
    for (let r = 0; r < given.x.rows; r++) {
      const row = block.data.subarray(r * block.width, (r + 1) * block.width);
      expect(row.every(p => p >= 0 && p <= 1)).toBe(true);
      expect(Math.abs(row.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12);
    }
  },
  async 'rows are predicted one by one as they are together'(model, _task, given) {
    const fitted = await fitOrReason(model, given);
    if ('refused' in fitted || model.own) return;
    const all = predict(model, fitted.state, given.x).block;
    const { width, names } = given.x;
    const alone = predict(model, fitted.state, { rows: 1, width, names, data: given.x.data.slice(-width) }).block;
    expect(alone.data).toStrictEqual(all.data.slice(-all.width));
  },
  async 'a refusal names the model or what is wrong, and what to do'(model, _task, given) {
    const fitted = await fitOrReason(model, given);
    if ('state' in fitted) return;
    expect(fitted.refused.message).toMatch(/\. [A-Z].*\.$/);
  },
};

const withoutNegativeZero = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, v: unknown) => (Object.is(v, -0) ? 0 : v));

for (const model of models as readonly AnyModel[]) {
  for (const task of model.tasks) {
    describe(`${model.id}, ${task}`, () => {
      const numRuns = model.tags.includes('tensors') ? 15 : 60;
      for (const [name, law] of Object.entries(laws)) {
        if (exempt.has(`${model.id}: ${name}`)) continue;
        test(name, () =>
          fc.assert(
            fc.asyncProperty(fitting(model, data(task)), given => law(model, task, given)),
            { seed: SEED, numRuns },
          ),
        );
      }

      const hard: Record<string, (task: Task) => fc.Arbitrary<Data>> = {
        'one row': t => data(t, { rows: 1, width: 4 }),
        'constant columns': t => data(t).map(({ x, y }) => ({ x: { ...x, data: x.data.map(() => x.data[0]!) }, y })),
        'the same rows twice': t => data(t).map(doubled),
        'more columns than rows': t => data(t, { rows: 4, width: 12 }),
        'huge values': t => data(t).map(({ x, y }) => ({ x: { ...x, data: x.data.map(v => v * 1e200) }, y })),
        'one class': t => data(t).map(({ x, y }) => ({ x, y: onlyFirstClass(y) })),
      };
      for (const [name, make] of Object.entries(hard)) {
        test(`${name}: finite or a reasoned refusal`, () =>
          fc.assert(
            fc.asyncProperty(fitting(model, make(task)), async given => {
              const fitted = await fitOrReason(model, given);
              if ('refused' in fitted) return;
              const wide = answersOf(model, fitted.state, given.x);
              // Distances between huge values may overflow; nothing may be NaN.
              expect(wide.some(Number.isNaN)).toBe(false);
            }),
            { seed: SEED, numRuns: Math.ceil(numRuns / 3) },
          ));
      }

      test('refuses no columns and no rows by code', async () => {
        const empty = { rows: 0, width: 1, data: new Float64Array(0), names: ['x0'] };
        const none = fc.sample(target(task, 0), { seed: SEED, numRuns: 1 })[0]!;
        expect(await fitOrReason(model, { x: empty, y: none })).toHaveProperty('refused.code', 'fit/too-few-rows');
      });
    });
  }

  test(`${model.id}: refuses bad parameters by name`, () => refusesBadParams(model.id, model.params));
}

function doubled({ x, y }: Data): Data {
  const twice = (values: Float64Array) => Float64Array.from([...values, ...values]);
  const both = { ...x, rows: 2 * x.rows, data: twice(x.data) };
  if (y.task === 'clustering' || y.task === 'anomaly') return { x: both, y };
  if (y.task === 'regression') return { x: both, y: { ...y, values: twice(y.values) } };
  return { x: both, y: { ...y, codes: Int32Array.from([...y.codes, ...y.codes]) } };
}

const onlyFirstClass = (y: Target): Target =>
  y.task === 'classification' ? { ...y, codes: y.codes.map(() => 0), classes: y.classes.slice(0, 1) } : y;

describe('the list of models', () => {
  test('ids are unique, and every task has a model', () => {
    expect(new Set(models.map(m => m.id)).size).toBe(models.length);
    for (const task of tasks) expect(modelsFor(task).length).toBeGreaterThan(0);
  });

  test('an unknown id is refused with the known ones', () => {
    expect(() => modelById('constructor')).toThrow(/"constructor".*ridge/);
    expect(modelById('ridge').id).toBe('ridge');
  });

  test('classification and regression have a baseline to beat', () => {
    for (const task of ['classification', 'regression'] as const) {
      expect(modelsFor(task).some(m => m.tags.includes('baseline'))).toBe(true);
    }
  });

  test('models tagged transductive, and no others, answer without a graph', () => {
    for (const model of models as readonly AnyModel[])
      expect(model.own !== undefined).toBe(model.tags.includes('transductive'));
  });

  test('only models tagged early-stopping have a share to set apart', () => {
    for (const model of models as readonly AnyModel[]) {
      expect(Object.hasOwn(model.params, 'validation')).toBe(model.tags.includes('early-stopping'));
    }
  });
});
