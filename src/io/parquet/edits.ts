/** Bytes of `bytes[at]` onwards to replace. Edits of one footer never overlap; those at one place are done in their order. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly number[] | Uint8Array;
}

/** An unsigned number in Thrift's compact form. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

export const zigzag = (value: number): number[] => varint(value < 0 ? -value * 2 - 1 : value * 2);

/** The bytes with the edits done. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const sorted = [...edits].sort((a, b) => a.at - b.at);
  const parts: (Uint8Array | readonly number[])[] = [];
  let from = 0;
  for (const edit of sorted) {
    parts.push(bytes.subarray(from, edit.at), edit.insert);
    from = edit.at + edit.remove;
  }
  parts.push(bytes.subarray(from));
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
