import fc from 'fast-check';
import { GraphBuilder } from '../../src/core/graph/builder.ts';
import { arithmeticOps, comparisonOps, logicalOps, type Ref } from '../../src/core/graph/graph.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { booleanColumn, categoryColumn, type Column, datetimeColumn, numberColumn, textColumn } from '../../src/core/table/column.ts'; // prettier-ignore
import type { Task } from '../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';
import type { ModelPackage, PackageInput } from '../../src/export/model-package.ts';
import { randomTrees } from './random-trees.ts';

/**
 * Graphs made at random out of every operation, over raw columns of every kind under awkward names.
 *
 * Libraries differ in the last bits of powers, so those results go only to the output, kept away from where a last bit
 * decides (comparisons, floor, division). `exact` blocks may go anywhere.
 */
interface Pool {
  readonly exact: Ref[];
  readonly powers: Ref[];
  readonly bools: Ref[];
  readonly texts: Ref[];
}

export interface Case {
  readonly pkg: ModelPackage;
  readonly table: Table;
}

export const recipe: Recipe = {
  version: 1,
  task: 'regression',
  columns: [],
  rows: [],
  derive: [],
  split: { kind: 'random', test: 0.2 },
  steps: [],
  model: { id: 'none', params: {} },
  seed: 1,
};

const awkwardNames = ['t0', '__proto__', 'Age (years) %é', '</script>"\\', 'constructor', 'rows', ' leading', '漢字', 'a,b\n"c"', 'input']; // prettier-ignore
const kinds = ['number', 'number', 'number', 'boolean', 'datetime', 'category', 'category', 'text'] as const;
const seen = ['red', 'green', 'blue', '<b>&', "it's", 'NA', 'ünï'];
const unseen = ['violet', 'Red', ' red', '🜲', 'constructor'];

const awkwardNumber = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -800, max: 800 }).map(k => k / 8 + 0) },
  { weight: 3, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }).map(v => v + 0) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(1e300, -1e300, Infinity, -Infinity, 1e-300, 1, -1, 0) },
);

const orMissing = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 5 });

function columnOf(kind: PackageInput['kind'], rows: number): fc.Arbitrary<Column> {
  const many = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { minLength: rows, maxLength: rows });
  switch (kind) {
    case 'number':
      return many(awkwardNumber).map(numberColumn);
    case 'datetime':
      return many(orMissing(fc.integer({ min: -4e12, max: 4e12 }))).map(v => datetimeColumn(v.map(x => x ?? NaN)));
    case 'boolean':
      return many(orMissing(fc.boolean())).map(booleanColumn);
    case 'category':
      return many(orMissing(fc.constantFrom(...seen, ...unseen))).map(v => categoryColumn(v));
    default:
      return many(orMissing(fc.oneof(fc.constantFrom(...seen), fc.string({ unit: 'grapheme', minLength: 1 })))).map(
        textColumn,
      );
  }
}

