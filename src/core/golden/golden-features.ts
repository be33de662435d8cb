import { writeName } from '../derive/formula-tokens.ts';
import { foldsOf } from '../pipeline/folds.ts';
import { startStreams } from '../pipeline/apply-steps.ts';
import type { Recipe } from '../pipeline/recipe.ts';
import { readTarget } from '../pipeline/target.ts';
import { randomStream } from '../random.ts';
import { type Table, takeTableRows } from '../table/table.ts';
import type { Target } from '../target.ts';
import { pacer, type WorkContext } from '../work.ts';
import { growShallowTree, type Outputs, type SortedValues, sortValues } from './shallow-tree.ts';

/** Rows that are looked at; more cost time and change little. */
const MOST_ROWS = 6000;
/** The columns that tell the most alone are paired. */
const MOST_COLUMNS = 16;
const MOST_CLASSES = 20;
const FOLDS = 5;
/** How often the target is shuffled, to see what the best of so many would reach by chance. */
const SHUFFLES = 3;
const MOST_PROPOSALS = 12;
/** Gains below this are not worth a column. */
const LEAST_GAIN = 0.005;
const TREE = { depth: 3, leaf: 20 };

export const pairOperations = [
  { id: 'sum', words: 'plus', symbol: '+', compute: (a: number, b: number) => a + b },
  { id: 'difference', words: 'minus', symbol: '-', compute: (a: number, b: number) => a - b },
  { id: 'product', words: 'times', symbol: '*', compute: (a: number, b: number) => a * b },
  { id: 'ratio', words: 'per', symbol: '/', compute: (a: number, b: number) => (b === 0 ? NaN : a / b) },
] as const;

/** A pair that tells more as one column, and how that was seen. Scores are shares of the target's spread told, cross-validated. */
export interface GoldenFeature {
  /** A name that nothing has yet. */
  readonly name: string;
  readonly expression: string;
  readonly parents: readonly [string, string];
  /** By a tree of three levels that sees this column alone. */
  readonly alone: number;
  /** By one that sees the better of its parents, and by one that sees both. */
  readonly better: number;
  readonly both: number;
  /** alone - both. */
  readonly gain: number;
}

export interface GoldenReport {
  readonly proposals: readonly GoldenFeature[];
  /** Pairs with operations that were tried. */
  readonly tried: number;
  /** The largest gain among as many with a shuffled target: what chance reaches. Proposals gain more. */
  readonly chance: number;
  readonly rows: number;
  readonly columns: { readonly chosen: number; readonly of: number };
}

/**
 * Sums, differences, ratios and products of pairs of numeric features that tell more of the target than their parents
 * together (after mljar's golden features). Everything is learned and judged on the training rows, in folds like those of
 * the recipe's split; `rows` are these rows. Derived columns count as features too.
 */
export async function findGoldenFeatures(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  context: WorkContext = {},
): Promise<GoldenReport> {
  const pause = pacer(context);
  const random = randomStream(recipe.seed, 'golden');
  const seen = rows.length <= MOST_ROWS ? rows : random.permutation(rows.length).slice(0, MOST_ROWS).map(i => rows[i]!).sort(); // prettier-ignore
  const part = takeTableRows(table, seen);
  const all = Int32Array.from(seen.keys());
  const outputs = outputsOf(readTarget(recipe, part, all));
  const folds = foldsOf(recipe, part, all, FOLDS).map(({ train, test }) => ({
    learns: marked(train, part.rows),
    test,
  }));
  const truths = [outputs, ...Array.from({ length: SHUFFLES }, () => shuffled(outputs, random.permutation(part.rows)))];
  const columns = numericFeatures(recipe, part);
  const scored: Scored[] = [];
  for (const [at, { name, values }] of columns.entries()) {
    await pause(name, at, columns.length * 4);
    const sorted = sortValues(values);
    scored.push({ name, sorted, scores: truths.map(y => score([sorted], y, folds)) });
  }
  const chosen = [...scored].sort((a, b) => b.scores[0]! - a.scores[0]!).slice(0, MOST_COLUMNS);
  const best: GoldenFeature[] = [];
  const taken = new Set([...recipe.columns, ...recipe.derive].map(c => c.name));
  let [tried, chance, done] = [0, 0, 0];
  const pairs = (chosen.length * (chosen.length - 1)) / 2;
  for (const [i, a] of chosen.entries())
    for (const b of chosen.slice(i + 1)) {
      await pause(`${a.name}, ${b.name}`, pairs / 3 + done++, pairs * (4 / 3));
      const both = truths.map(y => score([a.sorted, b.sorted], y, folds));
      let winner: GoldenFeature | null = null;
      for (const made of combinations(a, b)) {
        tried++;
        const sorted = sortValues(made.values);
        const gains = truths.map((y, t) => score([sorted], y, folds) - both[t]!);
        chance = Math.max(chance, ...gains.slice(1));
        const better = Math.max(a.scores[0]!, b.scores[0]!);
        const { name, expression, parents } = made;
        if (
          gains[0]! >= LEAST_GAIN &&
          gains[0]! > (winner?.gain ?? 0) &&
          gains[0]! + both[0]! > better &&
          !taken.has(name)
        )
          winner = { name, expression, parents, alone: gains[0]! + both[0]!, better, both: both[0]!, gain: gains[0]! };
      }
      if (winner) best.push(winner);
    }
  return {
    proposals: best
      .filter(g => g.gain > chance)
      .sort((a, b) => b.gain - a.gain)
      .slice(0, MOST_PROPOSALS),
    tried,
    chance,
    rows: part.rows,
    columns: { chosen: chosen.length, of: columns.length },
  };
}

