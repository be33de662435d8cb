import { StudioError } from '../errors.ts';
import { type Random, randomStream } from '../random.ts';
import { isMissing, toCategory } from '../table/column.ts';
import { getColumn, type Table } from '../table/table.ts';
import { castColumn } from '../table/cast.ts';
import type { Recipe, Split } from './recipe.ts';
import { readTarget } from './target.ts';

export interface TrainTest {
  /** Rows a model may learn from, ascending. */
  readonly train: Int32Array;
  /** Rows held out, ascending. */
  readonly test: Int32Array;
}

/** Split the recipe's usable rows into training and test rows. Deterministic in (recipe.seed, rows). */
export const splitRows = (recipe: Recipe, table: Table, rows: Int32Array): TrainTest =>
  divide(recipe, table, rows, recipe.split, randomStream(recipe.seed, 'split'));

/** Set rows apart inside training rows, in the same manner as the recipe's split (random, latest, or whole groups). */
export const setApart = (recipe: Recipe, table: Table, rows: Int32Array, share: number): TrainTest =>
  divide(recipe, table, rows, { ...recipe.split, test: share }, randomStream(recipe.seed, 'validation'));

function divide(recipe: Recipe, table: Table, rows: Int32Array, split: Split, random: Random): TrainTest {
  if (rows.length < 2) {
    throw new StudioError(
      'split/too-few',
      `A split must have at least 2 usable rows, got ${rows.length}. Add rows, or check how many have a target.`,
      { rows: rows.length },
    );
  }
  const parts =
    split.kind === 'time'
      ? latest(table, rows, split.column, split.test)
      : split.kind === 'group'
        ? wholeGroups(table, rows, split.column, split.test, random)
        : atRandom(recipe, table, rows, split.test, random);
  if (!parts.train.length || !parts.test.length) {
    throw new StudioError(
      'split/one-sided',
      `The ${split.kind} split left ${parts.train.length} training and ${parts.test.length} test rows of ${rows.length}; both need some. Choose another split or share.`,
    );
  }
  return { train: parts.train.sort(), test: parts.test.sort() };
}

/** Every class gives the same share, rounded so that the total is right (largest remainder). */
function atRandom(recipe: Recipe, table: Table, rows: Int32Array, share: number, random: Random): TrainTest {
  const target = readTarget(recipe, table, rows);
  const strata =
    target.task === 'classification' ? byCode(target.codes, target.classes.length) : [Array.from(rows, (_, i) => i)];
  const wanted = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
  const exact = strata.map(s => (s.length * wanted) / rows.length);
  const counts = exact.map(Math.floor);
  const byRemainder = exact
    .map((e, i) => ({ i, rest: e - Math.floor(e) }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (let k = 0, missing = wanted - counts.reduce((a, b) => a + b, 0); k < missing; k++) counts[byRemainder[k]!.i]!++;
  const train: number[] = [];
  const test: number[] = [];
  strata.forEach((stratum, s) => {
    random.permutation(stratum.length).forEach((p, i) => (i < counts[s]! ? test : train).push(rows[stratum[p]!]!));
  });
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

const byCode = (codes: Int32Array, count: number): number[][] => {
  const strata: number[][] = Array.from({ length: count }, () => []);
  codes.forEach((code, i) => strata[code]?.push(i));
  return strata;
};

/** Rows ordered by the time column; rows at the cut's own time go to the test, rows without a time are learned from. */
function latest(table: Table, rows: Int32Array, column: string, share: number): TrainTest {
  const times = timesOf(table, column);
  const dated = rows.filter(r => !Number.isNaN(times[r]));
  if (!dated.length)
    throw new StudioError(
      'split/no-time',
      `Column "${column}" must hold dates or numbers to split by time; it has none.`,
      { column },
    );
  const sorted = Float64Array.from(dated, r => times[r]!).sort();
  const cut = sorted[Math.min(sorted.length - 1, sorted.length - Math.max(1, Math.round(sorted.length * share)))]!;
  return { train: rows.filter(r => !(times[r]! >= cut)), test: rows.filter(r => times[r]! >= cut) };
}

export function timesOf(table: Table, column: string): Float64Array {
  const found = getColumn(table, column);
  if (found.kind === 'datetime' || found.kind === 'number') return found.values;
  const cast = castColumn(found, 'datetime').column;
  return cast.kind === 'datetime' ? cast.values : new Float64Array(table.rows).fill(NaN);
}

/** Whole groups in random order until the share is reached; rows without a group are each their own. */
function wholeGroups(table: Table, rows: Int32Array, column: string, share: number, random: Random): TrainTest {
  const members = groupsOf(table, rows, column);
  if (members.length < 2)
    throw new StudioError(
      'split/one-group',
      `Column "${column}" must have at least 2 groups to split by, got ${members.length}.`,
      { column },
    );
  const wanted = rows.length * share;
  const test: number[] = [];
  const train: number[] = [];
  const order = random.permutation(members.length);
  order.forEach((g, i) => {
    const group = members[g]!;
    const fits =
      i < members.length - 1 && Math.abs(test.length + group.length - wanted) < Math.abs(test.length - wanted);
    (fits || (i === 0 && !test.length) ? test : train).push(...group);
  });
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/** Rows of each group, groups in order of first appearance. */
export function groupsOf(table: Table, rows: Int32Array, column: string): number[][] {
  const found = getColumn(table, column);
  const text = found.kind === 'category' || found.kind === 'text' ? found : castColumn(found, 'category').column;
  const { codes } = toCategory(text);
  const groups = new Map<number, number[]>();
  const single: number[][] = [];
  for (const row of rows) {
    if (isMissing(text, row)) {
      single.push([row]);
      continue;
    }
    const group = groups.get(codes[row]!);
    if (group) group.push(row);
    else groups.set(codes[row]!, [row]);
  }
  return [...groups.values(), ...single];
}
