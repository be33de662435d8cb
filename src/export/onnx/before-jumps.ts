import { type Graph, operands, type Ref } from '../../core/graph/graph.ts';

/** Operations whose results jump, or grow without bound, where a number changes by its last digit. */
const jumping: ReadonlySet<string> = new Set([
  'less',
  'less-or-equal',
  'greater',
  'greater-or-equal',
  'equal',
  'floor',
  'ceil',
  'log',
  'power',
  'arg-max',
  'arg-min',
  'interpolate',
  'trees',
  'fill-nearest',
  'mean-nearest',
]);
/** Outputs that are chosen by the others. */
const choices: ReadonlySet<string> = new Set(['label', 'cluster', 'anomaly']);

/** Tells of a node whether something that jumps lies on a way from it to a number that the model gives. */
export function beforeJumps({ nodes, outputs }: Graph): (ref: Ref) => boolean {
  const counts = nodes.map(() => false);
  const jumps = nodes.map(() => false);
  for (const { name, ref } of outputs) if (!choices.has(name)) counts[ref] = true;
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (!counts[i]) continue;
    for (const x of operands(nodes[i]!)) {
      counts[x] = true;
      jumps[x] ||= jumps[i]! || jumping.has(nodes[i]!.op);
    }
  }
  return ref => jumps[ref]!;
}
