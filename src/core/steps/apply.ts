import { blockRows } from '../graph/block.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { interpret } from '../graph/interpret.ts';
import type { AnyStep, NamedRef, Stream } from '../step.ts';

/** A fitted step put on columns by interpreting its own lowering: training and prediction cannot differ. */
export function applyLowered({ lower }: Pick<AnyStep, 'lower'>, state: unknown, columns: readonly Stream[]): Stream[] {
  const g = new GraphBuilder();
  const refs: NamedRef[] = columns.map(c => ({ name: c.name, ref: g.input(c.name, c.block.type) }));
  const made = lower(state as never, g, refs);
  const graph = g.done(made.map(({ ref }, i) => ({ name: String(i), ref })));
  const rows = columns.length ? blockRows(columns[0]!.block) : 0;
  const outputs = interpret(graph, new Map(columns.map(c => [c.name, c.block])), rows);
  return made.map(({ name }, i) => ({ name, block: outputs.get(String(i))! }));
}
