import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import {
  categoryColumn,
  type Column,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { type ColumnProfile, profileColumn } from '../../../../src/core/table/column-profile.ts';

const golden = JSON.parse(readFileSync('tests/golden/column-profile/column-profile.json', 'utf8')) as {
  numbers: {
    name: string;
    values: (number | null)[];
    quantiles: number[];
    zeros: number;
    negative: number;
    below: number;
    above: number;
    entropy: number | null;
  }[];
  series: {
    name: string;
    times: number[];
    unit: string;
    every: number;
    expected: number;
    missing: number;
    gaps: { from: number; to: number; missing: number }[];
  }[];
  texts: string[];
  words: Record<string, number>;
  lengthQuantiles: number[];
  textEntropy: number;
};

type Of<K extends ColumnProfile['kind']> = ColumnProfile & { kind: K };

async function profiled<K extends ColumnProfile['kind']>(column: Column & { kind: K }): Promise<Of<K>> {
  const found = await profileColumn({ name: 'x', kind: column.kind, role: 'feature' }, column);
  return found as Of<K>;
}

describe('numbers agree with numpy and scipy', () => {
  for (const { name, values, quantiles, zeros, negative, below, above, entropy } of golden.numbers)
    test(name, async () => {
      const found = await profiled(numberColumn(values.map(v => v ?? NaN)));
      expect(found).toMatchObject({ zeros, negative, approximate: null });
      expect(found.outliers).toMatchObject({ below, above });
      quantiles.forEach((q, i) => {
        const scale = Math.max(Math.abs(q), 1e-300);
        expect(Math.abs(found.quantiles![i]! - q) / scale).toBeLessThan(1e-12);
      });
      if (entropy !== null) expect(found.entropy).toBeCloseTo(entropy, 10);
    });
});

describe('the rhythm of times and its gaps agree with pandas', () => {
  for (const { name, times, unit, every, expected, missing, gaps } of golden.series)
    test(name, async () => {
      const { regular } = await profiled(datetimeColumn(times));
      expect(regular).toEqual({ unit, every, expected, missing, gaps });
    });

  test('times without a rhythm have none, and neither have few', async () => {
    const random = randomStream(1, 'times');
    const loose = datetimeColumn(Array.from({ length: 200 }, () => Math.floor(1e12 + 1e9 * random.next())));
    expect((await profiled(loose)).regular).toBeNull();
    const few = datetimeColumn(Array.from({ length: 9 }, (_, i) => 86_400_000 * i));
    expect((await profiled(few)).regular).toBeNull();
    expect((await profiled(datetimeColumn(new Float64Array(50).fill(5)))).regular).toBeNull();
  });
});

describe('texts agree with Python', () => {
  test('words by row, lengths and entropy', async () => {
    const found = await profiled(textColumn([...golden.texts, null]));
    expect(found.tokens.rows).toBe(golden.texts.length);
    expect(new Map(found.tokens.top.map(t => [t.token, t.count]))).toEqual(new Map(Object.entries(golden.words)));
    golden.lengthQuantiles.forEach((q, i) => expect(found.lengthQuantiles![i]).toBeCloseTo(q, 12));
    expect(found.lengthHistogram.counts.reduce((a, b) => a + b)).toBe(golden.texts.length);
    expect(found.entropy).toBeCloseTo(golden.textEntropy, 10);
  });
});

describe('suspicious values', () => {
  const random = randomStream(3, 'suspicious');
  const ages = Array.from({ length: 1000 }, () => 18 + random.integer(60));
  const disguises = async (values: readonly number[]) =>
    (await profiled(numberColumn(values))).disguised.map(d => [d.value, d.count]);

  test('999, -1 and 99999 among ages are disguises; the same numbers in their own range are not', async () => {
    expect(await disguises([...ages, 999, 999, 999])).toEqual([['999', 3]]);
    expect(await disguises([...ages, ...new Array<number>(90).fill(-1)])).toEqual([['-1', 90]]);
    expect(await disguises([...ages, 99_999, 99_999])).toEqual([['99999', 2]]);
    expect(await disguises(ages)).toEqual([]);
    expect(await disguises([...ages, 999])).toEqual([]); // once is no habit
    expect(await disguises(Array.from({ length: 2000 }, (_, i) => i))).toEqual([]);
    expect(await disguises([-1, 0, 1, -1, 0, 1, 1, 0])).toEqual([]);
    expect(await disguises([...ages, ...new Array<number>(90).fill(55)])).toEqual([]);
  });

  test('an ordinary value that repeats much too often is an inlier', async () => {
    const incomes = Array.from({ length: 5000 }, () => Math.round(20_000 + 30_000 * random.next()));
    const found = await profiled(numberColumn([...incomes, ...new Array<number>(400).fill(31_000)]));
    expect(found.inliers).toEqual([{ value: 31_000, count: 400 + incomes.filter(v => v === 31_000).length }]);
    expect((await profiled(numberColumn(incomes))).inliers).toEqual([]);
    expect((await profiled(numberColumn(ages))).inliers).toEqual([]);
  });

  test('zeros are in excess where they outnumber every other value three to one', async () => {
    const amounts = Array.from({ length: 1000 }, () => random.normal() ** 2);
    expect((await profiled(numberColumn([...amounts, ...new Float64Array(300)]))).excessZeros).toBe(true);
    expect((await profiled(numberColumn(amounts))).excessZeros).toBe(false);
    expect((await profiled(numberColumn(Array.from({ length: 1000 }, (_, i) => i % 12)))).excessZeros).toBe(false);
    expect((await profiled(numberColumn([...amounts, ...new Float64Array(20)]))).excessZeros).toBe(false);
  });

  test('words and marks for "not known" in several languages, as they are written', async () => {
    const words = ['Unknown', '?', 'k.A.', '--', 'Inconnu', 'n.v.t.', 'Ulm', 'Nadia', '-1st', 'knowns'];
    const found = await profiled(categoryColumn([...words, 'Unknown']));
    expect(found.disguised.map(d => [d.value, d.count])).toEqual([
      ['Unknown', 2],
      ['?', 1],
      ['k.A.', 1],
      ['--', 1],
      ['Inconnu', 1],
      ['n.v.t.', 1],
    ]);
    const texts = await profiled(textColumn([...words, ...words]));
    expect(texts.disguised.map(d => d.value).sort()).toEqual(found.disguised.map(d => d.value).sort());
  });

  test('1 January 1900 repeated among later dates', async () => {
    const dates = Array.from({ length: 300 }, (_, i) => Date.UTC(2020, 0, 1 + i));
    const none = Date.UTC(1900, 0, 1);
    expect((await profiled(datetimeColumn([...dates, none, none, none]))).disguised).toMatchObject([
      { value: '1900-01-01', count: 3 },
    ]);
    expect((await profiled(datetimeColumn(dates))).disguised).toEqual([]);
  });
});

test('more than a million different values: distinct within what is said, everything else exact', async () => {
  const n = 1_300_000;
  const random = randomStream(9, 'many');
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = i % 10 === 0 ? 42 : random.next();
  const found = await profiled({ kind: 'number', values });
  const truth = new Set(values).size;
  expect(Math.abs(found.distinct - truth)).toBeLessThan(found.approximate!.distinct! * truth);
  expect(found.inliers).toEqual([]); // 42 is no ordinary value here
  expect(found.outliers).toMatchObject({ below: 0, above: n / 10 });
  const sorted = values.slice().sort();
  expect(found.quantiles![4]).toBe((sorted[n / 2 - 1]! + sorted[n / 2]!) / 2);
  expect(found.histogram.counts.reduce((a, b) => a + b)).toBe(n);
  expect(found.approximate!.unlisted).toBeLessThan(n / 1000);
});
