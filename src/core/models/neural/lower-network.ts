import { NORMALISE, type NetworkPlan } from '../../../kernels/network.ts';
import { enteringUnits, networkLayout, placeOf } from '../../../kernels/network-layout.ts';
import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref, Tree } from '../../graph/graph.ts';

/** A trained network as plain data. */
export interface NetworkWeights {
  readonly plan: NetworkPlan;
  /** In the order of `networkLayout`; float32 values. */
  readonly parameters: readonly number[];
  readonly running: readonly number[];
  /** Columns of the matrix that are numbers, and those that are codes, in the network's order. */
  readonly numbers: readonly number[];
  readonly codes: readonly number[];
}

/** What the last layer puts out, in float64: normalisation folded into weights, dropout gone, embeddings as trees. */
export function lowerNetwork(
  { plan, parameters, running, numbers, codes }: NetworkWeights,
  g: GraphBuilder,
  x: Ref,
): Ref {
  const layout = networkLayout(plan);
  const entering = enteringUnits(plan, layout);
  const part = (kind: Parameters<typeof placeOf>[1], of: number, length: number): readonly number[] => {
    const at = placeOf(layout, kind, of);
    return parameters.slice(at, at + length);
  };
  const embedded = plan.embeddings.map(({ levels, width }, e) =>
    g.trees(x, [embeddingTree(codes[e]!, part('embedding', e, levels * width), width)], width),
  );
  let at = g.concat([...(numbers.length ? [g.columns(x, numbers)] : []), ...embedded]);
  let seen = 0;
  plan.layers.forEach(({ units, activation, normalise, residual }, l) => {
    const weights = part('weights', l, entering[l]! * units);
    let sums: Ref;
    if (normalise) {
      const scales = part('scales', l, units);
      const means = running.slice(seen, seen + units);
      const variances = running.slice(seen + units, seen + 2 * units);
      seen += 2 * units;
      const sharp = scales.map((scale, u) => scale / Math.sqrt(variances[u]! + NORMALISE.small));
      const shifts = part('shifts', l, units).map((shift, u) => shift - means[u]! * sharp[u]!);
      const folded = weights.map((w, i) => w * sharp[i % units]!);
      sums = g.binary('add', g.matmul(at, folded, units), g.constant(...shifts));
    } else sums = g.binary('add', g.matmul(at, weights, units), g.constant(...part('biases', l, units)));
    const out = activated(g, activation, sums);
    at = residual ? g.binary('add', out, at) : out;
  });
  return at;
}

function activated(g: GraphBuilder, activation: NetworkPlan['layers'][number]['activation'], x: Ref): Ref {
  if (activation === 'identity') return x;
  if (activation === 'silu') return g.binary('multiply', x, g.unary('sigmoid', x));
  return g.unary(activation, x);
}

/**
 * The table of an embedding as one tree over the column of codes: halves by thresholds between codes, one leaf a row of the
 * table. A missing code always answers no and so ends in the last leaf, which holds the table's row 0.
 */
function embeddingTree(column: number, table: readonly number[], width: number): Tree {
  const levels = table.length / width;
  const feature: number[] = [];
  const threshold: number[] = [];
  const yes: number[] = [];
  const no: number[] = [];
  /** Leaves `low` to `high`; gives the place of their tree. */
  const split = (low: number, high: number): number => {
    if (low === high) return -1 - low;
    const middle = (low + high) >> 1;
    const node = feature.push(column) - 1;
    threshold.push(middle + 0.5);
    yes.push(0);
    no.push(0);
    yes[node] = split(low, middle);
    no[node] = split(middle + 1, high);
    return node;
  };
  split(0, levels - 1);
  return { feature, threshold, yes, no, leaf: [...table.slice(width), ...table.slice(0, width)] };
}
