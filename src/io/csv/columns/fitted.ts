/** The first `length` values; without a copy where little room would be left over. */
export function fitted<
  A extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
>(values: A, length: number): A {
  const enough = length >= values.length * 0.75;
  return (enough ? values.subarray(0, length) : values.slice(0, length)) as A;
}
