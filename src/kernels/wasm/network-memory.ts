import type { Activation, NetworkPlan, NetworkRows, NetworkSetup } from '../network.ts';
import { dropoutThreshold, enteringUnits, type NetworkLayout, type Segment } from '../network-layout.ts';
import type { Region, WasmMemory } from './memory.ts';

/** As `activated` of assembly/network-math.ts counts them. */
const ACTIVATIONS = ['identity', 'relu', 'tanh', 'silu'] as const satisfies readonly Activation[];

/** Numbers in a row as it lies in memory, and bytes. */
export const paddedTo4 = (count: number): number => Math.ceil(count / 4) * 4;
const rowBytes = (count: number): number => 4 * paddedTo4(count);

/** A segment of the parameters as it lies in memory: rows padded to multiples of four, tables of embeddings as a whole. */
export interface PaddedSegment extends Segment {
  /** Place in the padded run, and numbers from a row to the next. */
  readonly to: number;
  readonly stride: number;
}

export interface PaddedLayout {
  readonly segments: readonly PaddedSegment[];
  readonly length: number;
}

export function paddedLayout({ segments }: NetworkLayout): PaddedLayout {
  let to = 0;
  const padded = segments.map(segment => {
    const stride = segment.kind === 'embedding' ? segment.columns : paddedTo4(segment.columns);
    const placed = { ...segment, to, stride };
    to += paddedTo4(segment.rows * stride);
    return placed;
  });
  return { segments: padded, length: to };
}

/** Copy a run as others know it to or from the padded one. */
export function copyPadded(
  layout: PaddedLayout,
  plain: Float32Array,
  padded: Float32Array,
  into: 'plain' | 'padded',
): void {
  for (const { at, to, rows, columns, stride } of layout.segments) {
    for (let r = 0; r < rows; r++) {
      const a = at + r * columns;
      const b = to + r * stride;
      if (into === 'padded') padded.set(plain.subarray(a, a + columns), b);
      else plain.set(padded.subarray(b, b + columns), a);
    }
  }
}

/** Addresses of what belongs to a whole network. */
export interface NetworkMemory {
  readonly parameters: number;
  readonly first: number;
  readonly second: number;
  readonly gradient: number;
  /** Gradients of the blocks, one after the other, right behind the whole one. */
  readonly slopes: number;
  readonly running: number;
  readonly moments: number;
  readonly blocks: readonly number[];
  readonly training: number;
  readonly validation: number;
  /** Numbers of the rows of a batch. */
  readonly chosen: number;
}

/** Puts everything a network needs into memory: `together` rows of a batch at most, in so many blocks. */
export function layOut(
  memory: WasmMemory,
  region: Region,
  { plan, training, validation, batch, measured }: NetworkSetup,
  layout: NetworkLayout,
  padded: PaddedLayout,
  { blocks, together }: { readonly blocks: number; readonly together: number },
): NetworkMemory {
  const zeroed = (numbers: number): number => {
    const at = region.allocate(4 * numbers);
    memory.u8(at, 4 * numbers).fill(0);
    return at;
  };
  const rows = (data: NetworkRows | null): number => {
    if (!data) return 0;
    const put = (numbers: Float32Array | Int32Array): number => {
      const at = region.allocate(numbers.byteLength);
      if (numbers instanceof Int32Array) memory.i32(at, numbers.length).set(numbers);
      else memory.f32(at, numbers.length).set(numbers);
      return at;
    };
    const fields = [put(data.numbers), put(data.codes), put(data.targets), data.weights ? put(data.weights) : 0];
    const at = region.allocate(4 * fields.length);
    memory.u32(at, fields.length).set(fields);
    return at;
  };
  const runningLength = plan.layers.reduce((n, l) => n + (l.normalise ? 2 * paddedTo4(l.units) : 0), 0);
  const gradient = zeroed(padded.length * (1 + blocks));
  const shared = {
    parameters: zeroed(padded.length),
    first: zeroed(padded.length),
    second: zeroed(padded.length),
    gradient,
    slopes: gradient + 4 * padded.length,
    running: zeroed(runningLength),
    moments: zeroed(runningLength),
    training: rows(training),
    validation: rows(validation),
    chosen: region.allocate(4 * Math.max(batch, measured)),
  };
  // Rows to be measured go through the first block together.
  const made = Array.from({ length: blocks }, (_, b) =>
    block({
      memory,
      zeroed,
      plan,
      layout,
      padded,
      shared,
      slopes: shared.slopes + 4 * padded.length * b,
      rows: Math.max(Math.ceil(together / blocks), b ? 0 : measured),
    }),
  );
  return { ...shared, blocks: made };
}

