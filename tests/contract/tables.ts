import fc from 'fast-check';
import {
  booleanColumn,
  categoryColumn,
  type Column,
  datetimeColumn,
  numberColumn,
} from '../../src/core/table/column.ts';
import type { Field } from '../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';

/** A mixed table with gaps, hostile names, and a target, for laws that hold on any data. */
export interface MixedTable {
  readonly table: Table;
  readonly fields: readonly Field[];
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const gap = <T>(value: fc.Arbitrary<T>, missing: T) =>
  fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: fc.constant(missing) });
const level = fc.constantFrom('red', 'green', 'blue', 'île', '__proto__');

const columnsOf = (rows: number) =>
  fc.record({
    a: fc.array(gap(finite, NaN), { minLength: rows, maxLength: rows }),
    b: fc.array(gap(fc.integer({ min: -5, max: 5 }), NaN), { minLength: rows, maxLength: rows }),
    when: fc.array(gap(fc.integer({ min: 0, max: 2e12 }), NaN), { minLength: rows, maxLength: rows }),
    colour: fc.array(gap<string | null>(level, null), { minLength: rows, maxLength: rows }),
    flag: fc.array(gap<boolean | null>(fc.boolean(), null), { minLength: rows, maxLength: rows }),
    // No rows a network sets apart may lie so far out that their loss overflows float32.
    value: fc.array(
      fc.integer({ min: -8e6, max: 8e6 }).map(v => v / 8 + 0),
      { minLength: rows, maxLength: rows },
    ),
    kind: fc.array(fc.constantFrom('x', 'y'), { minLength: rows, maxLength: rows }),
  });

/** Tables of 12 to 40 rows; `regression` picks the target among a number and a category. */
export const mixedTable = (task: 'regression' | 'classification'): fc.Arbitrary<MixedTable> =>
  fc
    .integer({ min: 12, max: 40 })
    .chain(columnsOf)
    .map(c => {
      const kinds = c.kind.map((k, i) => (i < 4 ? (i % 2 ? 'x' : 'y') : k));
      const entries: [string, Column, Field['role']][] = [
        ['a', numberColumn(c.a), 'feature'],
        ['__proto__', numberColumn(c.b), 'feature'],
        ['when', datetimeColumn(c.when), 'feature'],
        ['the colour', categoryColumn(c.colour), 'feature'],
        ['flag', booleanColumn(c.flag), 'feature'],
        ['target', task === 'regression' ? numberColumn(c.value) : categoryColumn(kinds), 'target'],
      ];
      return {
        table: makeTable(entries.map(([name, column]) => [name, column] as const)),
        fields: entries.map(([name, column, role]) => ({ name, kind: column.kind, role })),
      };
    });

/** The table with every row outside `rows` replaced by absurd values that would show in anything learned from them. */
export function poison(table: Table, rows: Int32Array): Table {
  const kept = new Set(rows);
  const others = (n: number) => Array.from({ length: n }, (_, i) => i).filter(i => !kept.has(i));
  const columns = table.columns.map((column): Column => {
    switch (column.kind) {
      case 'number':
      case 'datetime': {
        const values = column.values.slice();
        for (const i of others(values.length)) values[i] = 1e12 + i;
        return { ...column, values };
      }
      case 'boolean': {
        const values = column.values.slice();
        for (const i of others(values.length)) values[i] = 1;
        return { ...column, values };
      }
      case 'category': {
        const codes = column.codes.slice();
        // Levels stand in the order in which the whole table has them, which rows that are not seen decide too.
        const last = column.levels.length;
        for (const i of codes.keys()) codes[i] = kept.has(i) ? (codes[i]! < 0 ? -1 : last - codes[i]!) : 0;
        return { ...column, codes, levels: ['poison', ...column.levels.toReversed()] };
      }
      default:
        return column;
    }
  });
  return { ...table, columns };
}
