import type { Snippet } from 'svelte';
import type { ColumnKind } from '../../core/table/column.ts';

/** Shapes that several widgets and their users share. */

export interface MenuItem {
  readonly label: string;
  readonly onselect: () => void;
  /** The heading it stands under; items of a group follow one another. */
  readonly group?: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** What a search finds it by, beside its label. */
  readonly help?: string;
}

export interface Option<T extends string = string> {
  readonly value: T;
  readonly label: string;
  readonly help?: string;
  readonly disabled?: boolean;
  /** The heading it stands under. */
  readonly group?: string;
}

export interface NoticeAction {
  readonly label: string;
  readonly onclick: () => void;
  readonly kind?: 'primary' | 'secondary' | 'ghost' | 'danger';
}

/** What a StudioError looks like from outside; plain objects that crossed a worker fit as well. */
export interface ErrorLike {
  readonly message: string;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A cell's raw value: null is missing, undefined is not loaded yet. */
export type CellValue = string | number | boolean | null | undefined;

export interface DataColumn {
  readonly id: string;
  readonly label: string;
  /** Under the label, in small text: a unit, a type. */
  readonly note?: string;
  /** Numbers align right with tabular figures. */
  readonly align?: 'left' | 'right';
  /** Pixels; columns without one share what is left, and never get less than 120. */
  readonly width?: number;
  readonly sortable?: boolean;
  /** The table's `cell` snippet draws this column. */
  readonly custom?: boolean;
  /** How a raw value is printed; without it numbers use four significant digits. */
  readonly format?: (value: string | number | boolean) => string;
}

/** What DataTable's `cell` snippet is given. */
export interface CellContext {
  readonly row: number;
  readonly column: DataColumn;
  readonly value: CellValue;
}

export interface SortState {
  readonly column: string;
  readonly descending: boolean;
}

export interface TimelineEvent {
  readonly id: string | number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly title: string;
  readonly detail?: string;
  readonly tone?: 'plain' | 'ok' | 'warn' | 'bad';
}

export interface DataTableProps {
  readonly label: string;
  readonly columns: readonly DataColumn[];
  readonly count: number;
  readonly value: (row: number, column: DataColumn) => CellValue;
  readonly cell?: Snippet<[CellContext]> | undefined;
  readonly rowHeight?: number;
  readonly maxHeight?: number;
  readonly sort?: SortState | null | undefined;
  readonly onsort?: ((sort: SortState | null) => void) | undefined;
  readonly onactivate?: ((row: number) => void) | undefined;
  readonly selected?: ((row: number) => boolean) | undefined;
  readonly onrange?: ((start: number, end: number) => void) | undefined;
  readonly empty?: string;
}

/** A column that a parameter may name. */
export interface ColumnOption {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** What the parameters of a form may name: columns of the table at hand, and other tables with theirs. */
export interface ParamScope {
  readonly columns: readonly ColumnOption[];
  readonly sources: readonly { readonly name: string; readonly columns: readonly ColumnOption[] }[];
}
