import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { NamedRef } from '../step.ts';

/** The columns through `change` as one block, and apart again: of what takes many operations, each is there once for all. */
export function lowerTogether(
  g: GraphBuilder,
  inputs: readonly NamedRef[],
  change: (block: Ref) => Ref,
): readonly NamedRef[] {
  if (!inputs.length) return [];
  const changed = change(g.concat(inputs.map(({ ref }) => ref)));
  return inputs.map(({ name }, i) => ({ name, ref: inputs.length === 1 ? changed : g.columns(changed, [i]) }));
}