/** A stream of small decisions. */
export class Choices {
  #next = 0;
  readonly #values: readonly number[];
  constructor(values: readonly number[]) {
    this.#values = values;
  }
  below(n: number): number {
    return this.#values[this.#next++ % this.#values.length]! % n;
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  /** A number with few bits. */
  number(): number {
    return (this.below(129) - 64) / 16 + 0;
  }
  numbers(n: number): number[] {
    return Array.from({ length: n }, () => this.number());
  }
}

type Grow = (g: GraphBuilder, pool: Pool, pick: Choices) => void;

/** A pair that broadcasts: equal widths, or one of them 1. */
function partner(g: GraphBuilder, from: readonly Ref[], a: Ref, pick: Choices): Ref {
  const { width } = g.shape(a);
  const fitting = from.filter(b => width === 1 || g.shape(b).width === 1 || g.shape(b).width === width);
  return fitting.length ? pick.of(fitting) : a;
}

const clip = (g: GraphBuilder, x: Ref): Ref =>
  g.binary('maximum', g.binary('minimum', x, g.constant(100)), g.constant(-100));

/** 0 and -0 are told apart by division and powers alone; libraries differ on which one min and max give. */
const plainZero = (g: GraphBuilder, x: Ref, instead: number): Ref =>
  g.where(g.compare('equal', x, g.constant(0)), g.constant(instead), x);

export const growers: Readonly<Record<string, Grow>> = {
  constant: (g, p, pick) => p.exact.push(g.constant(...pick.numbers(1 + pick.below(3)))),
  'exact unary': (g, p, pick) =>
    p.exact.push(g.unary(pick.of(['negate', 'abs', 'sqrt', 'floor', 'ceil', 'relu'] as const), pick.of(p.exact))),
  'unary of engines': (g, p, pick) =>
    p.exact.push(g.unary(pick.of(['exp', 'log', 'sigmoid', 'tanh'] as const), pick.of(p.exact))),
  arithmetic: (g, p, pick) => {
    const op = pick.of(arithmeticOps);
    const a = pick.of(p.exact);
    const b = partner(g, p.exact, a, pick);
    if (op === 'power') p.powers.push(g.binary(op, plainZero(g, a, 0), b));
    else if (op === 'divide') p.exact.push(g.binary(op, a, plainZero(g, b, 0.5)));
    else p.exact.push(g.binary(op, a, b));
  },
  'constant power': (g, p, pick) =>
    p.powers.push(g.binary('power', pick.of(p.exact), g.constant(pick.of([2, 3, 0.5, -1, 0])))),
  comparison: (g, p, pick) => {
    const a = pick.of(p.exact);
    p.bools.push(g.compare(pick.of(comparisonOps), a, partner(g, p.exact, a, pick)));
  },
  logical: (g, p, pick) => {
    if (!p.bools.length) return;
    const a = pick.of(p.bools);
    p.bools.push(g.logical(pick.of(logicalOps), a, partner(g, p.bools, a, pick)));
  },
  not: (g, p, pick) => p.bools.length && p.bools.push(g.not(pick.of(p.bools))),
  'text-equal': (g, p, pick) => p.bools.push(g.textEqual(pick.of(p.texts), pick.of([...p.texts, g.text('red')]))),
  'is-missing': (g, p, pick) => p.bools.push(g.isMissing(pick.of([...p.exact, ...p.texts]))),
  'to-number': (g, p, pick) => p.bools.length && p.exact.push(g.toNumber(pick.of(p.bools))),
  where: (g, p, pick) => {
    if (!p.bools.length) return;
    const condition = pick.of(p.bools);
    const a = partner(g, p.exact, condition, pick);
    const width = Math.max(g.shape(condition).width, g.shape(a).width);
    const b = p.exact.find(x => g.shape(x).width === width) ?? g.constant(pick.number());
    p.exact.push(g.where(condition, g.shape(a).type === 'float64' ? a : b, b));
  },
  'where text': (g, p, pick) => {
    const condition = p.bools.find(b => g.shape(b).width === 1);
    if (condition !== undefined) p.texts.push(g.where(condition, pick.of(p.texts), pick.of([...p.texts, g.text('')])));
  },
  'one-hot': (g, p, pick) => p.exact.push(g.oneHot(pick.of(p.texts), pick.of([seen, ['red'], ['', 'blue']]))),
  lookup: (g, p, pick) => {
    const keys = pick.of([seen, [], ['', ...seen], ['blue']]);
    p.exact.push(g.lookup(pick.of(p.texts), keys, pick.numbers(keys.length), pick.of([0, NaN, -1.5])));
  },
  concat: (g, p, pick) => p.exact.push(g.concat([pick.of(p.exact), pick.of(p.exact), pick.of(p.exact)])),
  columns: (g, p, pick) => {
    const x = pick.of(p.exact);
    const { width } = g.shape(x);
    p.exact.push(g.columns(x, [pick.below(width), pick.below(width), pick.below(width)].slice(0, 1 + pick.below(3))));
  },
  matmul: (g, p, pick) => {
    const x = clip(g, pick.of(p.exact));
    const outputs = 1 + pick.below(4);
    p.exact.push(g.unary('tanh', g.matmul(x, pick.numbers(g.shape(x).width * outputs), outputs)));
    p.exact.push(g.matmul(x, pick.numbers(g.shape(x).width * outputs), outputs));
  },
  // One standardised column straight into a product, and a product put on another scale: runtimes like to join these.
  'scaled matmul': (g, p, pick) => {
    const x = g.binary('divide', clip(g, pick.of(p.exact)), g.constant(12.13292035054574));
    const outputs = 1 + pick.below(3);
    const scores = g.matmul(x, pick.numbers(g.shape(x).width * outputs), outputs);
    p.exact.push(g.unary('tanh', g.binary('multiply', scores, g.constant(0.1))));
  },
  'squared-distances': (g, p, pick) => {
    const x = clip(g, pick.of(p.exact));
    const count = 1 + pick.below(4);
    p.exact.push(g.squaredDistances(x, pick.numbers(g.shape(x).width * count), count));
  },
  softmax: (g, p, pick) => p.exact.push(g.softmax(clip(g, pick.of(p.exact)))),
  best: (g, p, pick) => p.exact.push(pick.below(2) ? g.argMax(pick.of(p.exact)) : g.argMin(pick.of(p.exact))),
  interpolate: (g, p, pick) => {
    const at = [...new Set(pick.numbers(1 + pick.below(5)))].sort((a, b) => a - b);
    const [before, value, after] = [pick.numbers(at.length), pick.numbers(at.length), pick.numbers(at.length)];
    const x = pick.of(p.exact.filter(e => g.shape(e).width === 1));
    p.exact.push(g.interpolate(x, { at, before, value, after }));
  },
  trees: (g, p, pick) => {
    const x = pick.of(p.exact);
    const [outputs, sets] = [1 + pick.below(3), pick.below(2) === 1];
    const trees = randomTrees(g.shape(x).width, outputs, sets, pick);
    p.exact.push(g.trees(sets ? g.unary('floor', x) : x, trees, outputs));
  },
  'fill-nearest': (g, p, pick) => {
    const x = pick.of(p.exact);
    const { width } = g.shape(x);
    const points = pick.numbers(width * (1 + pick.below(6))).map(v => (pick.below(4) ? v : NaN));
    const near = {
      points,
      neighbours: 1 + pick.below(3),
      weighted: pick.below(2) === 1,
      otherwise: pick.numbers(width),
    };
    p.exact.push(g.fillNearest(x, near));
  },
  'mean-nearest': (g, p, pick) => {
    const x = pick.of(p.exact);
    const count = 1 + pick.below(7);
    const classes = pick.below(2) ? 1 + pick.below(3) : null;
    const voters = {
      points: pick.numbers(count * g.shape(x).width),
      values: classes === null ? pick.numbers(count) : Array.from({ length: count }, () => pick.below(classes)),
      classes,
      metric: pick.of(['euclidean', 'manhattan'] as const),
      neighbours: 1 + pick.below(count),
      weighted: pick.below(2) === 1,
    };
    p.exact.push(g.meanNearest(x, voters));
  },
  'pick-text': (g, p, pick) => {
    const one = p.exact.filter(x => g.shape(x).width === 1);
    p.texts.push(g.pickText(pick.of([...one, g.argMax(pick.of(p.exact))]), ['red', '', 'blue']));
  },
};

const growerNames = Object.keys(growers);

/** A package with a random graph, and a table of raw rows for it. `textLength` adds the one operation ONNX lacks. */
export function randomCase(task: Task, rows: number, textLength = false): fc.Arbitrary<Case> {
  const inputs = fc
    .tuple(fc.shuffledSubarray(awkwardNames, { minLength: kinds.length, maxLength: kinds.length }), fc.constant(kinds))
    .map(([names, all]) => all.map((kind, i) => ({ name: names[i]!, kind })));
  const choices = fc.array(fc.nat(10_000), { minLength: 60, maxLength: 160 });
  return fc.tuple(inputs, choices, fc.tuple(...kinds.map(k => columnOf(k, rows)))).map(([fields, values, columns]) => {
    const table = makeTable(fields.map((f, i) => [f.name, columns[i]!]));
    const pkg = buildPackage(task, fields, new Choices(values), textLength);
    return { pkg, table };
  });
}

/** Words by name and by hash, and parts of words: what ONNX lacks too. */
function tokenCounts(g: GraphBuilder, { texts }: Pool, pick: Choices): Ref[] {
  const words = { unit: 'words', from: 1, to: 1 + pick.below(2), stop: pick.of([[], ['red', 'na']]) } as const;
  const characters = { unit: 'characters', from: 2, to: 3, stop: [] } as const;
  const buckets = 1 + pick.below(9);
  return [
    g.tokenCounts(pick.of(texts), words, { terms: ['red', 'ünï', 'it', 'two words', 'violet'] }),
    g.tokenCounts(pick.of(texts), characters, { buckets, signed: pick.below(2) === 1 }),
  ];
}

function buildPackage(
  task: Task,
  fields: readonly { name: string; kind: PackageInput['kind'] }[],
  pick: Choices,
  textLength: boolean,
): ModelPackage {
  const g = new GraphBuilder();
  const pool: Pool = { exact: [], powers: [], bools: [], texts: [] };
  for (const { name, kind } of fields) {
    if (kind === 'category' || kind === 'text') pool.texts.push(g.input(name, 'string'));
    else pool.exact.push(g.input(name, 'float64'));
  }
  if (textLength) pool.exact.push(g.textLength(pool.texts[0]!), ...tokenCounts(g, pool, pick));
  const first = pick.below(growerNames.length);
  for (let i = 0; i < growerNames.length + 9; i++) {
    // Every operation has its turn, from a random one on; then at random.
    const name = i < growerNames.length ? growerNames[(first + i) % growerNames.length]! : pick.of(growerNames);
    growers[name]!(g, pool, pick);
  }
  // All that was made is part of the output, text as numbers.
  const all = g.concat([
    ...pool.exact,
    ...pool.powers,
    ...pool.bools.map(b => g.toNumber(b)),
    ...pool.texts.flatMap(t => [g.oneHot(t, [...seen, ...unseen]), g.toNumber(g.isMissing(t))]),
  ]);
  const outputs = () => {
    if (task === 'clustering') {
      const exact = g.concat(pool.exact);
      return [{ name: 'cluster', ref: g.argMin(exact) }, { name: 'distances', ref: all }]; // prettier-ignore
    }
    if (task === 'anomaly') {
      const score = g.columns(all, [pick.below(g.shape(all).width)]);
      const exact = g.columns(g.concat(pool.exact), [0]);
      return [{ name: 'score', ref: score }, { name: 'anomaly', ref: g.toNumber(g.compare('greater', exact, g.constant(0.5))) }]; // prettier-ignore
    }
    if (task === 'regression') return [{ name: 'prediction', ref: g.columns(all, [pick.below(g.shape(all).width)]) }];
    const x = g.concat(pool.exact.filter((_, i) => i % 2 === 0));
    const names = Array.from({ length: g.shape(x).width }, (_, i) => `class ${i} <">`);
    return [{ name: 'label', ref: g.pickText(g.argMax(x), names) }, { name: 'probabilities', ref: x }]; // prettier-ignore
  };
  const graph = g.done(outputs());
  const shares = graph.outputs.find(o => o.name === 'probabilities');
  return {
    name: 'random "<model>"',
    version: '7',
    task,
    graph,
    inputs: fields.map(({ name, kind }) => ({
      name,
      kind,
      required: false,
      missingShare: 0.1,
      ...(kind === 'category' && { levels: seen }),
      ...(kind === 'number' && { min: -100, max: 100 }),
    })),
    classes: shares ? Array.from({ length: graph.shapes[shares.ref]!.width }, (_, i) => `class ${i} <">`) : [],
    recipe,
    recipeSha256: 'abc',
    createdAt: '2026-01-31T12:00:00Z',
  };
}
