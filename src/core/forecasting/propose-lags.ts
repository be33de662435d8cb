import { type Recipe, type RowEntry, targetName } from '../pipeline/recipe.ts';
import { timesOf } from '../pipeline/split.ts';
import { equalRows } from '../table/duplicates.ts';
import { findColumn, getColumn, type Table } from '../table/table.ts';
import { StudioError } from '../errors.ts';
import { cadenceOf, type Season } from './cadence.ts';

/** Lags and windows of the target that suit the rhythm of the table, to be added with one press. */
export interface LagProposal {
  readonly entries: readonly RowEntry[];
  /** How far back, in rows: 1, 24, 168. */
  readonly lags: readonly number[];
  readonly seasons: readonly Season[];
  readonly clock: string;
  /** The column that keeps the series apart; null where the table is one series. */
  readonly by: string | null;
}

/** At most so many groups are taken for series. */
const MOST_GROUPS = 1000;

/**
 * The last row, a season before for every season that the table holds three times, and the mean of the shortest season.
 * Null where there is no time, no rhythm, nothing to predict, or the target is looked back at already.
 */
export function proposeLags(recipe: Recipe, table: Table): LagProposal | null {
  if (recipe.task === 'clustering') return null;
  const target = targetName(recipe)!;
  const clock = recipe.split.kind === 'time' ? recipe.split.column : recipe.columns.find(c => c.role === 'time')?.name;
  if (clock === undefined || !findColumn(table, clock) || recipe.rows.some(r => r.id === 'lag')) return null;
  const times = timesOf(table, clock);
  const by = keptApart(recipe, table, times);
  if (by === undefined) return null;
  try {
    const { seasons } = cadenceOf(clock, times, getColumn(table, clock).kind !== 'number');
    const moments = new Set(times).size;
    const held = seasons.filter(s => 3 * s.steps <= moments);
    const lags = [1, ...held.map(s => s.steps)];
    const shared = { columns: [target], time: clock, by: by === null ? [] : [by] };
    const mean = { id: 'window', params: { ...shared, statistics: [['mean']], size: held[0]?.steps ?? 3 } };
    const number = getColumn(table, target).kind === 'number';
    return { entries: [{ id: 'lag', params: { ...shared, lags } }, ...(number ? [mean] : [])], lags, seasons: held, clock, by }; // prettier-ignore
  } catch (error) {
    if (error instanceof StudioError && error.code === 'table/no-rhythm') return null;
    throw error;
  }
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
    .find(name => findColumn(table, name) && equalRows([getColumn(table, name)], table.rows).counts.length <= MOST_GROUPS && distinct([name])); // prettier-ignore
}
