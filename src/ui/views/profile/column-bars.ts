import { type Bins, binsOf, missingAt } from '../../../core/profile/bins.ts';
import type { ByTarget, ColumnByTarget } from '../../../core/profile/by-target.ts';
import { otherClasses } from '../../../core/profile/by-target.ts';
import { sortClasses } from '../../../core/pipeline/target.ts';
import type { ColumnProfile } from '../../../core/table/profile.ts';
import { levelColour } from '../../charts/colours.ts';
import type { PlaceBars, PlaceLayer } from '../../charts/place-chart.ts';
import { barColour } from './column-summary.ts';
import { scaleOf } from './place-words.ts';

/** Rows of a column by place: bars, other, missing. */
export function placeCounts(column: ColumnProfile): number[] {
  if (column.kind === 'number') return [...column.histogram.counts, column.infinite, column.missing];
  if (column.kind === 'datetime') return [...column.histogram.counts, 0, column.missing];
  return [...column.levels.top.map(l => l.count), column.levels.otherCount, column.missing];
}

/** How much of each bar of the small picture is selected; `counts` by place, the picture as `bars` of column-summary draws it. */
export function selectedBars(column: ColumnProfile, counts: readonly number[], drawn: number): readonly number[] {
  return counts.length === missingAt(binsOf(column)) + 1 ? counts.slice(0, drawn) : [];
}

/** Every colour of a chart but the one for "all others". */
const MOST_CLASSES = 5;

/** A column's bars, coloured by the target where that was counted, with the selected rows in front. */
export function placeBars(
  column: ColumnProfile,
  target: ByTarget | null,
  selected: readonly number[] | null,
): PlaceBars {
  const bins = binsOf(column);
  const counts = placeCounts(column);
  const own = target?.columns.find(c => c.name === column.name && fits(c, bins, counts));
  const plain: PlaceLayer = { name: 'rows', colour: barColour(column), counts };
  const shown = selected?.length === counts.length ? selected : null;
  const bars = { bins, counts, scale: scaleOf(column), selected: shown };
  if (!target || !own) return { ...bars, layers: [plain] };
  if (own.classes.length === 0) return { ...bars, layers: [plain], means: { of: target.target, values: own.means } };
  return { ...bars, layers: classLayers(target, own, counts) };
}

const fits = (column: ColumnByTarget, bins: Bins, counts: readonly number[]): boolean =>
  column.counts.length === counts.length && column.bins.kind === bins.kind;

/** The most frequent classes in the colours they have everywhere, all others as one, and the rows that were not counted. */
function classLayers({ classes }: ByTarget, own: ColumnByTarget, counts: readonly number[]): PlaceLayer[] {
  const known = sortClasses(classes.filter(name => name !== otherClasses));
  const named = classes.slice(0, classes.length > MOST_CLASSES + 1 ? MOST_CLASSES : MOST_CLASSES + 1);
  const layers: PlaceLayer[] = named.map((name, c) => ({
    name,
    colour: name === otherClasses ? 'var(--ink-3)' : levelColour(known, name),
    counts: own.classes[c]!,
  }));
  const rest = own.classes.slice(named.length);
  if (rest.length) layers.push({ name: otherClasses, colour: 'var(--ink-3)', counts: summed(rest) });
  const unseen = counts.map((count, at) => Math.max(0, count - own.counts[at]!));
  if (unseen.some(count => count > 0))
    layers.push({ name: 'not in training', colour: 'var(--ink-3)', counts: unseen, opacity: 0.3 });
  return layers;
}

const summed = (lists: readonly (readonly number[])[]): number[] =>
  lists[0]!.map((_, at) => lists.reduce((sum, list) => sum + list[at]!, 0));
