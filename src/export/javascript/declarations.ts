import type { ModelPackage, PackageInput } from '../model-package.ts';
import { pastOperations } from '../../core/pipeline/past-operations.ts';
import { text } from './literals.ts';

/** model.d.ts: the types of model.mjs, with the columns this model reads. */
export function declarationsText(pkg: ModelPackage): string {
  const fields = pkg.inputs.map(input => `  ${comment(input)}\n  ${text(input.name)}?: ${valueType(input)};`);
  const result = resultType(pkg);
  return `/** One row of raw values. A value that is absent, null or '' is missing. */
export interface Row {
${fields.join('\n')}
}

export interface Warning {
  column: string;
  problem: 'unknown-category' | 'out-of-range' | 'unparseable' | 'missing';
  message: string;
}

export interface Prediction {
${result.row.map(line => `  ${line}`).join('\n')}
  warnings: Warning[];
}

/** Column by column; outputs of several columns are row-major. */
export interface Predictions {
  rows: number;
${result.columns.map(line => `  ${line}`).join('\n')}
  warnings: Warning[][];
}

export type Columns = { [name in keyof Row]?: ArrayLike<Row[name]> } | ReadonlyMap<string, ArrayLike<unknown>>;

export const meta: {
  format: string;
  name: string;
  version: string;
  sha256: string;
  recipeSha256: string;
  created: string;
  target?: string;
  threshold?: number;
  metrics?: { id: string; label: string; value: number | null; low?: number | null; high?: number | null }[];
};
export const schema: {
  task: string;
  inputs: {
    name: string;
    kind: 'number' | 'datetime' | 'category' | 'boolean' | 'text';
    required: boolean;
    missingShare: number;
    unit?: string;
    levels?: string[];
    min?: number;
    max?: number;
  }[];
  outputs: { name: string; datatype: string; width?: number }[];
  classes: string[];
};
export function predict(row: Row | ReadonlyMap<string, unknown>): Prediction;
export function predictMany(rows: readonly (Row | ReadonlyMap<string, unknown>)[]): Prediction[];
export function predictColumns(columns: Columns, rows?: number): Predictions;
${
  pastOperations(
    pkg.recipe,
    pkg.inputs.map(i => i.name),
  )?.length
    ? historyTypes
    : ''
}`;
}

const historyTypes = `
/** A row as it stands before the columns of earlier rows are made: its time, its group, and what is looked back at. */
export type PastRow = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;
/** The new rows with the columns that are made of earlier ones. */
export function withHistory(history: readonly PastRow[], rows: readonly PastRow[]): Record<string, unknown>[];
/** Predictions for rows that follow one another, each made from those before it. */
export function predictNext(history: readonly PastRow[], rows: readonly PastRow[]): Prediction[];
`;

function valueType({ kind, levels }: PackageInput): string {
  switch (kind) {
    case 'number':
      return 'number | string | null';
    case 'boolean':
      return 'boolean | number | string | null';
    case 'datetime':
      return 'string | number | Date | null';
    case 'category': {
      const known = levels && levels.length <= 30 ? `${levels.map(text).join(' | ')} | (string & {})` : 'string';
      return `${known} | null`;
    }
    case 'text':
      return 'string | null';
    default:
      return kind satisfies never;
  }
}

function comment({ kind, min, max, unit }: PackageInput): string {
  const range = min !== undefined && max !== undefined && kind === 'number' ? `, ${min} to ${max} in training` : '';
  const date = kind === 'datetime' ? ', year first, or epoch milliseconds, UTC' : '';
  const inUnit = unit === undefined ? '' : `, ${unit.replaceAll('*/', '* /')}`;
  return `/** ${kind}${inUnit}${range}${date} */`;
}

function resultType({ task, classes, graph }: ModelPackage): { readonly row: string[]; readonly columns: string[] } {
  const names = classes.map(text).join(' | ');
  switch (task) {
    case 'classification':
      return {
        row: [`label: ${names};`, `probabilities: Record<${names}, number>;`],
        columns: [`label: (${names})[];`, 'probabilities: Float64Array;'],
      };
    case 'regression':
      return { row: ['prediction: number;'], columns: ['prediction: Float64Array;'] };
    case 'clustering': {
      const probable = graph.outputs.some(o => o.name === 'probabilities');
      return {
        row: [
          'cluster: number;',
          ...(probable ? ['/** How probable each cluster is, by its number. */', 'probabilities: Record<number, number>;'] : []), // prettier-ignore
          '/** Squared distance to each centre. */',
          'distances: number[];',
        ],
        columns: [
          'cluster: Float64Array;',
          ...(probable ? ['probabilities: Float64Array;'] : []),
          'distances: Float64Array;',
        ],
      };
    }
    case 'anomaly':
      return {
        row: ['/** Higher is stranger. */', 'score: number;', '/** 1 where the row is flagged. */', 'anomaly: 0 | 1;'],
        columns: ['score: Float64Array;', 'anomaly: Float64Array;'],
      };
    default:
      return task satisfies never;
  }
}
