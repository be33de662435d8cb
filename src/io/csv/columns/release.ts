/**
 * Give the memory of an array back at once instead of when the browser gets round to it. The array is empty from then on.
 * Where a browser cannot do so, it comes to the same a little later.
 */
export function release(array: ArrayBufferView): void {
  const buffer = array.buffer as ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer };
  buffer.transfer?.(0);
}
