import { randomStream } from '../random.ts';
import { correlationRatio, cramersV, crossTable, normalisedInformation } from '../stats/association.ts';
import { meanOver, pearson, pearsonOver, spearman } from '../stats/correlation.ts';
import { averageLinkage, leafOrder, type Merge } from '../stats/linkage.ts';
import type { Column } from '../table/column.ts';
import type { Schema } from '../table/schema.ts';
import { getColumn, type Table } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import { type Comparable, comparable, whyLeftOut } from './comparable.ts';

/**
 * `fitting` is the measure that suits the pair: Pearson's correlation (signed) for two numbers, bias-corrected Cramér's V
 * for two categories, the correlation ratio η for one of each. Mutual information is normalised by the mean entropy;
 * numbers enter it in up to 20 bins of equal frequency. Times count as numbers, yes or no as a category.
 */
export type Measure = 'fitting' | 'pearson' | 'spearman' | 'cramers-v' | 'correlation-ratio' | 'mutual-information';

export interface AssociationMatrix {
  readonly measure: Measure;
  /** Row-major over the columns; NaN where the measure does not suit the pair or is undefined. The diagonal is 1. */
  readonly values: Float64Array;
  /** Half the width of a 95% interval around a correlation of 0, from drawing rows; null where every row was used. */
  readonly within: number | null;
}

export interface Associations {
  readonly columns: readonly { readonly name: string; readonly kind: 'number' | 'category' }[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  /** Rows that were looked at, and how many there are. Each pair uses those where both are present. Where rows had to be
   * drawn, Pearson's correlation may still be over all of them: `within` of its matrix is null then. */
  readonly rows: { readonly used: number; readonly of: number };
  readonly matrices: readonly AssociationMatrix[];
  /** Average linkage over 1 - |fitting|, and the columns from left to right under that tree. */
  readonly tree: readonly Merge[];
  readonly order: readonly number[];
}

export interface AssociationOptions {
  /** Rows that may be looked at; all unless given. */
  readonly rows?: Int32Array;
  /** Decides which rows are drawn where there are too many. */
  readonly seed: number;
  /** How many values may be compared in all; beyond it rows are drawn. */
  readonly budget?: number;
}

/** Pairs times rows: about four seconds of work. */
const usualBudget = 400_000_000;
const mostRows = 1_000_000;
const fewestRows = 5_000;
const mostColumns = 300;

/** How strongly columns go together, pair by pair, each pair by the measures that suit it. */
export async function associations(
  table: Table,
  schema: Schema,
  options: AssociationOptions,
  context: WorkContext = {},
): Promise<Associations> {
  const pause = pacer(context);
  const all = options.rows ?? Int32Array.from({ length: table.rows }, (_, i) => i);
  const pairs = Math.max(1, (schema.length * (schema.length - 1)) / 2);
  const affordable = Math.max(fewestRows, Math.floor((options.budget ?? usualBudget) / pairs));
  const rows = drawRows(all, Math.min(affordable, mostRows), options.seed);
  const leftOut: { name: string; why: string }[] = [];
  const columns: Comparable[] = [];
  for (const [at, field] of schema.entries()) {
    await pause(field.name, at, 2 * schema.length);
    const column = getColumn(table, field.name);
    const why =
      columns.length >= mostColumns
        ? `Only the first ${mostColumns} columns are compared.`
        : whyLeftOut(field, column, rows);
    if (why !== null) leftOut.push({ name: field.name, why });
    else columns.push(comparable(field.name, column, rows));
  }
  const p = columns.length;
  const matrices = new Map(measures.map(measure => [measure, identity(p)]));
  for (let a = 0; a < p; a++) {
    for (let b = a + 1; b < p; b++) {
      await pause(columns[a]!.name, schema.length + (schema.length * a) / p, 2 * schema.length);
      for (const [measure, value] of measured(columns[a]!, columns[b]!)) {
        const { values } = matrices.get(measure)!;
        values[a * p + b] = values[b * p + a] = value;
      }
    }
  }
  const within = rows.length < all.length ? 1.96 * Math.sqrt((1 - rows.length / all.length) / rows.length) : null;
  const numbers = columns.flatMap(({ kind }, at) => (kind === 'number' ? [at] : []));
  const whole = within !== null && numbers.length ** 2 * all.length <= 2 * (options.budget ?? usualBudget);
  if (whole) {
    const values = numbers.map(at => valuesOf(getColumn(table, columns[at]!.name)));
    const means = values.map(column => meanOver(column, all));
    for (const [i, a] of numbers.entries())
      for (const [j, b] of numbers.slice(0, i).entries()) {
        await pause(columns[a]!.name, 2 * schema.length - 1, 2 * schema.length);
        const r = pearsonOver(values[i]!, values[j]!, means[i]!, means[j]!, all);
        for (const measure of ['fitting', 'pearson'] as const) {
          const cells = matrices.get(measure)!.values;
          cells[a * p + b] = cells[b * p + a] = r;
        }
      }
  }
  const tree = averageLinkage(
    matrices.get('fitting')!.values.map((value, cell) => (cell % (p + 1) === 0 ? 0 : 1 - Math.abs(value || 0))),
    p,
  );
  return {
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    leftOut,
    rows: { used: rows.length, of: all.length },
    matrices: measures.map(measure => ({
      measure,
      values: matrices.get(measure)!.values,
      within: whole && measure === 'pearson' ? null : within,
    })),
    tree,
    order: leafOrder(tree, p),
  };
}

const valuesOf = (column: Column): Float64Array =>
  column.kind === 'number' || column.kind === 'datetime' ? column.values : new Float64Array();

const measures: readonly Measure[] = ['fitting', 'pearson', 'spearman', 'cramers-v', 'correlation-ratio', 'mutual-information']; // prettier-ignore

function identity(p: number): { readonly values: Float64Array } {
  const values = new Float64Array(p * p).fill(NaN);
  for (let i = 0; i < p; i++) values[i * (p + 1)] = 1;
  return { values };
}

function measured(a: Comparable, b: Comparable): readonly (readonly [Measure, number])[] {
  const cross = crossTable(a.codes, a.levels, b.codes, b.levels);
  const information = ['mutual-information', normalisedInformation(cross)] as const;
  if (a.kind === 'number' && b.kind === 'number') {
    const r = pearson(a.centred, b.centred);
    return [['fitting', r], ['pearson', r], ['spearman', spearman(a.ranked, b.ranked)], information]; // prettier-ignore
  }
  if (a.kind === 'category' && b.kind === 'category') {
    const v = cramersV(cross);
    return [['fitting', v], ['cramers-v', v], information]; // prettier-ignore
  }
  const [category, number] = a.kind === 'number' ? [b, a] : [a, b];
  if (category.kind !== 'category' || number.kind !== 'number') return [information];
  const eta = correlationRatio(category.codes, category.levels, number.centred.values);
  return [['fitting', eta], ['correlation-ratio', eta], information]; // prettier-ignore
}

/** At most `most` of the rows, drawn without replacement by the seed (Knuth's selection sampling), in their order. */
export function drawRows(rows: Int32Array, most: number, seed: number): Int32Array {
  if (rows.length <= most) return rows;
  const random = randomStream(seed, 'associations');
  const drawn = new Int32Array(most);
  let taken = 0;
  for (let i = 0; taken < most; i++) if ((rows.length - i) * random.next() < most - taken) drawn[taken++] = rows[i]!;
  return drawn;
}
