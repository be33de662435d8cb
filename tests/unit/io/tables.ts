import fc from 'fast-check';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
  type Column,
} from '../../../src/core/table/column.ts';
import { roles, type Field } from '../../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../../src/core/table/table.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 6 });

function columnOf(rows: number): fc.Arbitrary<Column> {
  const many = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { minLength: rows, maxLength: rows });
  const levels = fc.uniqueArray(text.filter(t => t !== ''), { maxLength: 5 }); // prettier-ignore
  return fc.oneof(
    many(fc.option(fc.double(), { nil: NaN })).map(numberColumn),
    many(fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 }), { nil: NaN })).map(datetimeColumn),
    many(fc.option(fc.boolean())).map(booleanColumn),
    many(fc.option(text)).map(v => textColumn(v)),
    levels.chain(known =>
      many(known.length ? fc.option(fc.constantFrom(...known)) : fc.constant(null)).map(v => categoryColumn(v, known)),
    ),
  );
}

const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'a b'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
);

/** Any table with any meaning: every kind, missing values, unused levels, odd names, no rows. */
export const anyTable: fc.Arbitrary<{ table: Table; fields: Field[] }> = fc
  .tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.integer({ min: 0, max: 20 }))
  .chain(([names, rows]) =>
    fc.tuple(
      ...names.map(n =>
        fc.tuple(
          fc.constant(n),
          columnOf(rows),
          fc.constantFrom(...roles),
          fc.option(text.filter(t => t !== '')),
          fc.option(fc.boolean()),
        ),
      ),
    ),
  )
  .map(entries => ({
    table: makeTable(entries.map(([n, column]) => [n, column] as const)),
    fields: entries.map(([n, column, role, unit, integer]) => ({
      name: n,
      kind: column.kind,
      role,
      ...(unit !== null && { unit }),
      ...(integer !== null && { integer }),
    })),
  }));
