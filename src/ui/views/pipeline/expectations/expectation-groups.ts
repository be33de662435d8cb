import { describeExpectation } from '../../../../core/pipeline/check-expectations.ts';
import type { ExpectationEntry } from '../../../../core/pipeline/recipe.ts';

export interface ExpectationGroup {
  /** The column, or what the expectations are about instead. */
  readonly name: string;
  /** Places of the expectations in the recipe. */
  readonly places: readonly number[];
}

const TABLE = 'The whole table';
const SEVERAL = 'Several columns together';

/** By column, in the order in which columns first occur; those about several columns and about the table come last. */
export function expectationGroups(entries: readonly ExpectationEntry[]): readonly ExpectationGroup[] {
  const places = new Map<string, number[]>();
  const others = new Map<string, number[]>([
    [SEVERAL, []],
    [TABLE, []],
  ]);
  for (const [at, entry] of entries.entries()) {
    const { columns } = describeExpectation(entry);
    if (columns.length !== 1) others.get(columns.length ? SEVERAL : TABLE)!.push(at);
    else places.set(columns[0]!, [...(places.get(columns[0]!) ?? []), at]);
  }
  return [...places, ...others].filter(([, list]) => list.length).map(([name, list]) => ({ name, places: list }));
}
