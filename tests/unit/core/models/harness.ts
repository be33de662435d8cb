import { numberBlock, type NumberBlock } from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';
import type { AnyModel, FitContext, Fold, Matrix, ModelOutput } from '../../../../src/core/model.ts';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { kFold, stratifiedKFold } from '../../../../src/core/pipeline/folds.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { reference } from '../../../../src/kernels/reference/index.ts';
import type { Target } from '../../../../src/core/target.ts';

export function matrix(rows: readonly (readonly number[])[], width = rows[0]?.length ?? 0): Matrix {
  return {
    rows: rows.length,
    width,
    data: Float64Array.from(rows.flat()),
    names: Array.from({ length: width }, (_, j) => `x${j}`),
  };
}

export const regression = (values: ArrayLike<number>): Target => ({
  task: 'regression',
  values: Float64Array.from(values),
});

export function classification(codes: readonly number[], classes = Math.max(...codes) + 1): Target {
  return {
    task: 'classification',
    codes: Int32Array.from(codes),
    classes: Array.from({ length: classes }, (_, k) => `class ${k}`),
  };
}

export interface FitOptions extends Partial<FitContext> {
  readonly params?: ParamValues;
  readonly seed?: number;
}

/** Fit as the pipeline does: checked parameters and a stream named after the model. */
export async function fitModel(model: AnyModel, x: Matrix, y: Target, options: FitOptions = {}): Promise<unknown> {
  const { params = {}, seed = 7, ...context } = options;
  const checked = checkParams(model.id, model.params, params);
  const random = randomStream(seed, `model/${model.id}`);
  const folds = (k: number): Fold[] => {
    const tests = y.task === 'classification' ? stratifiedKFold(y.codes, k) : kFold(x.rows, k);
    const all = Array.from({ length: x.rows }, (_, i) => i);
    return tests.map(test => ({ test, train: Int32Array.from(all.filter(i => !test.includes(i))) }));
  };
  return await model.fit(x, y, checked as never, { random, kernels: reference, folds, ...context });
}

/** What the lowered model says about the rows, `[rows, width]`, and what it claims to be. */
export function predict(model: AnyModel, state: unknown, x: Matrix): { output: ModelOutput; block: NumberBlock } {
  const g = new GraphBuilder();
  const inputs = x.names.map(name => g.input(name, 'float64'));
  const output = model.lower(state as never, g, g.concat(inputs));
  const ref =
    output.task === 'classification'
      ? output.probabilities
      : output.task === 'regression'
        ? output.prediction
        : output.task === 'anomaly'
          ? output.score
          : output.distances;
  const column = (j: number) => Float64Array.from({ length: x.rows }, (_, r) => x.data[r * x.width + j]!);
  const blocks = new Map(x.names.map((name, j) => [name, numberBlock(column(j))]));
  const outputs = interpret(g.done([{ name: 'out', ref }]), blocks, x.rows);
  return { output, block: outputs.get('out') as NumberBlock };
}

/** Largest absolute difference between two runs of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Array.from(a).reduce((most, v, i) => Math.max(most, Math.abs(v - b[i]!)), 0);
}
