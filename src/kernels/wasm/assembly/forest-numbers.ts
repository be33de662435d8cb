// Lists in memory by place, and chance as in ../../reference/trees/numbers.ts.

// @ts-ignore: decorator
@inline
export function word(at: u32, i: i32): i32 {
  return load<i32>(<usize>at + ((<usize>i) << 2));
}
// @ts-ignore: decorator
@inline
export function setWord(at: u32, i: i32, value: i32): void {
  store<i32>(<usize>at + ((<usize>i) << 2), value);
}
// @ts-ignore: decorator
@inline
export function number(at: u32, i: i32): f64 {
  return load<f64>(<usize>at + ((<usize>i) << 3));
}
// @ts-ignore: decorator
@inline
export function setNumber(at: u32, i: i32, value: f64): void {
  store<f64>(<usize>at + ((<usize>i) << 3), value);
}
// @ts-ignore: decorator
@inline
export function byte(at: u32, i: i32): i32 {
  return <i32>load<u8>(<usize>at + <usize>i);
}

export function bits(seed: i32, n: i32): u32 {
  let z: i32 = seed + n * <i32>0x9e3779b9;
  z = (z ^ <i32>((<u32>z) >>> 16)) * <i32>0x85ebca6b;
  z = (z ^ <i32>((<u32>z) >>> 13)) * <i32>0xc2b2ae35;
  return <u32>(z ^ <i32>((<u32>z) >>> 16));
}
export function branch(seed: i32, n: i32): i32 {
  return <i32>bits(<i32>bits(seed, 0x5bd1e995), n);
}
export function below(random: u32, limit: i32): i32 {
  return <i32>Math.floor((<f64>random / 4294967296) * <f64>limit);
}
