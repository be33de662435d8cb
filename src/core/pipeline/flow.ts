import { deriveById } from '../derive/index.ts';
import type { Scope, ScopedColumn } from '../derive.ts';
import { StudioError } from '../errors.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { GraphOutput } from '../graph/graph.ts';
import { checkParams } from '../params.ts';
import type { NamedRef } from '../step.ts';
import type { Recipe } from './recipe.ts';
import { blockTypeOf } from './streams.ts';

/**
 * The part of a recipe that learns nothing, in graph form: raw inputs and derived columns. The scope gives formulas
 * every column but the target; a column becomes an input of the graph only when something asks for it.
 */
export function startFlow(
  recipe: Recipe,
  g: GraphBuilder,
): { readonly features: readonly NamedRef[]; readonly scope: Scope } {
  const derived = new Map<string, ScopedColumn>();
  const fields = new Map(recipe.columns.map(c => [c.name, c]));
  const scope: Scope = name => {
    const known = derived.get(name);
    if (known) return known;
    const field = fields.get(name);
    if (!field || field.role === 'target') return undefined;
    return { kind: field.kind, ref: g.input(name, blockTypeOf(field.kind)) };
  };
  const features: NamedRef[] = recipe.columns
    .filter(c => c.role === 'feature')
    .map(c => ({ name: c.name, ref: scope(c.name)!.ref }));
  for (const entry of recipe.derive) {
    if (derived.has(entry.name) || fields.has(entry.name)) {
      throw new StudioError(
        'recipe/duplicate-name',
        `There is already a column "${entry.name}"; give the derived column another name.`,
        { name: entry.name },
      );
    }
    const operation = deriveById(entry.id);
    const column = operation.lower(checkParams(entry.name, operation.params, entry.params) as never, g, scope);
    derived.set(entry.name, column);
    if (entry.role === 'feature') features.push({ name: entry.name, ref: column.ref });
  }
  return { features, scope };
}

/** Stream names must be distinct: a step or a formula that makes a name that is there already is refused by name. */
export function refuseDuplicates(streams: readonly { readonly name: string }[], after: string): void {
  const seen = new Set<string>();
  for (const { name } of streams) {
    if (seen.has(name))
      throw new StudioError(
        'recipe/duplicate-name',
        `${after} made a second column "${name}"; rename one of the two.`,
        { name },
      );
    seen.add(name);
  }
}

/** Streams as graph outputs under positional names, so that no column name can clash. */
export const positional = (streams: readonly NamedRef[]): readonly GraphOutput[] =>
  streams.map((s, i) => ({ name: String(i), ref: s.ref }));
