import { datetimeText, type Column, type TextColumn } from '../../core/table/column.ts';

/** A value of a format that types each cell by itself: JSON, spreadsheets. */
export type LooseValue =
  | { readonly kind: 'number' | 'datetime' | 'seconds'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string };

type Kind = LooseValue['kind'];

const encoder = new TextEncoder();

/**
 * A column that grows by values of any kind. One kind throughout keeps its type; as soon as a second kind comes, all
 * values become text. Rows without a value are missing.
 */
export class LooseColumn {
  kind: Kind | null = null;
  /** The kinds that came. */
  readonly kinds = new Set<Kind>();
  present = 0;
  rows = 0;
  #numbers = new Float64Array(0);
  #bytes = new Uint8Array(0);
  #offsets = new Int32Array(1);
  #valid = new Uint8Array(0);

  /** Put a value in row `row`; rows between the last one and this one are missing. */
  set(row: number, { kind, value }: LooseValue): void {
    this.#skipTo(row);
    this.kind ??= kind;
    this.kinds.add(kind);
    if (this.kind !== kind) this.#toText();
    this.present++;
    this.rows = row + 1;
    if (this.kind === 'text')
      this.#pushText(row, typeof value === 'string' ? value : textOf({ kind, value } as LooseValue));
    else {
      this.#numbers = grown(this.#numbers, row + 1);
      this.#numbers[row] = Number(value);
    }
  }

  /** The finished column of so many rows; `seconds` are numbers. */
  finish(rows: number): Column {
    this.#skipTo(rows);
    switch (this.kind) {
      case 'number':
      case 'seconds':
        return { kind: 'number', values: this.#numbers.slice(0, rows) };
      case 'datetime':
        return { kind: 'datetime', values: this.#numbers.slice(0, rows) };
      case 'boolean':
        return {
          kind: 'boolean',
          values: Int8Array.from(this.#numbers.subarray(0, rows), v => (Number.isNaN(v) ? -1 : v)),
        };
      default:
        return this.#finishText(rows);
    }
  }

  #finishText(rows: number): TextColumn {
    const offsets = this.#offsets.slice(0, rows + 1);
    return {
      kind: 'text',
      bytes: this.#bytes.slice(0, offsets[rows]),
      offsets,
      valid: this.#valid.slice(0, rows),
    };
  }

  #skipTo(row: number): void {
    if (this.kind === 'text' || this.kind === null) {
      this.#offsets = grown(this.#offsets, row + 2);
      this.#valid = grown(this.#valid, row + 1);
      this.#offsets.fill(this.#offsets[this.rows]!, this.rows, row + 1);
    }
    if (this.kind !== 'text') {
      this.#numbers = grown(this.#numbers, row + 1);
      this.#numbers.fill(NaN, this.rows, row);
    }
    this.rows = Math.max(this.rows, row);
  }

  #pushText(row: number, text: string): void {
    const start = this.#offsets[row]!;
    this.#bytes = grown(this.#bytes, start + text.length * 3);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(start));
    this.#offsets[row + 1] = start + written;
    this.#valid[row] = 1;
  }

  #toText(): void {
    if (this.kind === 'text') return;
    const { kind } = this;
    const numbers = this.#numbers;
    const upTo = this.rows;
    this.kind = 'text';
    this.#offsets = grown(this.#offsets, upTo + 2);
    this.#valid = grown(this.#valid, upTo + 1);
    for (let row = 0; row < upTo; row++) {
      this.#offsets[row + 1] = this.#offsets[row]!;
      const value = numbers[row]!;
      if (!Number.isNaN(value))
        this.#pushText(row, textOf({ kind, value: kind === 'boolean' ? value === 1 : value } as LooseValue));
    }
    this.#numbers = new Float64Array(0);
  }
}

function textOf({ kind, value }: LooseValue): string {
  return kind === 'datetime' ? datetimeText(value) : String(value);
}

/** At least so long, doubled as it grows. */
function grown<T extends Float64Array | Int32Array | Uint8Array>(values: T, length: number): T {
  if (values.length >= length) return values;
  const bigger = new (values.constructor as new (length: number) => T)(Math.max(length, values.length * 2, 64));
  bigger.set(values);
  return bigger;
}
