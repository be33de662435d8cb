import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import {
  categoryColumn,
  type Column,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { leakFindings } from '../../../../src/core/table/leakage.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const n = 2000;
const target = 'y';

const schemaOf = (table: Table) =>
  table.names.map((name, i) => ({
    name,
    kind: table.columns[i]!.kind,
    role: name === target ? ('target' as const) : ('feature' as const),
  }));

type Task = 'classification' | 'regression';
const leaks = (table: Table, task: Task, seed = 1, rows?: Int32Array) =>
  leakFindings(table, schemaOf(table), { target, task, seed, rows });

const kinds = async (entries: [string, Column][], task: Task, seed = 1) =>
  (await leaks(makeTable(entries), task, seed)).map(f => `${f.kind} ${f.columns.join(',')}`);

const noise = (name: string, rows = n) => {
  const random = randomStream(99, name);
  return Float64Array.from({ length: rows }, () => random.normal());
};
const yesNo = (name = 'truth', share = 0.4, rows = n) => {
  const random = randomStream(5, name);
  return Array.from({ length: rows }, () => (random.next() < share ? 'yes' : 'no'));
};

describe('a single column', () => {
  test('R² is the one the noise leaves: y = x + e explains 1 / (1 + var e)', async () => {
    const x = noise('x');
    const e = noise('e');
    const at = (sd: number) => numberColumn(x.map((v, i) => v + sd * e[i]!));
    expect(
      await kinds(
        [
          ['x', numberColumn(x)],
          [target, at(0.15)],
        ],
        'regression',
      ),
    ).toEqual(['leak-single x']);
    expect(
      await kinds(
        [
          ['x', numberColumn(x)],
          [target, at(0.3)],
        ],
        'regression',
      ),
    ).toEqual([]);
  });

  test('AUC is the one two normals have: Φ(d / √2), 0.983 at d = 3 and 0.921 at d = 2', async () => {
    const y = yesNo();
    const x = noise('x');
    const at = (d: number) => numberColumn(x.map((v, i) => v + (y[i] === 'yes' ? d : 0)));
    const found = await leaks(
      makeTable([
        ['x', at(3)],
        [target, categoryColumn(y)],
      ]),
      'classification',
    );
    expect(found.map(f => f.kind)).toEqual(['leak-single']);
    const auc = Number(/AUC of (0\.\d+)/.exec(found[0]!.title)![1]);
    expect(Math.abs(auc - 0.983)).toBeLessThan(0.01);
    expect(
      await kinds(
        [
          ['x', at(2)],
          [target, categoryColumn(y)],
        ],
        'classification',
      ),
    ).toEqual([]);
  });

  test('a curve is seen as well as a line', async () => {
    const x = noise('x');
    const entries: [string, Column][] = [
      ['x', numberColumn(x)],
      [target, numberColumn(x.map(v => Math.cos(2 * v)))],
    ];
    expect(await kinds(entries, 'regression')).toEqual(['leak-single x']);
  });

  test('three classes on one axis', async () => {
    const x = noise('x');
    const y = categoryColumn(Array.from(x, v => (v < -0.4 ? 'low' : v < 0.4 ? 'middle' : 'high')));
    expect(
      await kinds(
        [
          ['x', numberColumn(x)],
          [target, y],
        ],
        'classification',
      ),
    ).toEqual(['leak-single x']);
  });

  test('a gap gives the answer away too', async () => {
    const y = yesNo();
    const reason = textColumn(y.map((v, i) => (v === 'yes' ? `case ${i}` : null)));
    const date = datetimeColumn(y.map((v, i) => (v === 'yes' ? 1e12 + i * 1000 : NaN)));
    const entries: [string, Column][] = [
      ['reason', reason],
      ['closed_on', date],
      [target, categoryColumn(y)],
    ];
    expect(await kinds(entries, 'classification')).toEqual(['leak-single reason', 'leak-single closed_on']);
  });

  test('unique ids, texts and times are no leaks for being unique', async () => {
    const order = randomStream(3, 'order').permutation(n);
    const entries: [string, Column][] = [
      ['id', numberColumn(order)],
      ['text', textColumn(Array.from(order, i => `note ${i}`))],
      ['code', categoryColumn(Array.from(order, i => `c${i}`))],
      ['when', datetimeColumn(Array.from(order, i => i * 1000))],
      ['date', datetimeColumn(Array.from(order.keys(), i => i * 1000))],
    ];
    expect(await kinds([...entries, [target, categoryColumn(yesNo())]], 'classification')).toEqual([]);
    expect(await kinds([...entries, [target, numberColumn(noise('y'))]], 'regression')).toEqual([]);
  });

  test('a useless column is no leak under a rare class', async () => {
    const y = categoryColumn(yesNo('rare', 0.005));
    const entries: [string, Column][] = [
      ['x', categoryColumn(yesNo('other'))],
      ['z', numberColumn(noise('z'))],
      [target, y],
    ];
    expect(await kinds(entries, 'classification')).toEqual([]);
  });
});

describe('copies', () => {
  const y = yesNo();
  const copy = (column: Column) =>
    leaks(
      makeTable([
        ['x', column],
        [target, categoryColumn(y)],
      ]),
      'classification',
    );

  test('the target in other words', async () => {
    const [found] = await copy(categoryColumn(y.map(v => (v === 'yes' ? 'alive' : 'dead'))));
    expect(found).toMatchObject({ kind: 'leak-copy', severity: 'critical', proven: true });
    expect(found!.title).toBe('“x” is the target under another name in every row.');
    expect(found!.decisions[0]!.action).toEqual({ type: 'set-role', columns: ['x'], role: 'aside' });
  });

  test('finer than the target, and wrong in a few rows', async () => {
    const values = y.map((v, i) => (v === 'yes' ? `paid ${i % 3}` : `open ${i % 2}`));
    values[7] = y[7] === 'yes' ? 'open 1' : 'paid 1';
    const [found] = await copy(categoryColumn(values));
    expect(found).toMatchObject({ kind: 'leak-copy', proven: true });
    expect(found!.title).toBe('“x” gives the target away in over 99.9% of the rows.');
  });

  test('a number target in another unit, rounded', async () => {
    const celsius = noise('t').map(v => Number((12 + 8 * v).toFixed(1)));
    const fahrenheit = celsius.map(v => Number((v * 1.8 + 32).toFixed(1)));
    const table = makeTable([
      ['f', numberColumn(fahrenheit)],
      [target, numberColumn(celsius)],
    ]);
    expect(await leaks(table, 'regression')).toMatchObject([{ kind: 'leak-copy', columns: ['f'], proven: true }]);
  });

  test('each row twice does not turn a plain measure into a key', async () => {
    const twice = (values: Float64Array) => numberColumn([...values, ...values]);
    const found = await kinds(
      [
        ['x', twice(noise('x', 500))],
        [target, twice(noise('y', 500))],
      ],
      'regression',
    );
    expect(found).toEqual([]);
  });
});

describe('columns that compute the target', () => {
  const counts = (name: string, high: number) => {
    const random = randomStream(11, name);
    return Float64Array.from({ length: n }, () => random.integer(high));
  };
  const a = counts('a', 100);
  const b = counts('b', 50);
  const c = counts('c', 80);
  const d = counts('d', 60);
  const entries = (y: (i: number) => number): [string, Column][] => [
    ['a', numberColumn(a)],
    ['noise', numberColumn(noise('noise'))],
    ['b', numberColumn(b)],
    ['c', numberColumn(c)],
    ['d', numberColumn(d)],
    [target, numberColumn(Float64Array.from({ length: n }, (_, i) => y(i)))],
  ];
  const formula = async (y: (i: number) => number) =>
    (await leaks(makeTable(entries(y)), 'regression')).map(f => f.detail.split('. ')[0]);

  test('a sum, a difference, a product, a quotient', async () => {
    expect(await formula(i => a[i]! + b[i]!)).toEqual(['“y” = “a” + “b”']);
    expect(await formula(i => b[i]! - a[i]!)).toEqual(['“y” = “b” − “a”']);
    expect(await formula(i => a[i]! * b[i]!)).toEqual(['“y” = “a” × “b”']);
    expect(await formula(i => a[i]! / (b[i]! || NaN))).toEqual(['“y” = “a” ÷ “b”']);
  });

  test('three columns, weights and a constant; a mean', async () => {
    expect(await formula(i => a[i]! + b[i]! - 2 * c[i]! + 7)).toEqual(['“y” = “a” + “b” − 2 × “c” + 7']);
    const [mean] = await leaks(makeTable(entries(i => (a[i]! + b[i]! + c[i]! + d[i]!) / 4)), 'regression');
    expect(mean!.columns).toEqual(['a', 'b', 'c', 'd']);
  });

  test('almost every row is enough for a pair, nine in ten is not', async () => {
    const [found] = await leaks(makeTable(entries(i => (i % 500 === 0 ? -1 : a[i]! + b[i]!))), 'regression');
    expect(found).toMatchObject({ kind: 'leak-sum', columns: ['a', 'b'], proven: true });
    expect(found!.title).toBe('“a” + “b” add up to the target in 99.8% of the rows.');
    expect(await formula(i => (i % 10 === 0 ? 500 : a[i]! + b[i]!))).toEqual([]);
  });

  test('a true model with weights that are not simple is no leak', async () => {
    expect(await formula(i => 1.37 * a[i]! + 0.61 * b[i]! + 0.29 * c[i]! - 0.83 * d[i]!)).toEqual([]);
  });

  test('mostly zeros agree by chance with mostly zeros, and that proves nothing', async () => {
    const sparse = (name: string) => {
      const random = randomStream(2, name);
      return numberColumn(Float64Array.from({ length: n }, () => (random.next() < 0.004 ? 1 : 0)));
    };
    const table: [string, Column][] = [
      ['a', sparse('a')],
      ['b', sparse('b')],
      ['c', sparse('c')],
      [target, sparse('y')],
    ];
    expect(await kinds(table, 'regression')).toEqual([]);
  });

  test('any planted sum of two to five columns is found, and exactly those columns', async () => {
    const weight = fc.constantFrom(-3, -2, -1, 1, 2, 3);
    await fc.assert(
      fc.asyncProperty(
        fc.array(weight, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 0, max: 1e6 }),
        async (weights, seed) => {
          const random = randomStream(seed, 'planted');
          const rows = 300;
          const names = ['__proto__', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
          const columns = names.map(() => Float64Array.from({ length: rows }, () => random.integer(1000)));
          const y = Float64Array.from({ length: rows }, (_, i) =>
            weights.reduce((sum, w, j) => sum + w * columns[j]![i]!, 5),
          );
          const table = makeTable([
            ...names.map((name, j) => [name, numberColumn(columns[j]!)] as const),
            [target, numberColumn(y)],
          ]);
          const found = (await leaks(table, 'regression')).filter(f => f.kind === 'leak-sum');
          expect(found.map(f => [...f.columns].sort())).toEqual([names.slice(0, weights.length).sort()]);
        },
      ),
      { numRuns: 40, seed: 20 },
    );
  });
});

describe('laws', () => {
  test('noise raises no alarm, whatever the seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(60, 200, 1000), async (seed, rows) => {
        const random = randomStream(seed, 'noise');
        const some = () => numberColumn(Float64Array.from({ length: rows }, () => random.normal()));
        const word = () => categoryColumn(Array.from({ length: rows }, () => 'abcd'[random.integer(4)]!));
        const features: [string, Column][] = [
          ['a', some()],
          ['b', some()],
          ['c', word()],
          ['d', word()],
        ];
        expect(await kinds([...features, [target, some()]], 'regression', seed)).toEqual([]);
        expect(await kinds([...features, [target, word()]], 'classification', seed)).toEqual([]);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  test('only the given rows are looked at, shown by poisoning all others', async () => {
    const x = noise('x');
    const y = x.map((v, i) => (i % 2 ? v : 1e6 * Math.sin(i)));
    const odd = Int32Array.from({ length: n / 2 }, (_, i) => 2 * i + 1);
    const table = (poison: number) =>
      makeTable([
        ['x', numberColumn(x.map((v, i) => (i % 2 ? v : poison)))],
        [target, numberColumn(y.map((v, i) => (i % 2 ? v : poison * i)))],
      ]);
    const first = await leaks(table(3), 'regression', 1, odd);
    expect(first).toMatchObject([{ kind: 'leak-copy', columns: ['x'] }]);
    expect(await leaks(table(NaN), 'regression', 1, odd)).toEqual(first);
    expect(await leaks(table(-1e300), 'regression', 1, odd)).toEqual(first);
  });

  test('too few rows, one class, a text target of a regression: nothing is claimed', async () => {
    const few: [string, Column][] = [
      ['x', numberColumn([1, 2, 3])],
      [target, numberColumn([1, 2, 3])],
    ];
    expect(await kinds(few, 'regression')).toEqual([]);
    const same = categoryColumn(Array<string>(50).fill('a'));
    expect(
      await kinds(
        [
          ['x', same],
          [target, same],
        ],
        'classification',
      ),
    ).toEqual([]);
    expect(
      await kinds(
        [
          ['x', numberColumn(noise('x'))],
          [target, categoryColumn(yesNo())],
        ],
        'regression',
      ),
    ).toEqual([]);
  });

  test('infinite and huge values neither throw nor count as leaks', async () => {
    const random = randomStream(8, 'huge');
    const wild = () =>
      numberColumn(
        Float64Array.from({ length: n }, () => [Infinity, -Infinity, NaN, 1e308, -1e308, 1][random.integer(6)]!),
      );
    expect(
      await kinds(
        [
          ['x', wild()],
          ['z', wild()],
          [target, numberColumn(noise('y'))],
        ],
        'regression',
      ),
    ).toEqual([]);
    expect(
      await kinds(
        [
          ['x', wild()],
          ['z', wild()],
          [target, categoryColumn(yesNo())],
        ],
        'classification',
      ),
    ).toEqual([]);
  });
});
