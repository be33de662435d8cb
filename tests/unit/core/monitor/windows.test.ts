import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinWindows, signalWindows } from '../../../../src/core/monitor/windows.ts';

const read = (text: string) => [...text].map(c => (c === 'x' ? true : c === '.' ? false : null));
const show = (text: string) => signalWindows(read(text)).map(w => [w.first, w.last, w.confirmedAt, w.ongoing]);

describe('signalWindows', () => {
  it.each([
    ['....', []],
    ['.x..', [[1, 1, null, false]]],
    ['...x', [[3, 3, null, true]]],
    ['.xx.', [[1, 2, 2, false]]],
    ['.x.x', [[1, 3, 3, true]]],
    ['x..x', [[0, 0, null, false], [3, 3, null, true]]],
    ['x-?x'.replace('?', '-'), [[0, 3, 3, true]]],
    ['xx--', [[0, 1, 1, true]]],
    ['x.x.x...xx', [[0, 4, 2, false], [8, 9, 9, true]]],
  ])('%s', (text, expected) => expect(show(text)).toEqual(expected)); // prettier-ignore

  it('confirms exactly where 2 of 3 judged chunks in a row saw it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(true, false, null), { maxLength: 30 }), seen => {
        const judged = seen.filter(s => s !== null);
        const expected = judged.some((_, i) => judged.slice(i, i + 3).filter(Boolean).length >= 2);
        const windows = signalWindows(seen);
        expect(windows.some(w => w.confirmedAt !== null)).toBe(expected);
        expect(windows.flatMap(w => w.chunks)).toEqual(seen.flatMap((s, i) => (s ? [i] : [])));
      }),
    );
  });
});

describe('joinWindows', () => {
  it('joins what overlaps or follows at once, and leaves apart what does not', () => {
    const item = (first: number, last: number) => ({
      window: { first, last, chunks: [], confirmedAt: last, ongoing: false },
    });
    const groups = joinWindows([item(5, 6), item(0, 2), item(3, 3), item(9, 9), item(1, 1)]);
    expect(groups.map(g => g.map(i => i.window.first))).toEqual([[0, 1, 3], [5], [9]]);
  });
});
