import type { Field } from '../core/table/schema.ts';
import type { Table } from '../core/table/table.ts';
import type { CsvDialect } from './csv/dialect.ts';
import type { SlicePool } from './csv/slices.ts';

/** A fact about how a file was read, in plain words; `code` is stable. Nothing is cut or guessed without one. */
export interface ReadNote {
  readonly code: `read/${string}`;
  readonly text: string;
  readonly column?: string;
  readonly count?: number;
  /** The first few line numbers it happened on, counted from 1. */
  readonly lines?: readonly number[];
  /** Texts taken as missing, with how often. */
  readonly markers?: readonly { readonly marker: string; readonly count: number }[];
}

export interface ReadResult {
  readonly table: Table;
  readonly fields: readonly Field[];
  readonly notes: readonly ReadNote[];
  /** How the text was split into cells; absent for formats that carry their own structure. */
  readonly dialect?: CsvDialect;
}

/** What every reader is given beside the bytes. */
export interface ReadContext {
  readonly signal?: AbortSignal | undefined;
  /** Called with bytes done and, where known, bytes in all. */
  readonly progress?: ((bytesDone: number, bytesTotal: number | null) => void) | undefined;
  /** Workers that read large text files in slices at once; without them this one does it alone. */
  readonly slices?: SlicePool | undefined;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
