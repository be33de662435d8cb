import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { rowOperations } from '../../src/core/rows/index.ts';
import type { AnyRowOperation } from '../../src/core/row-operation.ts';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../src/core/table/column.ts';
import { countDifferences } from '../../src/core/table/differences.ts';
import { randomStream } from '../../src/core/random.ts';
import { makeTable, takeTableRows, type Table } from '../../src/core/table/table.ts';
import { refusesBadParams } from './params.ts';

const names = ['number', 'datetime', 'category', 'boolean', 'text'] as const;

const row = fc.record({
  number: fc.constantFrom(-1, 0, 1.5, NaN),
  datetime: fc.constantFrom(0, 86_400_000, NaN),
  category: fc.constantFrom('a', 'b', null),
  boolean: fc.constantFrom(true, false, null),
  text: fc.constantFrom('x', '', 'ß', null),
});
const situation = fc.array(row, { maxLength: 30 }).chain(rows =>
  fc.record({
    table: fc.constant(
      makeTable([
        ['number', numberColumn(rows.map(r => r.number))],
        ['datetime', datetimeColumn(rows.map(r => r.datetime))],
        ['category', categoryColumn(rows.map(r => r.category))],
        ['boolean', booleanColumn(rows.map(r => r.boolean))],
        ['text', textColumn(rows.map(r => r.text))],
      ]),
    ),
    column: fc.constantFrom(...names),
  }),
);

/** Parameters that name an existing column the operation takes. */
function paramsFor(operation: AnyRowOperation, column: string): ParamValues {
  if (!('column' in operation.params)) return {};
  return { column: operation.id === 'filter-range' && column !== 'datetime' ? 'number' : column };
}

const sameRows = (a: Table, b: Table): boolean =>
  a.rows === b.rows &&
  a.names.join('\n') === b.names.join('\n') &&
  a.columns.every((column, i) => countDifferences(column, b.columns[i]!) === 0);

describe.each(rowOperations.map(o => [o.id, o as AnyRowOperation] as const))('%s', (_, operation) => {
  const run = async (table: Table, column: string) =>
    operation.run(table, checkParams(operation.id, operation.params, paramsFor(operation, column)) as never, {
      sources: [],
      // The law is about the operation, not about the engine: it hands the table back.
      sql: (_query, tables) => Promise.resolve(tables[0]!.table),
      random: randomStream(1, 'row/0'),
    });

  it('names truly which rows it kept, and in an operation that chooses rows leaves their cells alone', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ table, column }) => {
        const { table: made, kept } = await run(table, column);
        if (!kept) return;
        expect(kept.length).toBe(made.rows);
        if (operation.group === 'rows') expect(sameRows(made, takeTableRows(table, kept))).toBe(true);
      }),
    );
  });

  it('gives the same each time and changes nothing of what it was given', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ table, column }) => {
        const before = structuredClone(table);
        const first = await run(table, column);
        expect(await run(table, column)).toEqual(first);
        expect(table).toEqual(before);
      }),
    );
  });

  it('keeps everything it kept when run again', async () => {
    if (operation.group !== 'rows') return;
    await fc.assert(
      fc.asyncProperty(situation, async ({ table, column }) => {
        const { table: made } = await run(table, column);
        expect(sameRows((await run(made, column)).table, made)).toBe(true);
      }),
    );
  });

  it('refuses bad parameters by name', () => refusesBadParams(operation.id, operation.params));

  it('refuses a column the table does not have, by name', async () => {
    if (!('column' in operation.params)) return;
    const table = makeTable([['number', numberColumn([1, 2])]]);
    await expect(run(table, 'datetime')).rejects.toBeInstanceOf(StudioError);
  });

  it('says what it is for', () => {
    expect(operation.label).not.toBe('');
    expect(operation.help).toMatch(/\.$/);
  });
});
