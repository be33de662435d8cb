type Numbers = Float64Array | Int32Array | Int8Array | Uint8Array;

/** Typed arrays of one kind, one after another; `Kind` is their constructor. */
export function concatArrays<T extends Numbers>(parts: readonly T[], Kind: new (length: number) => T): T {
  const all = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
