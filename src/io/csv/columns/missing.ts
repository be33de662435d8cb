import { missingMarkers } from '../../../core/table/parse.ts';

/** The texts that mean missing, arranged by first byte so that most cells cost one look-up. */
export interface Markers {
  readonly texts: readonly string[];
  readonly byFirst: readonly (readonly { readonly index: number; readonly bytes: Uint8Array }[] | undefined)[];
  /** 1 for every byte that a marker begins with. */
  readonly begins: Uint8Array;
  readonly longest: number;
}

export function prepareMarkers(texts: readonly string[] = missingMarkers): Markers {
  const encoder = new TextEncoder();
  const byFirst: { index: number; bytes: Uint8Array }[][] = [];
  const begins = new Uint8Array(256);
  let longest = 0;
  texts.forEach((text, index) => {
    const bytes = encoder.encode(text.trim());
    if (bytes.length === 0) return; // empty cells are missing in any case
    (byFirst[bytes[0]!] ??= []).push({ index, bytes });
    begins[bytes[0]!] = 1;
    longest = Math.max(longest, bytes.length);
  });
  return { texts, byFirst, begins, longest };
}

/** How often each marker stood in a column, by its index. */
export type MarkerCounts = readonly (readonly [index: number, count: number])[];

/** Tells the missing cells of one column and counts the markers it meets. */
export class MissingCells {
  readonly markers: Markers;
  private readonly seen = new Map<number, number>();

  constructor(markers: Markers) {
    this.markers = markers;
  }

  get counts(): MarkerCounts {
    return [...this.seen];
  }

  /** Whether the trimmed range is empty or a marker. */
  is(source: Uint8Array, start: number, end: number): boolean {
    return this.find(source, start, end) !== null;
  }

  /** The index of the marker that the trimmed range is, -1 where it is empty, null where it is neither. */
  find(source: Uint8Array, start: number, end: number): number | null {
    if (start === end) return -1;
    const { begins, byFirst, longest } = this.markers;
    if (begins[source[start]!] === 0 || end - start > longest) return null;
    for (const { index, bytes } of byFirst[source[start]!]!) {
      if (bytes.length !== end - start) continue;
      let i = 0;
      while (i < bytes.length && bytes[i] === source[start + i]) i++;
      if (i < bytes.length) continue;
      this.seen.set(index, (this.seen.get(index) ?? 0) + 1);
      return index;
    }
    return null;
  }
}

/** The range without blanks and control characters at its ends. */
export function trimStart(source: Uint8Array, start: number, end: number): number {
  while (start < end && source[start]! <= 32) start++;
  return start;
}
export function trimEnd(source: Uint8Array, start: number, end: number): number {
  while (end > start && source[end - 1]! <= 32) end--;
  return end;
}