interface Scored {
  readonly name: string;
  readonly sorted: SortedValues;
  /** With the target as it is, then with each shuffled one. */
  readonly scores: readonly number[];
}

interface Fold {
  readonly learns: Uint8Array;
  readonly test: Int32Array;
}

/** Numbers as they are, classes as one indicator each (the most frequent first where there are many). */
function outputsOf(target: Target): Outputs {
  if (target.task === 'regression') return [target.values];
  if (target.task !== 'classification') return [];
  const counts = target.classes.map((_, k) => target.codes.reduce((n, code) => n + Number(code === k), 0));
  const shown = counts.map((_, k) => k).sort((a, b) => counts[b]! - counts[a]!).slice(0, target.classes.length === 2 ? 1 : MOST_CLASSES); // prettier-ignore
  return shown.map(k => Float64Array.from(target.codes, code => Number(code === k)));
}

const shuffled = (outputs: Outputs, order: Int32Array): Outputs =>
  outputs.map(y => Float64Array.from(order, at => y[at]!));

function marked(rows: Int32Array, count: number): Uint8Array {
  const marks = new Uint8Array(count);
  for (const row of rows) marks[row] = 1;
  return marks;
}

/** Numbers among the features; of dates and truth no sums are made. */
function numericFeatures(
  recipe: Recipe,
  table: Table,
): readonly { readonly name: string; readonly values: Float64Array }[] {
  const others = new Set(recipe.columns.filter(c => c.kind !== 'number').map(c => c.name));
  return startStreams(recipe, table).flatMap(({ name, block }) =>
    block.type === 'float64' && !others.has(name) && varies(block.data) ? [{ name, values: block.data }] : [],
  );
}

const varies = (values: Float64Array): boolean => {
  const first = values.find(v => !Number.isNaN(v));
  return first !== undefined && values.some(v => !Number.isNaN(v) && v !== first);
};

/**
 * 1 minus the squared error over the squared distance to the mean, pooled over folds and outputs: the share of the spread
 * that a tree tells of rows it has not seen. On indicators it is the share of the Brier score. 0 where nothing varies.
 */
function score(columns: readonly SortedValues[], outputs: Outputs, folds: readonly Fold[]): number {
  let [error, spread] = [0, 0];
  for (const { learns, test } of folds) {
    const tree = growShallowTree(columns, outputs, learns, TREE);
    const { sums, count } = tree.nodes[0]!;
    for (const at of test) {
      const predicted = tree.predict(at);
      outputs.forEach((y, k) => {
        error += (y[at]! - predicted[k]!) ** 2;
        spread += (y[at]! - sums[k]! / count) ** 2;
      });
    }
  }
  return spread > 0 ? 1 - error / spread : 0;
}

function* combinations(a: Scored, b: Scored) {
  for (const { words, symbol, compute } of pairOperations)
    for (const [first, second] of symbol === '/'
      ? ([
          [a, b],
          [b, a],
        ] as const)
      : ([[a, b]] as const)) {
      // prettier-ignore
      const values = first.sorted.values.map((v, i) => finite(compute(v, second.sorted.values[i]!)));
      if (!varies(values) || values.reduce((n, v) => n + Number(Number.isNaN(v)), 0) > values.length / 2) continue;
      const name = `${first.name} ${words} ${second.name}`.slice(0, 200);
      const expression = `${writeName(first.name)} ${symbol} ${writeName(second.name)}`;
      yield { name, expression, values, parents: [first.name, second.name] as const };
    }
}

const finite = (value: number): number => (Number.isFinite(value) ? value : NaN);
