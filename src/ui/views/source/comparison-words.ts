import type { ColumnComparison } from '../../../app/other-tables.svelte.ts';
import { formatCount } from '../../format.ts';

const MOST_NAMES = 5;

const list = (names: readonly string[]): string =>
  names
    .slice(0, MOST_NAMES)
    .map(name => `“${name}”`)
    .join(', ') + (names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '');

/** What appending and joining would mean for two tables, in sentences. */
export function comparisonWords(
  { shared, absent, extra, retyped }: ColumnComparison,
  first: string,
): { readonly append: string; readonly appendable: boolean; readonly join: string } {
  const needed = absent.filter(c => c.needed).map(c => c.name);
  const optional = absent.filter(c => !c.needed).map(c => c.name);
  const facts = [
    `${formatCount(shared.length, 'column')} of ${shared.length + absent.length} match by name`,
    optional.length ? `${list(optional)} will have gaps` : '',
    extra.length ? `${list(extra)} will be left out` : '',
    retyped.length ? `${list(retyped.map(c => c.name))} will be read as in ${first}` : '',
  ];
  return {
    appendable: needed.length === 0,
    append: needed.length
      ? `Not possible: it lacks ${list(needed)}, which ${first} has.`
      : `${facts.filter(Boolean).join('; ')}.`,
    join: shared.length
      ? `Its columns are brought to the rows with the same keys; ${list(shared)} ${shared.length === 1 ? 'is' : 'are'} in both.`
      : 'Its columns are brought to the rows with the same keys; no name is in both, so you choose the keys.',
  };
}
