import { type Bins, missingAt, otherAt } from '../../../core/profile/bins.ts';
import { quoted } from '../../../core/table/finding.ts';
import type { ColumnKind } from '../../../core/table/column.ts';
import type { Chosen } from '../../../app/row-selection.svelte.ts';
import { placeName, type Scale } from '../../charts/place-chart.ts';
import { formatNumber } from '../../format.ts';

/** How the values of a column are written. */
export const scaleOf = ({ kind, integer }: { readonly kind: ColumnKind; readonly integer?: boolean }): Scale =>
  kind === 'datetime' ? 'dates' : kind === 'number' && integer ? 'whole' : 'numbers';

/** The rows in a place of a column as a condition: "“age” from 20 to 30", "“species” is “Gentoo”", "“age” is missing". */
export function placeChosen(column: string, bins: Bins, at: number, scale: Scale): Chosen {
  const name = quoted(column);
  const words =
    at === missingAt(bins)
      ? `${name} is missing`
      : at === otherAt(bins)
        ? bins.kind === 'levels'
          ? `${name} is another value`
          : `${name} lies outside the bars`
        : bins.kind === 'levels'
          ? `${name} is ${quoted(bins.levels[at]!)}`
          : `${name} from ${placeName(bins, at, scale)}`;
  return { part: { kind: 'place', column, bins, at }, words };
}

/** The rows that hold one value of a column. */
export function valueChosen(column: string, value: number | string): Chosen {
  if (typeof value === 'string') return placeChosen(column, { kind: 'levels', levels: [value] }, 0, 'numbers');
  const words = `${quoted(column)} is ${formatNumber(value, 10)}`;
  return { part: { kind: 'range', column, from: value, to: value }, words };
}

/** The rows whose number lies in a range; `words` says which: "is below 3.2". */
export const rangeChosen = (column: string, from: number, to: number, words: string): Chosen => ({
  part: { kind: 'range', column, from, to },
  words: `${quoted(column)} ${words}`,
});

const SHOWN = 3;

/** The rows in which exactly these columns are missing, of those that are missing anywhere. */
export function patternChosen(among: readonly string[], missing: readonly string[]): Chosen {
  const names = missing.slice(0, SHOWN).map(quoted);
  const rest = missing.length - names.length;
  const list = rest ? `${names.join(', ')} and ${rest} more` : names.join(' and ');
  const only = missing.length === among.length ? '' : ' and nothing else';
  return {
    part: { kind: 'missing', among, missing },
    words: missing.length ? `${list} ${missing.length === 1 ? 'is' : 'are'} missing${only}` : 'nothing is missing',
  };
}
