import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { formulaError } from './formula-error.ts';
import type { FormulaFunction } from './formula-functions.ts';
import { guardMissing, isTrue, missingRef, typeNames, type Value } from './formula-value.ts';

/** Functions that choose between values of one type. */
export const chooseFunctions: readonly FormulaFunction[] = [
  {
    name: 'if',
    group: 'choosing and gaps',
    help: 'a where the condition is true, b where it is false, missing where the condition is.',
    example: "if(age >= 65, 'senior', 'adult')",
    parameters: [{ name: 'condition', type: 'boolean' }, { name: 'a' }, { name: 'b' }],
    lower(g, condition, a, b) {
      const { refs, ...common } = sameType(g, [a!, b!]);
      const chosen = g.where(isTrue(g, condition!.ref), refs[0]!, refs[1]!);
      if (common.type !== 'text') {
        return { ...common, ref: guardMissing(g, chosen, [condition!]), complete: common.complete && condition!.complete === true }; // prettier-ignore
      }
      const ref = condition!.complete ? chosen : g.where(g.isMissing(condition!.ref), g.text(''), chosen);
      return { ...common, ref };
    },
  },
  {
    name: 'fill',
    group: 'choosing and gaps',
    help: 'x, or the value where x is missing.',
    example: 'fill(income, 0)',
    parameters: [{ name: 'x' }, { name: 'value' }],
    lower: coalesce,
  },
  {
    name: 'coalesce',
    group: 'choosing and gaps',
    help: 'The first of its arguments that is not missing.',
    example: 'coalesce(mobile, phone)',
    parameters: [{ name: 'a' }, { name: 'b' }],
    variadic: true,
    lower: coalesce,
  },
];

function coalesce(g: GraphBuilder, ...values: Value[]): Omit<Value, 'source'> {
  const { refs, ...common } = sameType(g, values);
  const ref = refs.reduceRight((rest, x) => g.where(g.isMissing(x), rest, x));
  return { ...common, ref, complete: values.some(v => v.complete === true) };
}

/** The values in the one type they share; `missing` takes the type of the others. */
function sameType(g: GraphBuilder, values: readonly Value[]) {
  const first = values.find(v => v.type !== 'missing') ?? values[0]!;
  const other = values.find(v => v.type !== 'missing' && v.type !== first.type);
  if (other) {
    throw formulaError(
      'type',
      `All choices must be of one type; the first is ${typeNames[first.type]}, this one is ${typeNames[other.type]}.`,
      other.source,
      { expected: typeNames[first.type], found: typeNames[other.type] },
    );
  }
  const refs: Ref[] = values.map(v => (v.type === 'missing' ? missingRef(g, first.type) : v.ref));
  return {
    type: first.type,
    refs,
    complete: values.every(v => v.complete === true),
    mayOverflow: values.some(v => v.mayOverflow === true),
    textKind: values.some(v => v.textKind === 'text') ? ('text' as const) : ('category' as const),
  };
}
