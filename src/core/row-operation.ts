import type { ParamSpec, ParamsOf } from './params.ts';
import type { Schema } from './table/schema.ts';
import type { Table } from './table/table.ts';

/** A table-wise operation that learns nothing: it runs before the split, keeps a subset of rows, and is not deployed. */
export interface RowOperation<S extends ParamSpec = ParamSpec> {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly params: S;
  /** The rows that stay, out of `rows`, in the same order. */
  keep(table: Table, schema: Schema, rows: Int32Array, params: ParamsOf<S>): Int32Array;
}

export const defineRowOperation = <const S extends ParamSpec>(operation: RowOperation<S>): RowOperation<S> => operation;

export interface AnyRowOperation extends Pick<RowOperation, 'id' | 'label' | 'help' | 'params'> {
  keep(table: Table, schema: Schema, rows: Int32Array, params: never): Int32Array;
}
