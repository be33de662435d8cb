import { malformed } from '../arrow/chunks.ts';
import { RecordTable, type RecordLimits } from '../records/record-table.ts';
import type { ReadResult } from '../result.ts';

/** A place in a record: its column, and the places under it. */
interface Place {
  readonly path: string;
  column: number;
  readonly under: Map<string, Place>;
}

const maxDepth = 32;
const NONE = -1;

/**
 * Gathers JSON values as rows. Objects become columns by their keys, objects in objects by dotted names; lists inside
 * are set aside by name. Rows may also be lists, whose first one gives the names when it holds nothing but texts.
 */
export class JsonRecords {
  readonly #table: RecordTable;
  readonly #root: Place = { path: '', column: NONE, under: new Map() };
  readonly #name: string;
  #positions: number[] = [];
  #shape: 'object' | 'list' | 'value' | null = null;
  /** Values seen so far. */
  count = 0;

  constructor(name: string, limits?: RecordLimits) {
    this.#name = name;
    this.#table = new RecordTable(name, limits);
  }

  push(bytes: Uint8Array): void {
    this.count++;
    const value = parseExact(bytes, () =>
      malformed(this.#name, `record ${this.count.toLocaleString('en')} is not JSON`),
    );
    const shape = Array.isArray(value) ? 'list' : typeof value === 'object' && value !== null ? 'object' : 'value';
    this.#shape ??= value === null ? null : shape;
    if (value !== null && shape !== this.#shape) {
      throw malformed(this.#name, `record ${this.count.toLocaleString('en')} is of another kind than the first`);
    }
    if (shape === 'object') this.#object(value as object, this.#root, 0);
    else if (shape === 'list') {
      if (this.#takesNames(value as unknown[])) return;
      (value as unknown[]).forEach((cell, i) => this.#cell(this.#position(i), cell));
    } else this.#cell(this.#position(0), value);
    this.#table.endRow();
  }

  finish(allowNoRows: boolean): ReadResult {
    this.#table.dropEmpty([...withBoth(this.#root)]);
    return this.#table.finish('lists', allowNoRows);
  }

  /** The first row, when it holds nothing but texts. */
  #takesNames(row: readonly unknown[]): boolean {
    if (this.count > 1 || row.length === 0 || !row.every(cell => typeof cell === 'string')) return false;
    this.#positions = row.map(name => this.#table.add(name));
    return true;
  }

  #position(i: number): number {
    while (this.#positions.length <= i) {
      const alone = this.#shape !== 'list' ? 'value' : '';
      this.#positions.push(this.#table.add(alone));
    }
    return this.#positions[i]!;
  }

  #object(value: object, place: Place, depth: number): void {
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      let under = place.under.get(key);
      if (!under) {
        under = { path: depth === 0 ? key : `${place.path}.${key}`, column: NONE, under: new Map() };
        place.under.set(key, under);
      }
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner) && depth < maxDepth) {
        this.#object(inner, under, depth + 1);
      } else {
        // A key that has held only nothing and objects so far needs no column of its own.
        if (inner === null && under.under.size) continue;
        if (under.column === NONE) under.column = this.#table.add(under.path);
        this.#cell(under.column, inner);
      }
    }
  }

  #cell(column: number, value: unknown): void {
    if (typeof value === 'number') this.#table.set(column, { kind: 'number', value });
    else if (typeof value === 'string') this.#table.set(column, { kind: 'text', value });
    else if (typeof value === 'boolean') this.#table.set(column, { kind: 'boolean', value });
    else if (value !== null) this.#table.setAside(column);
  }
}

/** Columns of keys that held nothing in some records and an object in others: the object's columns are enough. */
function* withBoth(place: Place): Generator<number> {
  if (place.column !== NONE && place.under.size) yield place.column;
  for (const under of place.under.values()) yield* withBoth(under);
}

/** Long integers outside of texts, and no part of a decimal; texts are matched so that what stands in them is passed over. */
const textOrLongInteger = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const longInteger = /\d{16}/;

/** JSON with integers beyond 2^53 as texts, because they are ids and a number would change them. */
export function parseExact(bytes: Uint8Array, refuse: () => Error): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(longInteger.test(text) ? text.replace(textOrLongInteger, keepDigits) : text) as unknown;
  } catch {
    throw refuse();
  }
}

const keepDigits = (found: string): string =>
  found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`;
