import { blockRows } from '../graph/block.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { interpret, interpretInTurns, type InterpretOptions } from '../graph/interpret.ts';
import type { AnyStep, NamedRef, StepWork, Stream } from '../step.ts';
import { pacer } from '../work.ts';

/** The fast loops that interpreting a graph takes. */
export const graphLoops = ({ kernels }: StepWork): InterpretOptions => ({ kernels: kernels?.graph });

/** A fitted step put on columns by interpreting its own lowering: training and prediction cannot differ. */
export function applyLowered(step: Pick<AnyStep, 'lower'>, state: unknown, columns: readonly Stream[]): Stream[] {
  const { names, graph, inputs, rows } = lowered(step, state, columns);
  const outputs = interpret(graph, inputs, rows);
  return names.map((name, i) => ({ name, block: outputs.get(String(i))! }));
}

/** The same, letting messages arrive on the way: for many rows, or a step that makes many columns. */
export async function applyInTurns(
  step: Pick<AnyStep, 'lower' | 'label'>,
  state: unknown,
  columns: readonly Stream[],
  work: StepWork,
): Promise<Stream[]> {
  const { names, graph, inputs, rows } = lowered(step, state, columns);
  const pace = pacer(work);
  const outputs = await interpretInTurns(graph, inputs, rows, (done, total) => pace(step.label, done, total), graphLoops(work)); // prettier-ignore
  return names.map((name, i) => ({ name, block: outputs.get(String(i))! }));
}

function lowered({ lower }: Pick<AnyStep, 'lower'>, state: unknown, columns: readonly Stream[]) {
  const g = new GraphBuilder();
  const refs: NamedRef[] = columns.map(c => ({ name: c.name, ref: g.input(c.name, c.block.type) }));
  const made = lower(state as never, g, refs);
  return {
    names: made.map(({ name }) => name),
    graph: g.done(made.map(({ ref }, i) => ({ name: String(i), ref }))),
    inputs: new Map(columns.map(c => [c.name, c.block])),
    rows: columns.length ? blockRows(columns[0]!.block) : 0,
  };
}
