const indexBits = 16;
const registerCount = 1 << indexBits;
/** Bits of a hash that are left to count zeros in, beyond which a register cannot grow. */
const restBits = 32;

/**
 * How many different values there are, from their hashes alone (Flajolet et al. 2007, with Ertl's estimator of 2017,
 * which needs no correction for few or many). 64 kB; the standard error is 1.04 / √65,536, 0.4%.
 */
export class HyperLogLog {
  readonly registers = new Uint8Array(registerCount);

  /** In 99 of 100 cases the estimate is off by at most this share. */
  static readonly within = (2.576 * 1.04) / Math.sqrt(registerCount);

  /** Two independent 32-bit hashes of a value. */
  add(first: number, second: number): void {
    const at = first >>> (32 - indexBits);
    const zeros = Math.clz32(second) + 1;
    if (zeros > this.registers[at]!) this.registers[at] = zeros;
  }

  /** As if everything that was added to the other had been added here. */
  merge(other: HyperLogLog): void {
    for (let i = 0; i < registerCount; i++) this.registers[i] = Math.max(this.registers[i]!, other.registers[i]!);
  }

  estimate(): number {
    const held = new Float64Array(restBits + 2);
    for (const register of this.registers) held[register]! += 1;
    const m = registerCount;
    let z = m * tau(1 - held[restBits + 1]! / m);
    for (let k = restBits; k >= 1; k--) z = 0.5 * (z + held[k]!);
    z += m * sigma(held[0]! / m);
    return Math.round(((0.5 / Math.LN2) * m * m) / z);
  }
}

function sigma(x: number): number {
  if (x === 1) return Infinity;
  let power = x;
  let y = 1;
  let z = x;
  for (let before = NaN; z !== before;) {
    power *= power;
    before = z;
    z += power * y;
    y += y;
  }
  return z;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let y = 1;
  let z = 1 - x;
  for (let before = NaN; z !== before;) {
    root = Math.sqrt(root);
    before = z;
    y *= 0.5;
    z -= (1 - root) ** 2 * y;
  }
  return z / 3;
}
