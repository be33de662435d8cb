import fc from 'fast-check';
import type { ParamValues } from '../../src/core/params.ts';
import { randomStream } from '../../src/core/random.ts';
import type { RowContext } from '../../src/core/row-operation.ts';
import { booleanColumn, categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../src/core/table/column.ts'; // prettier-ignore
import { makeTable, type Table } from '../../src/core/table/table.ts';

/** Tables with every kind of column, under names that strangers' files may have, and what each operation is set to on them. */
export const LONG = 'long '.repeat(60);
export const row = fc.record({
  number: fc.constantFrom(-1, 0, 1.5, 1e300, NaN),
  other: fc.constantFrom(-0, 2, NaN),
  datetime: fc.constantFrom(0, 86_400_000, NaN),
  category: fc.constantFrom('a', 'B ', '__proto__', null),
  boolean: fc.constantFrom(true, false, null),
  text: fc.constantFrom('x', '', 'ß, 12-ab', '1.5', LONG, null),
  target: fc.constantFrom('p', 'q', null),
});
export type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

export const makeRows = (rows: readonly Row[]): Table =>
  makeTable([
    ['number', numberColumn(rows.map(r => r.number))],
    ['constructor', numberColumn(rows.map(r => r.other))],
    ['datetime', datetimeColumn(rows.map(r => r.datetime))],
    ['__proto__', categoryColumn(rows.map(r => r.category))],
    ['boolean', booleanColumn(rows.map(r => r.boolean))],
    [LONG, textColumn(rows.map(r => r.text))],
    ['target', categoryColumn(rows.map(r => r.target))],
  ]);
export const tables = fc.array(row, { maxLength: 30 }).map(makeRows);
const other = makeTable([
  ['__proto__', categoryColumn(['a', 'a', 'B ', null])],
  ['number', numberColumn([1, 2, 3, 4])],
  ['extra', textColumn(['u', null, 'w', ''])],
]);

/** Parameters under which an operation does something; those in no list do it with their defaults. */
export const settings: Readonly<Record<string, readonly ParamValues[]>> = {
  filter: [
    { conditions: [['number', 'is at least', '0'], ['__proto__', 'is one of', 'a | __proto__']] },
    { conditions: [[LONG, 'matches pattern', '^(x|[a-z]+)+$'], ['boolean', 'is', 'yes']], match: 'any' },
    { conditions: [['datetime', 'is between', '1970-01-01 | 1970-01-02']], action: 'drop' },
  ], // prettier-ignore
  'filter-formula': [{ formula: 'number > 0 or is_missing(constructor)' }],
  'drop-duplicates': [{}, { columns: ['__proto__', LONG], compare: 'alike' }],
  'drop-incomplete': [{}, { columns: ['number', LONG], when: 'all' }],
  sort: [{ by: [['number', 'descending'], [LONG, 'ascending']] }, { by: [['__proto__', 'ascending']] }], // prettier-ignore
  sample: [{ share: 0.5 }, { amount: 'number', count: 3, by: ['__proto__'] }],
  'replace-values': [
    { columns: ['number'], values: [['0', '7'], ['1.5', '']] },
    { columns: ['__proto__', LONG], values: [['a', 'B '], ['x', '']], others: 'make missing' },
  ], // prettier-ignore
  'set-missing': [{ columns: ['number', '__proto__', LONG, 'boolean'], values: [['-1'], ['A'], ['yes']] }],
  'tidy-text': [{ columns: ['__proto__', LONG], letters: 'title' }],
  'replace-text': [
    { columns: [LONG], by: 'pattern', pattern: '(\\d)', replacement: '<$1>' },
    { columns: ['__proto__'], find: 'a', replacement: '$&' },
  ],
  cast: [{ columns: [LONG, '__proto__'] }, { columns: ['number'], kind: 'category' }],
  clip: [{ columns: ['number', 'constructor'], lowest: '0', highest: '1' }],
  'convert-unit': [{ columns: ['number'] }],
  'select-columns': [{ columns: ['number', LONG] }, { columns: ['number', '__proto__'], action: 'keep' }],
  rename: [{ names: [['number', 'constructor'], ['constructor', 'number'], [LONG, 'toString']] }], // prettier-ignore
  'split-text': [
    { column: LONG, separator: ',', parts: 3 },
    { column: '__proto__', keep: false },
  ],
  'extract-pattern': [{ column: LONG, pattern: '(?<number>\\d+)(?<__proto__>-[a-z]+)?' }],
  'date-parts': [{ column: 'datetime', parts: [['year'], ['weekday']] }],
  lag: [
    { columns: ['__proto__', 'number'], time: 'datetime', lags: [1, 3] },
    { columns: [LONG, 'boolean'], time: 'datetime', by: ['constructor'], lags: [1], unit: 'days' },
  ],
  window: [
    { columns: ['number', 'boolean'], time: 'datetime', statistics: [['mean'], ['median'], ['count']], size: 2 },
    { columns: ['number'], time: 'datetime', by: ['__proto__'], unit: 'all earlier rows', itself: true },
  ],
  aggregate: [
    { by: ['__proto__'], values: [['', 'row count', ''], ['number', 'mean', ''], [LONG, 'distinct count', 'number']] },
    { by: ['boolean', 'constructor'], values: [['datetime', 'maximum', ''], [LONG, 'last', '']] },
  ], // prettier-ignore
  pivot: [{ rows: ['boolean'], names: '__proto__', values: 'number', summary: 'mean' }],
  unpivot: [{ columns: ['number', 'constructor'] }, { columns: ['number', LONG], names: 'boolean' }],
  join: [
    { source: 'other', keys: [['__proto__', '__proto__']] },
    { source: 'other', keys: [['__proto__', '__proto__'], ['constructor', 'number']], how: 'drop' },
  ], // prettier-ignore
  append: [{ source: 'other' }, { source: 'other', extra: 'add' }],
  'drop-missing': [{ column: LONG }],
  'filter-range': [{ column: 'number', from: '0' }],
  'filter-value': [{ column: '__proto__', value: 'a' }],
};

export const context = (): RowContext => ({
  sources: [{ name: 'other', table: other }],
  sql: null,
  random: randomStream(3, 'rows'),
});
