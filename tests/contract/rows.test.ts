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
import type { Schema } from '../../src/core/table/schema.ts';
import { makeTable } from '../../src/core/table/table.ts';
import { refusesBadParams } from './params.ts';

const names = ['number', 'datetime', 'category', 'boolean', 'text'] as const;
const schema: Schema = names.map(name => ({ name, kind: name, role: 'feature' }));

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
    rows: fc.shuffledSubarray(rows.map((_, i) => i)).map(r => Int32Array.from(r)),
    column: fc.constantFrom(...names),
  }),
);

/** Parameters that name an existing column the operation takes. */
function paramsFor(operation: AnyRowOperation, column: string): ParamValues {
  if (!('column' in operation.params)) return {};
  return { column: operation.id === 'filter-range' && column !== 'datetime' ? 'number' : column };
}

describe.each(rowOperations.map(o => [o.id, o as AnyRowOperation] as const))('%s', (_, operation) => {
  const keep = (table: ReturnType<typeof makeTable>, rows: Int32Array, column: string) =>
    operation.keep(
      table,
      schema,
      rows,
      checkParams(operation.id, operation.params, paramsFor(operation, column)) as never,
    );

  it('keeps a subset of the rows it was given, in their order', () => {
    fc.assert(
      fc.property(situation, ({ table, rows, column }) => {
        const kept = keep(table, rows, column);
        let at = 0;
        for (const r of kept) {
          at = rows.indexOf(r, at) + 1;
          expect(at).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('gives the same rows each time and changes neither table nor rows', () => {
    fc.assert(
      fc.property(situation, ({ table, rows, column }) => {
        const before = structuredClone({ table, rows });
        const first = keep(table, rows, column);
        expect(keep(table, rows, column)).toEqual(first);
        expect({ table, rows }).toEqual(before);
      }),
    );
  });

  it('keeps everything it kept when run again', () => {
    fc.assert(
      fc.property(situation, ({ table, rows, column }) => {
        const kept = keep(table, rows, column);
        expect(keep(table, kept, column)).toEqual(kept);
      }),
    );
  });

  it('refuses bad parameters by name', () => refusesBadParams(operation.id, operation.params));

  it('refuses a column the table does not have, by name', () => {
    if (!('column' in operation.params)) return;
    const table = makeTable([['number', numberColumn([1, 2])]]);
    expect(() => keep(table, Int32Array.of(0, 1), 'datetime')).toThrow(StudioError);
  });

  it('says what it is for', () => {
    expect(operation.label).not.toBe('');
    expect(operation.help).toMatch(/\.$/);
  });
});
