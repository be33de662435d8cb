import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoryColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { getColumn, makeTable } from '../../../../src/core/table/table.ts';
import { arrowToTable } from '../../../../src/io/arrow/read-arrow.ts';
import { tableToArrow } from '../../../../src/io/arrow/write-arrow.ts';
import { codesOf, rowsOf } from '../read-text.ts';
import { anyTable } from '../tables.ts';

describe('the studio’s own files', () => {
  test.each(['storage', 'exchange'] as const)('come back exactly (%s)', form => {
    fc.assert(
      fc.property(anyTable, ({ table, fields }) => {
        const before = structuredClone(table);
        const back = arrowToTable(tableToArrow(table, fields, form));
        expect(back.table).toEqual(before);
        expect(back.fields).toEqual(fields);
        expect(table).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('numbers keep the sign of zero and every bit', () => {
    const table = makeTable([['a', numberColumn([-0, 5e-324, Number.MAX_VALUE, Infinity, NaN])]]);
    const back = getColumn(arrowToTable(tableToArrow(table, [])).table, 'a') as { values: Float64Array };
    expect(Object.is(back.values[0], -0)).toBe(true);
    expect(back.values).toEqual((table.columns[0] as { values: Float64Array }).values);
  });

  test('are read as views over the file', () => {
    const table = makeTable([
      ['n', numberColumn([1, NaN, 3])],
      ['c', categoryColumn(['x', null, 'y'])],
      ['t', textColumn(['a', null, 'bc'])],
    ]);
    const bytes = tableToArrow(table, []);
    const { columns } = arrowToTable(bytes).table;
    const arrays = columns.map(c => (c.kind === 'category' ? c.codes : c.kind === 'text' ? c.bytes : c.values));
    for (const view of arrays) expect(view.buffer).toBe(bytes.buffer);
  });
});

describe('files of other tools', () => {
  const read = (columns: Record<string, arrow.Vector>) =>
    arrowToTable(arrow.tableToIPC(new arrow.Table(columns), 'stream'));

  test('every flat type', () => {
    const result = read({
      i8: arrow.vectorFromArray([1, null, -3], new arrow.Int8()),
      u32: arrow.vectorFromArray([1, 4294967295, 0], new arrow.Uint32()),
      i64: arrow.vectorFromArray([1n, null, -9007199254740991n], new arrow.Int64()),
      id: arrow.vectorFromArray([1n, 9007199254740993n, null], new arrow.Int64()),
      f32: arrow.vectorFromArray([0.5, null, 1], new arrow.Float32()),
      b: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
      s: arrow.vectorFromArray(['x', '', null], new arrow.Utf8()),
      day: arrow.vectorFromArray([new Date(86_400_000), null, new Date(0)], new arrow.DateDay()),
      us: arrow.makeVector(
        arrow.makeData({ type: new arrow.TimestampMicrosecond(), data: BigInt64Array.of(-1n, 1500n, 2000n) }),
      ),
      c: arrow.vectorFromArray(['p', 'q', null], new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8())),
    });
    expect(rowsOf(result.table)).toEqual([
      ['1', '1', '1', '1', '0.5', 'true', 'x', '1970-01-02', '1969-12-31T23:59:59.999Z', 'p'],
      [null, '4294967295', null, '9007199254740993', null, null, null, null, '1970-01-01T00:00:00.001Z', 'q'],
      ['-3', '0', '-9007199254740991', null, '1', 'false', null, '1970-01-01', '1970-01-01T00:00:00.002Z', null],
    ]);
    expect(result.fields.map(f => f.kind)).toEqual([
      'number', 'number', 'number', 'category', 'number', 'boolean', 'category', 'datetime', 'datetime', 'category',
    ]); // prettier-ignore
    expect(codesOf(result)).toEqual(['read/empty-texts', 'read/time-cut']);
  });

  test('nested columns are set aside by name, a file of them alone is refused', () => {
    const list = arrow.vectorFromArray([[1], [2, 3]], new arrow.List(new arrow.Field('item', new arrow.Int32(), true)));
    const result = read({ a: arrow.vectorFromArray([1, 2], new arrow.Int32()), l: list });
    expect(result.table.names).toEqual(['a']);
    expect(result.notes).toMatchObject([{ code: 'read/nested-columns', count: 1 }]);
    expect(() => read({ l: list })).toThrow(expect.objectContaining({ code: 'read/nothing-left' }));
  });

  test('several batches become one table', () => {
    const batch = (values: (string | null)[]) =>
      new arrow.Table({
        s: arrow.vectorFromArray(values, new arrow.Utf8()),
        c: arrow.vectorFromArray(values, new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 1)),
        n: arrow.vectorFromArray(values.map((_, i) => i), new arrow.Int32()), // prettier-ignore
      });
    const joined = batch(['x', null]).concat(batch(['y', 'x']));
    const { table } = arrowToTable(arrow.tableToIPC(joined, 'stream'));
    expect(rowsOf(table)).toEqual([['x', 'x', '0'], [null, null, '1'], ['y', 'y', '0'], ['x', 'x', '1']]); // prettier-ignore
  });
});

describe('damaged files', () => {
  const good = tableToArrow(
    makeTable([
      ['n', numberColumn([1, NaN, 3])],
      ['c', categoryColumn(['x', null, 'y'])],
      ['t', textColumn(['a', null, 'bc'])],
    ]),
    [],
  );

  const outcome = (bytes: Uint8Array): string => {
    try {
      return `${arrowToTable(bytes).table.rows} rows`;
    } catch (error) {
      return String((error as { code?: string }).code ?? error);
    }
  };

  test('cut anywhere: a coded error or an empty table, never a crash', () => {
    for (let size = 0; size < good.length; size += 7) {
      expect(outcome(good.slice(0, size))).toMatch(/^read\/(malformed|nothing-left)$|rows$/);
    }
  });

  test('any byte changed: a coded error or a table, never a crash', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = good.slice();
        bytes[at]! ^= flip;
        expect(outcome(bytes)).toMatch(/^(read|table)\/|rows$/);
      }),
      { numRuns: 1500 },
    );
  });

  test('a code without a level is refused', () => {
    const table = new arrow.Table({
      c: arrow.makeVector(
        arrow.makeData({
          type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
          data: Int32Array.of(0, 7),
          dictionary: arrow.vectorFromArray(['x'], new arrow.Utf8()),
        }),
      ),
    });
    expect(outcome(arrow.tableToIPC(table))).toBe('read/malformed');
  });
});
