import { StudioError } from '../errors.ts';
import { randomStream } from '../random.ts';
import type { Table } from '../table/table.ts';
import type { Recipe } from './recipe.ts';
import { groupsOf, timesOf, type TrainTest } from './split.ts';
import { readTarget } from './target.ts';

/** Test positions of each fold: the first n mod k folds get one more, contiguous (scikit-learn KFold). */
export function kFold(n: number, k: number): Int32Array[] {
  const folds: Int32Array[] = [];
  for (let i = 0, start = 0; i < k; i++) {
    const size = Math.floor(n / k) + (i < n % k ? 1 : 0);
    folds.push(Int32Array.from({ length: size }, (_, j) => start + j));
    start += size;
  }
  return folds;
}

/**
 * scikit-learn StratifiedKFold without shuffle: fold i gets as many rows of each class as `sorted(codes)[i::k]` has,
 * taken as consecutive blocks; classes are numbered by first appearance.
 */
export function stratifiedKFold(codes: ArrayLike<number>, k: number): Int32Array[] {
  const order = new Map<number, number>();
  const numbered = Int32Array.from(codes, c => order.get(c) ?? (order.set(c, order.size), order.size - 1));
  const sorted = numbered.slice().sort();
  const allocation = Array.from({ length: k }, () => new Int32Array(order.size));
  sorted.forEach((c, i) => allocation[i % k]![c]!++);
  const foldOf = new Int32Array(codes.length);
  for (let c = 0; c < order.size; c++) {
    let fold = 0;
    let left = allocation[0]![c]!;
    for (let i = 0; i < numbered.length; i++) {
      if (numbered[i] !== c) continue;
      while (left === 0) left = allocation[++fold]![c]!;
      foldOf[i] = fold;
      left--;
    }
  }
  return positionsByFold(foldOf, k);
}

/** scikit-learn GroupKFold: largest group first into the lightest fold; of equal groups the later one first. */
export function groupKFold(groups: ArrayLike<number>, k: number): Int32Array[] {
  const sizes = new Map<number, number>();
  for (let i = 0; i < groups.length; i++) sizes.set(groups[i]!, (sizes.get(groups[i]!) ?? 0) + 1);
  const bySize = [...sizes.entries()].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  const load = new Float64Array(k);
  const foldOfGroup = new Map<number, number>();
  for (const [group, size] of bySize) {
    const lightest = load.indexOf(Math.min(...load));
    foldOfGroup.set(group, lightest);
    load[lightest]! += size;
  }
  return positionsByFold(
    Int32Array.from(groups, g => foldOfGroup.get(g)!),
    k,
  );
}

/** scikit-learn TimeSeriesSplit: test blocks of n / (k + 1) rows at the end, training on everything before each. */
export function timeSeriesSplit(n: number, k: number): { train: Int32Array; test: Int32Array }[] {
  const size = Math.floor(n / (k + 1));
  return Array.from({ length: k }, (_, i) => {
    const start = n - (k - i) * size;
    return {
      train: Int32Array.from({ length: start }, (_, j) => j),
      test: Int32Array.from({ length: size }, (_, j) => start + j),
    };
  });
}

function positionsByFold(foldOf: ArrayLike<number>, k: number): Int32Array[] {
  const folds: number[][] = Array.from({ length: k }, () => []);
  for (let i = 0; i < foldOf.length; i++) folds[foldOf[i]!]!.push(i);
  return folds.map(f => Int32Array.from(f));
}

/**
 * Folds inside the training rows, in the manner of the recipe's split: stratified and shuffled with the recipe's seed,
 * whole groups, or ever later blocks. Every fold is a pair of row sets of the table.
 */
export function foldsOf(recipe: Recipe, table: Table, rows: Int32Array, k: number): TrainTest[] {
  const need = recipe.split.kind === 'time' ? k + 1 : k;
  if (rows.length < need)
    throw new StudioError('split/too-few', `${k} folds must have at least ${need} rows, got ${rows.length}.`, {
      k,
      rows: rows.length,
    });
  if (recipe.split.kind === 'time') {
    const times = timesOf(table, recipe.split.column);
    const ordered = rows.slice().sort((a, b) => (times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : a - b));
    return timeSeriesSplit(ordered.length, k).map(f => ({
      train: f.train.map(i => ordered[i]!).sort(),
      test: f.test.map(i => ordered[i]!).sort(),
    }));
  }
  if (recipe.split.kind === 'group') {
    const groups = groupsOf(table, rows, recipe.split.column);
    if (groups.length < k)
      throw new StudioError('split/too-few', `${k} folds must have at least ${k} groups, got ${groups.length}.`, {
        k,
        groups: groups.length,
      });
    const code = new Map(groups.flatMap((members, g) => members.map(r => [r, g] as const)));
    return complete(
      rows,
      groupKFold(
        Array.from(rows, r => code.get(r)!),
        k,
      ),
    );
  }
  const shuffled = randomStream(recipe.seed, 'folds')
    .permutation(rows.length)
    .map(p => rows[p]!);
  const target = readTarget(recipe, table, shuffled);
  return complete(
    shuffled,
    target.task === 'classification' ? stratifiedKFold(target.codes, k) : kFold(shuffled.length, k),
  );
}

function complete(rows: Int32Array, tests: readonly Int32Array[]): TrainTest[] {
  return tests.map((test, i) => ({
    train: Int32Array.from(tests.flatMap((other, j) => (j === i ? [] : Array.from(other, p => rows[p]!)))).sort(),
    test: test.map(p => rows[p]!).sort(),
  }));
}
