import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinLateTruth } from '../../../../src/core/monitor/late-truth.ts';
import { cellText, numberColumn, textColumn } from '../../../../src/core/table/column.ts';

const join = (log: readonly (string | null)[], late: readonly (string | null)[], truth: readonly number[]) => {
  const found = joinLateTruth(textColumn(log), log.length, textColumn(late), late.length, numberColumn(truth));
  return { ...found, texts: log.map((_, i) => cellText(found.column, i)) };
};

describe('joinLateTruth', () => {
  it('finds every row again, in whatever order the truth arrived', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), fc.nat(), (keys, shift) => {
        const late = keys.map((_, i) => keys[(i + shift) % keys.length]!);
        const { texts, matched } = join(keys, late, late.map(k => keys.indexOf(k))); // prettier-ignore
        expect(texts).toEqual(keys.map((_, i) => String(i)));
        expect(matched).toBe(keys.length);
      }),
    );
  });

  it('matches the rows of one request in order', () => {
    expect(join(['a', 'b', 'a'], ['a', 'a', 'b'], [1, 2, 3]).texts).toEqual(['1', '3', '2']);
  });

  it('matches nothing where nobody can tell which row is meant', () => {
    expect(join(['a', 'a', 'b'], ['a', 'b'], [1, 2])).toMatchObject({
      texts: [null, null, '2'],
      matched: 1,
      ambiguous: 2,
    });
  });

  it('leaves rows without a key, without truth, and with an unknown key alone', () => {
    const found = join([null, '__proto__', 'x'], ['__proto__', null, 'y'], [NaN, 2, 3]);
    expect(found).toMatchObject({ texts: [null, null, null], matched: 0, ambiguous: 0 });
  });
});
