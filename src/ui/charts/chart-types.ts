import type { Annotations, Data, Layout } from 'plotly.js';
import type { CellValue, DataColumn } from '../widgets/types.ts';

export type ChartData = Data;
export type ChartLayout = Partial<Layout>;
export type ChartAnnotation = Partial<Annotations>;

/** A colour of a chart and what it stands for. */
export interface KeyEntry {
  readonly name: string;
  /** A CSS colour or `var(--token)`. */
  readonly colour: string;
  readonly dashed?: boolean;
  /** More about it, in small letters. */
  readonly note?: string;
}

/** The chart's numbers as a table: the twin that everyone can read. */
export interface ChartTable {
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** A table from parallel lists; lists of numbers align right. */
export function tableOf(entries: readonly (readonly [label: string, values: ArrayLike<CellValue>])[]): ChartTable {
  const count = Math.max(0, ...entries.map(([, values]) => values.length));
  return {
    columns: entries.map(([label, values], index) => ({
      id: `${index}`,
      label,
      sortable: true,
      align: Array.from(values).some(value => typeof value === 'string') ? 'left' : 'right',
    })),
    rows: Array.from({ length: count }, (_, row) => entries.map(([, values]) => values[row] ?? null)),
  };
}
