import type { NetworkPlan } from './network.ts';

/** A part of the flat run of parameters: row-major `[rows, columns]` from place `at`. */
export interface Segment {
  readonly kind: 'embedding' | 'weights' | 'biases' | 'scales' | 'shifts';
  /** Number of the embedding or of the layer. */
  readonly of: number;
  readonly at: number;
  readonly rows: number;
  readonly columns: number;
}

export interface NetworkLayout {
  readonly segments: readonly Segment[];
  /** Length of the run of parameters. */
  readonly parameters: number;
  /** Length of the run of running moments: means, then variances, of each normalised layer. */
  readonly running: number;
  /** Numbers that enter the first layer. */
  readonly inputs: number;
}

/** Embeddings first; then for each layer its weights `[inputs, units]`, biases or, where normalised, scales and shifts. */
export function networkLayout({ numbers, embeddings, layers }: NetworkPlan): NetworkLayout {
  const segments: Segment[] = [];
  let at = 0;
  const add = (kind: Segment['kind'], of: number, rows: number, columns: number): void => {
    segments.push({ kind, of, at, rows, columns });
    at += rows * columns;
  };
  embeddings.forEach(({ levels, width }, i) => add('embedding', i, levels, width));
  const inputs = embeddings.reduce((sum, { width }) => sum + width, numbers);
  let entering = inputs;
  let running = 0;
  layers.forEach(({ units, normalise }, l) => {
    add('weights', l, entering, units);
    if (normalise) {
      add('scales', l, 1, units);
      add('shifts', l, 1, units);
      running += 2 * units;
    } else add('biases', l, 1, units);
    entering = units;
  });
  return { segments, parameters: at, running, inputs };
}

/** Where one part begins; -1 where the plan has none. */
export const placeOf = ({ segments }: NetworkLayout, kind: Segment['kind'], of: number): number =>
  segments.find(s => s.kind === kind && s.of === of)?.at ?? -1;

/** How many numbers enter each layer. */
export const enteringUnits = ({ layers }: NetworkPlan, { inputs }: NetworkLayout): number[] =>
  layers.map((_, l) => (l ? layers[l - 1]!.units : inputs));

/** A hash of 32 bits (Chris Wellons, "lowbias32"), the same in every language a kernel is written in. */
export function hash32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** What the dropout of a layer in a step starts from: unit u of the batch's row r is off where the hash of
 * `key + (r units + u) * DROPOUT_STRIDE` is below `dropoutThreshold`. */
export const dropoutKey = (seed: number, step: number, layer: number): number =>
  hash32((seed ^ hash32((Math.imul(step, 64) + layer) | 0)) | 0);

export const DROPOUT_STRIDE = 0x9e3779b1;

export const dropoutThreshold = (share: number): number => Math.floor(share * 4294967296) >>> 0;