interface BlockSetup {
  readonly memory: WasmMemory;
  zeroed(numbers: number): number;
  readonly plan: NetworkPlan;
  readonly layout: NetworkLayout;
  readonly padded: PaddedLayout;
  readonly shared: { readonly parameters: number; readonly running: number; readonly moments: number };
  readonly slopes: number;
  readonly rows: number;
}

/** Write one block with its records, as assembly/network-records.ts reads them. */
function block({ memory, zeroed, plan, layout, padded, shared, slopes, rows }: BlockSetup): number {
  const entering = enteringUnits(plan, layout);
  const room = (units: number): number => zeroed(rows * paddedTo4(units));
  const place = (base: number, kind: Segment['kind'], of: number): number => {
    const found = padded.segments.find(s => s.kind === kind && s.of === of);
    return found ? base + 4 * found.to : 0;
  };
  let moments = 0;
  let input = room(layout.inputs);
  let byInput = plan.embeddings.length ? room(layout.inputs) : 0;
  const layers = plan.layers.map(({ units, activation, normalise, residual, dropout }, l) => {
    // Where the activation's slope can be told from what leaves, both lie in one place.
    const inPlace = (activation === 'relu' || activation === 'identity') && !dropout && !residual;
    const before = room(units);
    const output = inPlace ? before : room(units);
    const byOutput = room(units);
    const fields = [
      entering[l]!, units, rowBytes(entering[l]!), rowBytes(units),
      ACTIVATIONS.indexOf(activation), Number(normalise), Number(residual), dropoutThreshold(dropout),
      floatBits(1 / (1 - dropout)),
      place(shared.parameters, 'weights', l), place(shared.parameters, 'biases', l),
      place(shared.parameters, 'scales', l), place(shared.parameters, 'shifts', l),
      zeroed(units * paddedTo4(entering[l]!)),
      input, before, normalise ? room(units) : 0, normalise ? zeroed(paddedTo4(units)) : 0, output,
      byOutput, residual ? room(units) : byOutput, byInput,
      place(slopes, 'weights', l), place(slopes, 'biases', l), place(slopes, 'scales', l), place(slopes, 'shifts', l),
      shared.running + 4 * moments, shared.moments + 4 * moments,
    ]; // prettier-ignore
    if (normalise) moments += 2 * paddedTo4(units);
    input = output;
    byInput = byOutput;
    return fields;
  });
  const write = (fields: readonly number[]): number => {
    const at = zeroed(fields.length);
    memory.u32(at, fields.length).set(fields);
    return at;
  };
  const embeddings = plan.embeddings.flatMap(({ levels, width }, e) => [
    levels,
    width,
    place(shared.parameters, 'embedding', e),
    place(slopes, 'embedding', e),
  ]);
  const widest = Math.max(layout.inputs, ...plan.layers.map(l => l.units));
  // Loss and weight take the first sixteen bytes.
  return write([
    0, 0, 0, 0, plan.layers.length, write(layers.flat()), plan.embeddings.length, write(embeddings),
    plan.numbers, plan.layers.at(-1)!.units, Number(plan.loss === 'squared'), zeroed(paddedTo4(widest)),
  ]); // prettier-ignore
}

const floatBits = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0]!;
