import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { ParamSpec } from '../params.ts';
import type { NamedRef } from '../step.ts';

// What the steps have in common that make a few columns of many.

export const reduceParams = (name: string) =>
  ({
    scaled: {
      kind: 'flag',
      default: true,
      label: 'Standardise first',
      help: 'Otherwise columns in large units decide alone.',
    },
    keep: { kind: 'flag', default: false, label: 'Keep the columns themselves as well' },
    name: { kind: 'text', default: name, maxLength: 200, label: 'Name of the new columns' },
  }) as const satisfies ParamSpec;

/** The columns of a block as "<name> 1", "<name> 2", …, behind those of the step where they are kept. */
export const numbered = (
  g: GraphBuilder,
  x: Ref,
  { keep, name }: { readonly keep: boolean; readonly name: string },
  inputs: readonly NamedRef[],
): readonly NamedRef[] => [
  ...(keep ? inputs : []),
  ...Array.from({ length: g.shape(x).width }, (_, i) => ({ name: `${name} ${i + 1}`, ref: g.columns(x, [i]) })),
];
