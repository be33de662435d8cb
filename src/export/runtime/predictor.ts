import type { ModelSchema, PredictedColumns, PredictedRow, RawColumns, RawRow, Warning } from './types.ts';
import { readColumn } from './values.ts';

/** Values of the model's inputs, column by column in the order of the schema, to its outputs. */
export type Evaluate = (inputs: readonly (readonly (number | string)[])[], rows: number) => ModelOutputs;
export type ModelOutputs = Omit<PredictedColumns, 'rows' | 'warnings'>;

// Names of columns are looked up with care: "__proto__" is a legal one.
const valueOf = <T>(from: ReadonlyMap<string, T> | Readonly<Record<string, T>>, name: string): T | undefined =>
  from instanceof Map ? from.get(name) : Object.hasOwn(from, name) ? (from as Record<string, T>)[name] : undefined;

/** From raw values to predictions: read, evaluate, and give the warnings of each row. */
export function makePredictor(schema: ModelSchema, evaluate: Evaluate) {
  /** Columns may be absent (all missing); there are as many rows as the longest has, unless said. */
  function predictColumns(columns: RawColumns, count?: number): PredictedColumns {
    const given = schema.inputs.map(input => valueOf<ArrayLike<unknown>>(columns, input.name));
    const rows = count ?? given.reduce((most, values) => Math.max(most, values?.length ?? 0), 0);
    const warnings: Warning[][] = Array.from({ length: rows }, () => []);
    const inputs = schema.inputs.map((input, i) =>
      readColumn(input, given[i], rows, (row, warning) => warnings[row]!.push(warning)),
    );
    return { rows, ...evaluate(inputs, rows), warnings };
  }

  function predictMany(rows: readonly RawRow[]): PredictedRow[] {
    const columns = schema.inputs.map(({ name }) => [name, rows.map(row => valueOf<unknown>(row, name))] as const);
    const all = predictColumns(new Map(columns), rows.length);
    return rows.map((_, r) => ({ ...rowOf(schema, all, r), warnings: all.warnings[r]! }));
  }

  return { predictColumns, predictMany, predict: (row: RawRow): PredictedRow => predictMany([row])[0]! };
}

/** The outputs of one row. */
export function rowOf(schema: ModelSchema, all: PredictedColumns, row: number): Omit<PredictedRow, 'warnings'> {
  const part = (values: ArrayLike<number>): number[] => {
    const width = all.rows ? values.length / all.rows : 0;
    return Array.from({ length: width }, (_, i) => values[row * width + i]!);
  };
  if (schema.task === 'regression') return { prediction: all.prediction![row]! };
  if (schema.task === 'clustering')
    return {
      cluster: all.cluster![row]!,
      distances: part(all.distances!),
      ...(all.probabilities && { probabilities: Object.fromEntries(part(all.probabilities).map((p, k) => [k, p])) }),
    };
  if (schema.task === 'anomaly') return { score: all.score![row]!, anomaly: all.anomaly![row]! };
  const shares = part(all.probabilities!);
  const probabilities = Object.fromEntries(schema.classes.map((name, k) => [name, shares[k]!]));
  return { label: all.label![row]!, probabilities };
}
