import type { GraphBuilder } from './graph/builder.ts';
import type { Ref } from './graph/graph.ts';
import type { ParamSpec, ParamsOf } from './params.ts';
import type { ColumnKind } from './table/column.ts';

/** A column as a formula sees it; `kind` says what may be done with it (date parts of a datetime, length of a text). */
export interface ScopedColumn {
  readonly kind: ColumnKind;
  readonly ref: Ref;
}

/** Finds a column by name, adding the graph input it needs. Undefined where there is none, or where it is off limits. */
export type Scope = (name: string) => ScopedColumn | undefined;

/** A cell-wise operation that learns nothing: it adds one column computed from others, and is deployed with the model. */
export interface Derive<S extends ParamSpec = ParamSpec> {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly params: S;
  lower(params: ParamsOf<S>, g: GraphBuilder, scope: Scope): ScopedColumn;
}

export const defineDerive = <const S extends ParamSpec>(operation: Derive<S>): Derive<S> => operation;

export interface AnyDerive extends Pick<Derive, 'id' | 'label' | 'help' | 'params'> {
  lower(params: never, g: GraphBuilder, scope: Scope): ScopedColumn;
}
