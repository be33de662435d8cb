import { GraphBuilder } from '../graph/builder.ts';
import { type Graph, type GraphNode, operands, type Ref } from '../graph/graph.ts';
import type { NamedRef } from '../step.ts';
import { stepById } from '../steps/index.ts';
import { replaceStreams } from './apply-steps.ts';
import type { Fitted } from './fitted.ts';
import { positional, startFlow } from './flow.ts';
import { blockTypeOf } from './streams.ts';

/** What a column is made of: features by name and the share of each; the shares add up to 1, or there are none. */
export type Parts = ReadonlyMap<string, number>;

/**
 * What each column of the design matrix is made of, traced back through the fitted steps to the features that they began
 * with, those that formulas make among them. Where a step mixes columns by a weighted sum (principal components, random
 * projection), each counts by the square of its weight: for components of standardised columns, the share of each in what
 * the component holds. Whatever else mixes columns takes of each alike. What fills a gap of a column is no part of it.
 */
export function columnParts({ recipe, steps }: Pick<Fitted, 'recipe' | 'steps'>): readonly Parts[] {
  const { features, scope } = startFlow(recipe, new GraphBuilder());
  const g = new GraphBuilder();
  let streams: readonly NamedRef[] = features.map(({ name }) => ({
    name,
    ref: g.input(name, blockTypeOf(scope(name)!.kind)),
  }));
  for (const { id, columns, state } of steps) {
    const step = stepById(id);
    const chosen = columns.map(name => streams.find(s => s.name === name)!);
    streams = replaceStreams(streams, columns, step.lower(state as never, g, chosen), step.label);
  }
  const tracer = new Tracer(g.done(positional(streams)));
  return tracer.outputs();
}

const NOTHING: Parts = new Map();

/** Follows columns of blocks back to the inputs, each column once. */
class Tracer {
  readonly #graph: Graph;
  readonly #known = new Map<Ref, Map<number, Parts>>();
  constructor(graph: Graph) {
    this.#graph = graph;
  }

  outputs(): readonly Parts[] {
    return this.#graph.outputs.map(({ ref }) => this.#of(ref, 0));
  }

  #of(ref: Ref, column: number): Parts {
    const { width, constant } = this.#graph.shapes[ref]!;
    if (constant) return NOTHING;
    const at = width === 1 ? 0 : column;
    let known = this.#known.get(ref);
    if (!known) this.#known.set(ref, (known = new Map()));
    let parts = known.get(at);
    if (!parts) known.set(at, (parts = this.#trace(this.#graph.nodes[ref]!, at)));
    return parts;
  }

  #trace(node: GraphNode, column: number): Parts {
    switch (node.op) {
      case 'input':
        return new Map([[node.name, 1]]);
      case 'concat':
        return this.#inside(node.xs, column);
      case 'columns':
        return this.#of(node.x, node.indices[column]!);
      case 'matmul':
        return this.#mixed(node.x, i => node.weights[i * node.outputs + column]! ** 2);
      case 'where':
        return this.#chosen(node, column);
      case 'trees':
        return this.#mixed(node.x, i => Number(node.trees.some(tree => Array.from(tree.feature).includes(i))));
      case 'squared-distances':
      case 'softmax':
      case 'arg-max':
      case 'arg-min':
      case 'mean-nearest':
        return this.#mixed(node.x, () => 1);
      // All others go column by column.
      default:
        return mean(operands(node).map(x => [this.#of(x, column), 1]));
    }
  }

  #inside(xs: readonly Ref[], column: number): Parts {
    let at = column;
    for (const x of xs) {
      const { width } = this.#graph.shapes[x]!;
      if (at < width) return this.#of(x, at);
      at -= width;
    }
    return NOTHING;
  }

  #mixed(x: Ref, weight: (column: number) => number): Parts {
    const columns = Array.from({ length: this.#graph.shapes[x]!.width }, (_, i) => i);
    return mean(columns.map(i => [this.#of(x, i), weight(i)]));
  }

  /** One of two values; a gap and what fills it stand for the column that has the gap. */
  #chosen({ condition, a, b }: GraphNode & { readonly op: 'where' }, column: number): Parts {
    const asked = this.#graph.nodes[condition]!;
    const gap = asked.op === 'is-missing' ? asked.x : asked.op === 'text-equal' ? asked.a : null;
    if (gap === b || gap === a) return this.#of(gap, column);
    const values = mean([
      [this.#of(a, column), 1],
      [this.#of(b, column), 1],
    ]);
    return values.size ? values : this.#of(condition, column);
  }
}

/** The weighted mean of parts, without those that are nothing. */
function mean(weighted: readonly (readonly [Parts, number])[]): Parts {
  const counted = weighted.filter(([parts, weight]) => parts.size && weight > 0);
  if (counted.length < 2) return counted[0]?.[0] ?? NOTHING;
  const total = counted.reduce((sum, [, weight]) => sum + weight, 0);
  const shares = new Map<string, number>();
  for (const [parts, weight] of counted)
    for (const [name, share] of parts) shares.set(name, (shares.get(name) ?? 0) + (share * weight) / total);
  return shares;
}
