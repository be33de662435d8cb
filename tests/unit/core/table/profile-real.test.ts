import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import { categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { type Finding, findings } from '../../../../src/core/table/findings.ts';
import { profileTable, type TableProfile } from '../../../../src/core/table/profile.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import { readCsv } from '../../../../src/io/csv/read-csv.ts';

interface Case {
  readonly file: string;
  readonly target: string;
  readonly task: 'classification' | 'regression';
  readonly rows: number;
  /** What pandas says: rows without a gap, rows that repeat an earlier one. */
  readonly complete: number;
  readonly duplicates: number;
  /** Columns that are proven to give the target away, and those that only look so. */
  readonly proven: readonly string[];
  readonly suspected: readonly string[];
}

async function inspect({ file, target, task }: Case): Promise<{ profile: TableProfile; list: readonly Finding[] }> {
  async function* source() {
    yield new Uint8Array(readFileSync(file));
  }
  const { table, fields } = await readCsv(source(), { name: file });
  const schema = fields.map(field => (field.name === target ? { ...field, role: 'target' as const } : field));
  const profile = await profileTable(table, schema);
  return { profile, list: await findings(table, schema, profile, { target, task, seed: 42 }) };
}

function check(given: Case): void {
  test(given.file.split('/').at(-1)!, async () => {
    const { profile, list } = await inspect(given);
    expect([profile.rows, profile.completeRows, profile.duplicateRows]).toEqual([
      given.rows,
      given.complete,
      given.duplicates,
    ]);
    const columns = (kept: (f: Finding) => boolean) => list.filter(kept).flatMap(f => f.columns);
    expect(columns(f => f.proven === true)).toEqual(given.proven);
    expect(columns(f => f.kind === 'leak-single')).toEqual(given.suspected);
  });
}

const sample = (file: string, rest: Omit<Case, 'file'>): Case => ({ file: `public/samples/${file}`, ...rest });
const none = { proven: [], suspected: [] };

describe('the samples', () => {
  const bikes = { target: 'rentals', task: 'regression', proven: ['casual', 'registered'], suspected: [] } as const;
  check(sample('bike-rentals.csv', { ...bikes, rows: 6047, complete: 5709, duplicates: 12 }));
  check(sample('bike-rentals-later.csv', { ...bikes, rows: 3429, complete: 3214, duplicates: 0 }));
  const loans = { target: 'defaulted', task: 'classification', ...none } as const;
  check(sample('loan-decisions.csv', { ...loans, rows: 4000, complete: 3347, duplicates: 0 }));
  const whole = (rows: number) => ({ rows, complete: rows, duplicates: 0 });
  check(sample('wine.csv', { target: 'cultivar', task: 'classification', ...whole(178), ...none }));
  check(sample('diabetes.csv', { target: 'progression', task: 'regression', ...whole(442), ...none }));
  check(sample('digits.csv', { target: 'digit', task: 'classification', ...whole(1797), ...none }));
  check(
    // True of this table: each of these measures alone tells the two kinds of tumour apart; none is proven a leak.
    sample('breast-cancer.csv', {
      target: 'diagnosis',
      task: 'classification',
      ...whole(569),
      proven: [],
      suspected: [
        'mean_perimeter',
        'mean_concave_points',
        'worst_radius',
        'worst_perimeter',
        'worst_area',
        'worst_concave_points',
      ],
    }),
  );

  test('bike-rentals: the sentence a person reads', async () => {
    const file = 'public/samples/bike-rentals.csv';
    const { list } = await inspect({ file, target: 'rentals', task: 'regression' } as Case);
    expect(list[0]).toMatchObject({
      kind: 'leak-sum',
      severity: 'critical',
      title: '“casual” + “registered” add up to the target in every row.',
      decisions: [{ label: 'Set both aside' }, { label: 'Keep' }],
    });
  });
});

const tables = '../shared/data/tables';
if (!existsSync(tables))
  console.log(`No ${tables} here: the findings are not tried on titanic, diamonds, penguins, mpg.`);
else
  describe('tables of others', () => {
    const shared = (file: string, rest: Omit<Case, 'file'>) => check({ file: `${tables}/${file}`, ...rest });
    shared('titanic.csv', {
      target: 'survived',
      task: 'classification',
      rows: 891,
      complete: 182,
      duplicates: 107,
      proven: ['alive'],
      suspected: [],
    });
    shared('diamonds.csv', {
      target: 'price',
      task: 'regression',
      rows: 53940,
      complete: 53940,
      duplicates: 146,
      ...none,
    });
    shared('penguins.csv', {
      target: 'species',
      task: 'classification',
      rows: 344,
      complete: 333,
      duplicates: 0,
      ...none,
    });
    shared('mpg.csv', { target: 'mpg', task: 'regression', rows: 398, complete: 392, duplicates: 0, ...none });

    test('titanic: class and pclass say the same; that is redundant, not a leak', async () => {
      const given = { file: `${tables}/titanic.csv`, target: 'survived', task: 'classification' } as Case;
      const { list } = await inspect(given);
      expect(list.filter(f => f.kind === 'redundant').map(f => f.columns)).toEqual([
        ['pclass', 'class'],
        ['embarked', 'embark_town'],
      ]);
    });
  });

test('100,000 rows by 20 columns take about a second', async () => {
  const n = 100_000;
  const random = randomStream(1, 'speed');
  const number = () => numberColumn(Float64Array.from({ length: n }, () => random.normal()));
  const level = () => categoryColumn(Array.from({ length: n }, () => `k${random.integer(30)}`));
  const text = () => textColumn(Array.from({ length: n }, () => `text ${random.integer(1e9)}`));
  const columns = [
    ...Array.from({ length: 11 }, number),
    ...Array.from({ length: 5 }, level),
    ...Array.from({ length: 3 }, text),
    datetimeColumn(Float64Array.from({ length: n }, (_, i) => i * 3_600_000)),
  ];
  const table = makeTable(columns.map((column, i) => [`c${i}`, column]));
  const schema = table.names.map((name, i) => ({ name, kind: columns[i]!.kind, role: 'feature' as const }));
  const start = performance.now();
  await profileTable(table, schema);
  const seconds = (performance.now() - start) / 1000;
  console.log(`profile of 100,000 x 20: ${seconds.toFixed(2)} s`);
  expect(seconds).toBeLessThan(6); // a busy machine is given room; a step of quadratic time is not
});
