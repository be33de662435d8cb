import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import { checkParams, columnsNamed, type Param, type ParamValues } from '../../src/core/params.ts';
import { randomStream } from '../../src/core/random.ts';
import { type AnyRowOperation, type RowContext, type RowOutput, rowsWhere } from '../../src/core/row-operation.ts';
import { describeRows, rowOperations } from '../../src/core/rows/index.ts';
import { booleanColumn, categoryColumn, cellText, columnLength, datetimeColumn, numberColumn, textColumn } from '../../src/core/table/column.ts'; // prettier-ignore
import { makeTable, type Table, takeTableRows } from '../../src/core/table/table.ts';
import { refusesBadParams } from './params.ts';

const LONG = 'long '.repeat(60);
const row = fc.record({
  number: fc.constantFrom(-1, 0, 1.5, 1e300, NaN),
  other: fc.constantFrom(-0, 2, NaN),
  datetime: fc.constantFrom(0, 86_400_000, NaN),
  category: fc.constantFrom('a', 'B ', '__proto__', null),
  boolean: fc.constantFrom(true, false, null),
  text: fc.constantFrom('x', '', 'ß, 12-ab', '1.5', LONG, null),
  target: fc.constantFrom('p', 'q', null),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

const makeRows = (rows: readonly Row[]): Table =>
  makeTable([
    ['number', numberColumn(rows.map(r => r.number))],
    ['constructor', numberColumn(rows.map(r => r.other))],
    ['datetime', datetimeColumn(rows.map(r => r.datetime))],
    ['__proto__', categoryColumn(rows.map(r => r.category))],
    ['boolean', booleanColumn(rows.map(r => r.boolean))],
    [LONG, textColumn(rows.map(r => r.text))],
    ['target', categoryColumn(rows.map(r => r.target))],
  ]);
const tables = fc.array(row, { maxLength: 30 }).map(makeRows);
const empty = makeRows([]);
const gaps = makeRows(Array.from({ length: 4 }, () => ({ number: NaN, other: NaN, datetime: NaN, category: null, boolean: null, text: null, target: null }))); // prettier-ignore

const other = makeTable([
  ['__proto__', categoryColumn(['a', 'a', 'B ', null])],
  ['number', numberColumn([1, 2, 3, 4])],
  ['extra', textColumn(['u', null, 'w', ''])],
]);

/** Parameters under which an operation does something; those in no list do it with their defaults. */
const settings: Readonly<Record<string, readonly ParamValues[]>> = {
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

const context = (): RowContext => ({
  sources: [{ name: 'other', table: other }],
  sql: null,
  random: randomStream(3, 'rows'),
});
const only = (table: Table, keep: (name: string) => boolean): Table =>
  makeTable(table.names.flatMap((name, i) => (keep(name) ? [[name, table.columns[i]!] as const] : [])));

const cases = (rowOperations as readonly AnyRowOperation[]).flatMap(operation =>
  (settings[operation.id] ?? []).map((params, i) => [`${operation.id} ${i + 1}`, operation, params] as const),
);

/** Operations whose output rows are input rows, each at most once, and that change no cell. */
const keepers = new Set(['filter', 'filter-formula', 'filter-range', 'filter-value', 'drop-duplicates', 'drop-incomplete', 'drop-missing']); // prettier-ignore

async function run(operation: AnyRowOperation, table: Table, params: ParamValues): Promise<RowOutput> {
  // What is hidden from an operation is not there when it runs.
  const seen = operation.target === 'hidden' ? only(table, name => name !== 'target') : table;
  return operation.run(seen, checkParams(operation.id, operation.params, params) as never, context());
}

it('every operation is put to these laws', () => {
  // SQL has no engine here; its laws stand beside it.
  const lawful = rowOperations.map(o => o.id).filter(id => id !== 'sql');
  expect(Object.keys(settings).toSorted()).toEqual(lawful.toSorted());
});

describe.each(cases)('%s', (_, operation, params) => {
  it('leaves its input as it was, gives the same each time, and columns of one length', () =>
    fc.assert(
      fc.asyncProperty(tables, async table => {
        const before = structuredClone(table);
        const first = await run(operation, table, params);
        expect(await run(operation, table, params)).toEqual(first);
        expect(table).toEqual(before);
        expect(new Set(first.table.names).size).toBe(first.table.names.length);
        for (const column of first.table.columns) expect(columnLength(column)).toBe(first.table.rows);
      }),
    ));

  it('names the input row of each output row truly: untouched columns hold the same there', () =>
    fc.assert(
      fc.asyncProperty(tables, async table => {
        const { table: made, kept } = await run(operation, table, params);
        if (kept === null) return;
        expect(kept.length).toBe(made.rows);
        if (operation.id !== 'sort') expect(kept).toEqual(kept.toSorted());
        const touched =
          operation.group === 'values' || operation.id === 'rename' ? columnsNamed(operation.params, params) : [];
        const stays = (name: string): boolean =>
          table.names.includes(name) &&
          made.names.includes(name) &&
          !touched.includes(name) &&
          name !== params['names'];
        expect(only(made, stays)).toEqual({
          ...only(takeTableRows(table, kept), stays),
          rows: stays.length ? made.rows : 0,
        });
      }),
    ));

  it('works on no rows, and on nothing but gaps', async () => {
    for (const table of [empty, gaps]) {
      const { table: made, kept } = await run(operation, table, params);
      for (const column of made.columns) expect(columnLength(column)).toBe(made.rows);
      for (const from of kept ?? []) expect(from).toBeLessThan(table.rows);
    }
  });

  it('refuses a column that the table does not have, by name', async () => {
    const names = columnsNamed(operation.params, params);
    for (const gone of names) {
      const smaller = only(makeRows([]), name => name !== gone);
      await expect(run(operation, smaller, params), gone).rejects.toThrow(StudioError);
    }
  });

  it('says in words what it does', () => {
    const words = describeRows({ id: operation.id, params });
    expect(words).toMatch(/^[A-Z].{5,}[^.]$/u);
    expect(words.length).toBeLessThan(600);
  });

  if (keepers.has(operation.id)) {
    it('keeps everything it kept when it runs again', () =>
      fc.assert(
        fc.asyncProperty(tables, async table => {
          const { table: once } = await run(operation, table, params);
          const again = await operation.run(
            once,
            checkParams(operation.id, operation.params, params) as never,
            context(),
          );
          expect(again.table).toEqual(once);
        }),
      ));
  }
});

describe.each((rowOperations as readonly AnyRowOperation[]).map(o => [o.id, o] as const))('%s', (id, operation) => {
  it('refuses bad parameters by name', () => refusesBadParams(id, operation.params));

  it('says what it is for, in its menu and without parameters', () => {
    expect(operation.label).not.toBe('');
    expect(operation.help).toMatch(/\.$/);
    expect(describeRows({ id, params: {} })).toMatch(/^[A-Z].*[^.]$/u);
  });

  it('shows every parameter that hangs on another under a value it has', () => {
    for (const param of Object.values(operation.params) as Param[]) {
      if (!param.onlyWith) continue;
      const on = operation.params[param.onlyWith.name]!;
      if (on.kind === 'choice') expect(on.options).toContain(param.onlyWith.value);
    }
  });
});

/** Operations that look at other rows: they may never be shown the target openly. */
const acrossRows = ['drop-duplicates', 'sort', 'sample', 'join', 'aggregate', 'pivot', 'unpivot', 'sql'];

it('only what looks at no other row is shown the target without a probe', () => {
  const open = (rowOperations as readonly AnyRowOperation[]).filter(o => o.target === 'row-wise').map(o => o.id);
  expect(open.filter(id => acrossRows.includes(id))).toEqual([]);
});

const texts = (table: Table): unknown =>
  table.names.map((name, i) => [name, Array.from({ length: table.rows }, (_, r) => cellText(table.columns[i]!, r))]);

describe.each(cases.filter(([, o]) => o.target === 'row-wise' && o.id !== 'append'))('%s', (_, operation, params) => {
  it('treats each row by itself: a part of the rows comes out as it does among all', () =>
    fc.assert(
      fc.asyncProperty(tables, fc.func(fc.boolean()), async (table, chosen) => {
        const rows = rowsWhere(table, row => chosen(row));
        const whole = await run(operation, table, params);
        const part = await run(operation, takeTableRows(table, rows), params);
        const among = Int32Array.from(whole.kept!.keys()).filter(at => rows.includes(whole.kept![at]!));
        expect(texts(part.table)).toEqual(texts(takeTableRows(whole.table, among)));
        expect(Array.from(part.kept!, row => rows[row])).toEqual(Array.from(among, at => whole.kept![at]));
      }),
    ));
});
