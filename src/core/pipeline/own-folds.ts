import type { Fold } from '../model.ts';
import type { Random } from '../random.ts';
import { ascendingOrder } from '../stats/ascending-order.ts';
import { randomFolds } from '../steps/cross-fit.ts';
import type { Table } from '../table/table.ts';
import { groupKFold } from './folds.ts';
import type { Recipe } from './recipe.ts';
import { groupsOf, timesOf } from './split.ts';

/**
 * Which of the rows may teach which their own values, as places in `rows`; every row stands in one `test`. In the manner
 * of the recipe's split: at random; whole groups, so that no group teaches itself (where there is one group only, nobody
 * teaches); or by time, so that a row is taught by rows of a strictly earlier time alone. Targets decide nothing here, or
 * a row's own could reach its value through the folds.
 */
export function ownFolds(recipe: Recipe, table: Table, rows: Int32Array, k: number, random: Random): readonly Fold[] {
  const { split } = recipe;
  if (split.kind === 'group') return foldsOfGroups(groupsOf(table, rows, split.column), rows, k);
  if (split.kind === 'time') {
    const times = timesOf(table, split.column);
    return foldsInTime(
      Float64Array.from(rows, r => times[r]!),
      k,
      random,
    );
  }
  return randomFolds(rows.length, k, random);
}

function foldsOfGroups(groups: readonly (readonly number[])[], rows: Int32Array, k: number): readonly Fold[] {
  const groupOf = new Map(groups.flatMap((members, g) => members.map(r => [r, g] as const)));
  const codes = Int32Array.from(rows, r => groupOf.get(r)!);
  const places = Int32Array.from(rows.keys());
  const foldOf = new Int32Array(rows.length);
  const tests = groupKFold(codes, Math.min(k, groups.length));
  tests.forEach((test, fold) => test.forEach(place => (foldOf[place] = fold)));
  return tests.map((test, fold) => ({ test, train: places.filter(place => foldOf[place] !== fold) }));
}

/**
 * Rows in the order of time fall into k parts, and the first of them into halves of halves, so that even early rows have
 * as many teachers as there can be; rows of one time stay together. Each part is taught by all before it. Nobody comes
 * before the very first time: its rows teach each other at random, or, where it is one row, it learns nothing. A row
 * without a time is among the first, as the split has it.
 */
export function foldsInTime(times: Float64Array, k: number, random: Random): readonly Fold[] {
  const known = times.map(t => (Number.isNaN(t) ? -Infinity : t));
  const order = Int32Array.from(ascendingOrder(known));
  const begins = (place: number) => known[order[place - 1]!]! < known[order[place]!]!;
  const cuts = [...new Set(partsOf(order.length, k).map(cut => nextWhere(cut, order.length, begins)))];
  const first = order.slice(0, cuts[0]!);
  const later = cuts.slice(0, -1).map((cut, i) => ({
    train: order.slice(0, cut).sort(),
    test: order.slice(cut, cuts[i + 1]!).sort(),
  }));
  const within = (places: Int32Array) => places.map(i => first[i]!).sort();
  const among =
    first.length === 1
      ? [{ train: new Int32Array(0), test: first }]
      : randomFolds(first.length, k, random).map(({ train, test }) => ({ train: within(train), test: within(test) }));
  return [...among, ...later];
}

/** Where parts end, ascending: 1, 2, 4, … times 1/2^j of the first, then each k-th, up to n. */
function partsOf(n: number, k: number): number[] {
  const ends = Array.from({ length: k }, (_, i) => Math.floor((n * (i + 1)) / k)).filter(end => end > 0);
  const halves: number[] = [];
  for (let end = ends[0]! >> 1; end > 0; end >>= 1) halves.unshift(end);
  return [...halves, ...ends];
}

/** The first place from `from` on where it holds, or the end. */
function nextWhere(from: number, end: number, holds: (place: number) => boolean): number {
  let place = from;
  while (place < end && !holds(place)) place++;
  return place;
}
