import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { castColumn } from '../../../../src/core/table/cast.ts';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  columnLength,
  datetimeColumn,
  isMissing,
  numberColumn,
  textColumn,
  type Column,
} from '../../../../src/core/table/column.ts';
import { kinds } from '../../../../src/core/table/schema.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter(v => !Object.is(v, -0));
const column: fc.Arbitrary<Column> = fc.oneof(
  fc.array(fc.option(finite, { nil: NaN })).map(numberColumn),
  fc.array(fc.option(fc.integer({ min: -8.64e15, max: 8.64e15 }), { nil: NaN })).map(datetimeColumn),
  fc.array(fc.option(fc.boolean())).map(booleanColumn),
  fc.array(fc.option(fc.string({ maxLength: 6 }))).map(v => textColumn(v)),
  fc.array(fc.option(fc.string({ maxLength: 2 }))).map(v => categoryColumn(v)),
);

describe('laws', () => {
  test('rows are kept, missing stays missing, and nothing is lost uncounted', () => {
    fc.assert(
      fc.property(column, fc.constantFrom(...kinds), (from, kind) => {
        const before = structuredClone(from);
        const { column: to, unparseable } = castColumn(from, kind);
        expect(to.kind).toBe(kind);
        expect(columnLength(to)).toBe(columnLength(from));
        let lost = 0;
        for (let i = 0; i < columnLength(from); i++) {
          if (isMissing(from, i)) expect(isMissing(to, i)).toBe(true);
          const text = cellText(from, i);
          const marker =
            text !== null && /^\s*(NA|N\/A|n\/a|NaN|nan|null|NULL|Null|None|#N\/A|<NA>|\?|-)?\s*$/.test(text);
          if (
            !isMissing(from, i) &&
            isMissing(to, i) &&
            !(marker && (from.kind === 'text' || from.kind === 'category'))
          )
            lost++;
        }
        expect(unparseable).toBe(lost);
        expect(from).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('numbers, dates and truth come back through text', () => {
    fc.assert(
      fc.property(column, from => {
        if (from.kind === 'text' || from.kind === 'category') return;
        const back = castColumn(castColumn(from, 'text').column, from.kind);
        expect(back.unparseable).toBe(0);
        expect(back.column).toEqual(from);
      }),
    );
  });
});

describe('examples', () => {
  test('text to number names what it could not read', () => {
    const cast = castColumn(textColumn(['1', ' 2.5 ', 'NA', 'many', 'many', 'few', null]), 'number');
    expect(cast.column).toEqual(numberColumn([1, 2.5, NaN, NaN, NaN, NaN, NaN]));
    expect(cast).toMatchObject({ unparseable: 3, examples: ['many', 'few'] });
  });
  test('category to date decides day and month over the whole column', () => {
    const cast = castColumn(categoryColumn(['1/2/2011', '13/2/2011']), 'datetime');
    expect(cellText(cast.column, 0)).toBe('2011-02-01');
  });
  test('numbers become levels in ascending order', () => {
    const cast = castColumn(numberColumn([10, 9, NaN, 10]), 'category');
    expect(cast.column).toEqual(categoryColumn(['10', '9', null, '10'], ['9', '10']));
  });
  test('numbers other than 0 and 1 are no truth', () => {
    expect(castColumn(numberColumn([0, 1, 2]), 'boolean')).toEqual({
      column: booleanColumn([false, true, null]),
      unparseable: 1,
      examples: ['2'],
    });
  });
  test('texts of truth and dates of epoch milliseconds', () => {
    expect(castColumn(textColumn(['yes', 'off', '1.0', 'x']), 'boolean').column).toEqual(
      booleanColumn([true, false, true, null]),
    );
    expect(castColumn(numberColumn([1e99, 86_400_000]), 'datetime')).toMatchObject({ unparseable: 1 });
  });
});
