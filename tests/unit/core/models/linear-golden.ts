import { readFileSync } from 'node:fs';
import type { AnyModel, FitContext, Matrix } from '../../../../src/core/model.ts';
import { modelById } from '../../../../src/core/models/index.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import type { Target } from '../../../../src/core/target.ts';
import { classification, fitModel, matrix, regression } from './harness.ts';

export const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../golden/linear/${name}.json`, import.meta.url), 'utf8')) as T;

/** A reference fit; what is compared is there. */
export interface LinearCase {
  readonly table: string;
  readonly model: string;
  readonly params: ParamValues;
  readonly weighted: boolean;
  /** Only the first so many columns. */
  readonly columns?: number;
  readonly objective?: number;
  readonly alpha?: number;
  readonly coefficients?: number[] | number[][];
  readonly predictions?: number[];
  readonly probabilities?: number[][];
  readonly margins?: number[][];
  readonly labels?: number[];
  readonly chosen?: number[];
  readonly errors?: number[] | number[][];
  readonly interceptError?: number;
  readonly interceptErrors?: number[];
  readonly low?: number[];
  readonly high?: number[];
}

interface GoldenTable {
  readonly x: number[][];
  readonly y: number[];
  readonly weights: number[];
}

const { tables } = read<{ tables: Record<string, GoldenTable> }>('tables');

export const nameOf = ({ model, table, params, weighted }: LinearCase): string =>
  `${model} on ${table}, ${JSON.stringify(params)}${weighted ? ', weighted' : ''}`;

export interface GoldenFit {
  readonly model: AnyModel;
  readonly x: Matrix;
  readonly y: Target;
  readonly weights: Float64Array;
  readonly state: unknown;
}

export async function fitCase(given: LinearCase, context: Partial<FitContext> = {}): Promise<GoldenFit> {
  const model = modelById(given.model);
  const { x, y, weights } = tables[given.table]!;
  const rows = matrix(x.map(row => row.slice(0, given.columns)));
  const target = model.tasks.includes('classification') ? classification(y) : regression(y);
  const all = Float64Array.from(weights);
  const state = await fitModel(model, rows, target, {
    ...context,
    params: given.params,
    ...(given.weighted && { weights: all }),
  });
  return { model, x: rows, y: target, weights: given.weighted ? all : all.map(() => 1), state };
}
