import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { seed, synthetic } from '../samples/synthetic.ts';

const folder = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const text = (file: string) => readFileSync(folder + file, 'utf8');

interface Sample {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly later?: string;
  readonly task: string;
  readonly target: string;
  readonly rows: number;
  readonly columns: number;
  readonly description: string;
  readonly synthetic: boolean;
  readonly licence: string;
  readonly recipeHints: {
    readonly aside: readonly string[];
    readonly id: string | null;
    readonly time: string | null;
    readonly split: string;
  };
}

const samples = JSON.parse(text('index.json')) as readonly Sample[];

/** The samples quote nothing, so a line break is a row and a comma is a column. */
function read(file: string): { header: string[]; rows: string[][] } {
  const [header, ...lines] = text(file).trimEnd().split('\n');
  return { header: header!.split(','), rows: lines.map(line => line.split(',')) };
}

function counts(values: readonly string[]): Record<string, number> {
  const out: Record<string, number> = {};
  for (const value of values) out[value] = (out[value] ?? 0) + 1;
  return out;
}

describe('the synthetic samples', () => {
  for (const { file, make } of synthetic)
    test(`${file} is what its generator makes, byte for byte`, () => expect(make(seed) === text(file)).toBe(true));

  test('another seed makes other rows', () => {
    for (const { file, make } of synthetic) expect(make(seed + 1) === text(file)).toBe(false);
  });

  test('casual and registered add up to rentals in every row', () => {
    for (const file of ['bike-rentals.csv', 'bike-rentals-later.csv']) {
      const { header, rows } = read(file);
      const [casual, registered, rentals] = ['casual', 'registered', 'rentals'].map(name => header.indexOf(name));
      for (const row of rows)
        expect(Number(row[casual!]) + Number(row[registered!]), row.join()).toBe(Number(row[rentals!]));
    }
  });

  test('the later bike file starts after the first one ends, is warmer, and changes unit on 16 June', () => {
    const first = read('bike-rentals.csv').rows;
    const later = read('bike-rentals-later.csv').rows;
    expect(later[0]![0]! > first.at(-1)![0]!).toBe(true);
    const mean = (rows: string[][]) => rows.reduce((sum, row) => sum + Number(row[1]), 0) / rows.length;
    const celsius = later.filter(row => row[0]! < '2025-06-16');
    const fahrenheit = later.filter(row => row[0]! >= '2025-06-16');
    expect(mean(celsius)).toBeGreaterThan(mean(first) + 8);
    expect(mean(fahrenheit)).toBeGreaterThan(60);
  });

  test('solar is a purpose only in the later loans', () => {
    expect(text('loan-decisions.csv').includes('solar')).toBe(false);
    expect(counts(read('loan-decisions-later.csv').rows.map(row => row[8]!))['solar']).toBeGreaterThan(100);
  });
});

describe('index.json agrees with the files', () => {
  test('it lists at least six samples under distinct names, and every data file in the folder', () => {
    expect(samples.length).toBeGreaterThanOrEqual(6);
    expect(new Set(samples.map(s => s.id)).size).toBe(samples.length);
    const listed = samples.flatMap(s => (s.later ? [s.file, s.later] : [s.file]));
    expect(readdirSync(folder).filter(file => /\.(csv|parquet)$/.test(file))).toEqual([...listed].sort());
  });

  for (const sample of samples)
    test(sample.file, () => {
      const { header, rows } = read(sample.file);
      expect(rows.length).toBe(sample.rows);
      expect(header.length).toBe(sample.columns);
      expect(new Set(rows.map(row => row.length))).toEqual(new Set([sample.columns]));
      const { aside, id, time, split } = sample.recipeHints;
      for (const name of [sample.target, ...aside, ...(id ? [id] : []), ...(time ? [time] : [])])
        expect(header).toContain(name);
      expect(split).toBe(time ? `time:${time}` : 'random');
      if (sample.later) expect(read(sample.later).header).toEqual(header);
      expect(sample.synthetic).toBe(synthetic.some(s => s.file === sample.file));
    });

  test('SOURCES.md names every file and every licence', () => {
    const sources = text('SOURCES.md');
    for (const sample of samples) {
      for (const file of [sample.file, ...(sample.later ? [sample.later] : [])])
        expect(sources).toContain(`\`${file}\``);
      expect(sources).toContain(sample.licence);
    }
  });

  test('the real ones have the classes and rows their documentation states', () => {
    const target = (file: string) => counts(read(file).rows.map(row => row.at(-1)!));
    expect(target('wine.csv')).toEqual({ first: 59, second: 71, third: 48 });
    expect(target('breast-cancer.csv')).toEqual({ malignant: 212, benign: 357 });
    expect(Object.keys(target('digits.csv')).length).toBe(10);
    expect(read('digits.csv').rows.length).toBe(1797);
    expect(read('diabetes.csv').rows.length).toBe(442);
  });

  test('all of it together stays under 3 MB', () => {
    const bytes = readdirSync(folder).reduce((sum, file) => sum + statSync(folder + file).size, 0);
    expect(bytes).toBeLessThan(3_000_000);
  });
});
