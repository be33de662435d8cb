import { barsOf, missingAt } from '../../../core/profile/bins.ts';
import type { ByTarget, ColumnByTarget } from '../../../core/profile/by-target.ts';
import { quoted } from '../../../core/table/finding.ts';
import type { ColumnProfile } from '../../../core/table/profile.ts';
import { placeName } from '../../charts/place-chart.ts';
import { formatDate, formatNumber, formatPercent } from '../../format.ts';
import { scaleOf } from './place-words.ts';

/** What the picture of a column shows, in a sentence: about the target where that is known, else about its values. */
export function chartTitle(column: ColumnProfile, target: ByTarget | null): string {
  const own = target?.columns.find(c => c.name === column.name);
  return (
    (target && own && (classFinding(target, own, column) ?? meanFinding(target, own, column))) ?? spreadFinding(column)
  );
}

/** A place must hold this share of the rows before anything is said of it, and differ by this much. */
const ENOUGH = 0.04;
const NOTEWORTHY = 0.15;

/** The class that is most over-represented in one bar. */
function classFinding({ classes }: ByTarget, own: ColumnByTarget, column: ColumnProfile): string | null {
  if (own.classes.length === 0) return null;
  const total = sum(own.counts);
  let best = { gain: NOTEWORTHY, c: -1, at: -1, share: 0, base: 0 };
  own.classes.forEach((counts, c) => {
    const base = sum(counts) / total;
    for (let at = 0; at <= missingAt(own.bins); at++) {
      if (own.counts[at]! < Math.max(10, ENOUGH * total)) continue;
      const share = counts[at]! / own.counts[at]!;
      if (share - base > best.gain) best = { gain: share - base, c, at, share, base };
    }
  });
  const target = quoted(classes[best.c] ?? '');
  if (best.c < 0) return `The classes are spread much alike over ${quoted(column.name)}`;
  const where =
    best.at === missingAt(own.bins) ? 'it is missing' : `it is ${placeName(own.bins, best.at, scaleOf(column))}`;
  return `${target} makes up ${formatPercent(best.share, 0)} where ${where}, ${formatPercent(best.base, 0)} overall`;
}

/** How the mean of a number as target moves along the bars. */
function meanFinding({ target }: ByTarget, own: ColumnByTarget, column: ColumnProfile): string | null {
  const enough = Math.max(10, ENOUGH * sum(own.counts));
  const shown = own.means.flatMap((mean, at) =>
    mean !== null && at < barsOf(own.bins) && own.counts[at]! >= enough ? [{ mean, at }] : [],
  );
  if (shown.length < 2) return null;
  const low = shown.reduce((a, b) => (b.mean < a.mean ? b : a));
  const high = shown.reduce((a, b) => (b.mean > a.mean ? b : a));
  const name = (at: number) => placeName(own.bins, at, scaleOf(column));
  return `${quoted(target)} is ${formatNumber(low.mean, 3)} on average where this is ${name(low.at)}, ${formatNumber(high.mean, 3)} where it is ${name(high.at)}`;
}

function spreadFinding(column: ColumnProfile): string {
  const name = quoted(column.name);
  switch (column.kind) {
    case 'number': {
      if (!column.quartiles) return `${name} has no values`;
      const [low, , high] = column.quartiles;
      return `Half of the values of ${name} lie between ${formatNumber(low)} and ${formatNumber(high)}`;
    }
    case 'datetime':
      return column.min === null
        ? `${name} has no values`
        : `${name} goes from ${formatDate(column.min)} to ${formatDate(column.max)}`;
    default: {
      const [first] = column.levels.top;
      if (!first) return `${name} has no values`;
      if (column.distinct === column.n && column.n > 1) return `Every value of ${name} is different`;
      return `${quoted(first.level)} is the most frequent value of ${name}: ${formatPercent(first.count / column.n, 0)}`;
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
