import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import { checkParams, columnsNamed, type Param, type ParamValues } from '../../src/core/params.ts';
import { type AnyRowOperation, type RowOutput, rowsWhere } from '../../src/core/row-operation.ts';
import { describeRows, rowOperations } from '../../src/core/rows/index.ts';
import { cellText, columnLength } from '../../src/core/table/column.ts';
import { makeTable, type Table, takeTableRows } from '../../src/core/table/table.ts';
import { refusesBadParams } from './params.ts';
import { context, makeRows, settings, tables } from './row-tables.ts';

const empty = makeRows([]);
const gaps = makeRows(Array.from({ length: 4 }, () => ({ number: NaN, other: NaN, datetime: NaN, category: null, boolean: null, text: null, target: null }))); // prettier-ignore

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
const acrossRows = [
  'drop-duplicates',
  'sort',
  'sample',
  'lag',
  'window',
  'join',
  'aggregate',
  'pivot',
  'unpivot',
  'sql',
];

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
