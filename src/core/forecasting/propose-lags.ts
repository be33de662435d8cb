import { type Recipe, type RowEntry, targetName } from '../pipeline/recipe.ts';
import { timesOf } from '../pipeline/split.ts';
import { allRows } from '../row-operation.ts';
import { type ReachUnit, reachWords } from '../rows/past/series.ts';
import { duplicateRows, equalRows } from '../table/duplicates.ts';
import { predicts } from '../table/schema.ts';
import { findColumn, getColumn, makeTable, type Table, takeTableRows } from '../table/table.ts';
import { StudioError } from '../errors.ts';
import { type Cadence, cadenceOf, type Season } from './cadence.ts';

/** Lags and windows of the target that suit the rhythm of the table, to be added with one press. */
export interface LagProposal {
  readonly entries: readonly RowEntry[];
  /** How far back, in words: "1 hour", "24 hours". */
  readonly lags: readonly string[];
  /** Rows that repeat another in every column, to be dropped first. */
  readonly repeats: number;
  readonly seasons: readonly Season[];
  readonly clock: string;
  /** The column that keeps the series apart; null where the table is one series. */
  readonly by: string | null;
}

/** At most so many groups are taken for series, and each must have three rows on average. */
const MOST_GROUPS = 1000;

/**
 * One step and a season before, for every season that the table holds three times, and the mean of the shortest season;
 * counted in time where the steps are spans of time, so that gaps do not shift them. Repeated rows are dropped first. Null
 * where there is no time, no rhythm, nothing to predict, or the target is looked back at already.
 */
export function proposeLags(recipe: Recipe, table: Table): LagProposal | null {
  if (!predicts(recipe.task)) return null;
  const target = targetName(recipe)!;
  const clock = recipe.split.kind === 'time' ? recipe.split.column : recipe.columns.find(c => c.role === 'time')?.name;
  if (clock === undefined || !findColumn(table, clock) || recipe.rows.some(r => r.id === 'lag')) return null;
  // Repeats are found as the operation finds them, which is not shown the target.
  const shown = table.names.flatMap((name, i) => (name === target ? [] : [[name, table.columns[i]!] as const]));
  const repeated = new Set(duplicateRows(makeTable(shown)));
  const once = takeTableRows(table, allRows(table).filter(row => !repeated.has(row))); // prettier-ignore
  const times = timesOf(once, clock);
  const by = keptApart(recipe, once, times);
  if (by === undefined) return null;
  try {
    const cadence = cadenceOf(clock, times, getColumn(table, clock).kind !== 'number');
    const moments = new Set(times).size;
    const seasons = cadence.seasons.filter(s => 3 * s.steps <= moments);
    const { unit, size } = unitOf(cadence);
    const lags = [1, ...seasons.map(s => s.steps)].map(steps => steps * size);
    const shared = { columns: [target], time: clock, by: by === null ? [] : [by], unit };
    const mean = { id: 'window', params: { ...shared, statistics: [['mean']], size: lags[1] ?? 3 * size } };
    const number = getColumn(table, target).kind === 'number';
    const first = repeated.size ? [{ id: 'drop-duplicates', params: {} }] : [];
    return {
      entries: [...first, { id: 'lag', params: { ...shared, lags } }, ...(number ? [mean] : [])],
      lags: lags.map(amount => reachWords(amount, unit)),
      repeats: repeated.size,
      seasons,
      clock,
      by,
    };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'table/no-rhythm') return null;
    throw error;
  }
}

/** Spans of time where the rhythm is one, else rows: months and weekdays differ in length. */
function unitOf({ unit, every }: Cadence): { readonly unit: ReachUnit; readonly size: number } {
  const spans = { second: 'seconds', minute: 'minutes', hour: 'hours', day: 'days', week: 'weeks' } as const;
  return unit in spans ? { unit: spans[unit as keyof typeof spans], size: every } : { unit: 'rows', size: 1 };
}

/** The column whose groups have each time at most once: none where the times do, else the group or a category. */
function keptApart(recipe: Recipe, table: Table, times: Float64Array): string | null | undefined {
  const clock = { kind: 'number', values: times } as const;
  const distinct = (names: readonly string[]): boolean =>
    equalRows([clock, ...names.map(n => getColumn(table, n))], table.rows).counts.every(count => count === 1);
  if (distinct([])) return null;
  const groups = recipe.columns.filter(c => c.role === 'group' || c.kind === 'category');
  return groups
    .sort((a, b) => Number(b.role === 'group') - Number(a.role === 'group'))
    .map(c => c.name)
    .find(name => findColumn(table, name) && equalRows([getColumn(table, name)], table.rows).counts.length <= Math.min(MOST_GROUPS, table.rows / 3) && distinct([name])); // prettier-ignore
}
