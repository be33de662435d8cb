import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormulaColumn } from '../../../../src/core/derive/formula-check.ts';
import { completeFormula } from '../../../../src/core/derive/formula-complete.ts';
import { parseFormula } from '../../../../src/core/derive/formula-tree.ts';

const columns: readonly FormulaColumn[] = [
  { name: 'price', kind: 'number' },
  { name: 'Price (net)', kind: 'number' },
  { name: 'list price', kind: 'number' },
  { name: 'sold', kind: 'boolean', refusal: 'It is the target.' },
];

/** The formula after taking the first completion at "|". */
function take(marked: string, pick = 0): string {
  const cursor = marked.indexOf('|');
  const expression = marked.replace('|', '');
  const chosen = completeFormula(expression, cursor, columns)[pick]!;
  return expression.slice(0, chosen.from) + chosen.insert + expression.slice(chosen.to);
}

describe('completion', () => {
  it('offers what begins with the word first, then what contains it', () => {
    expect(completeFormula('pri', 3, columns).map(c => c.label)).toEqual(['price', 'Price (net)', 'list price']);
  });
  it.each([
    ['1 + pr|', '1 + price'],
    ['1 + pr|i + 2', '1 + price + 2'],
    ['log(pri|)', 'log(price)'],
    ['sqr|', 'sqrt('],
    ['sqr|(4)', 'sqrt(4)'],
    ['no|', 'not'],
    ['2 * [pr|', '2 * price'],
    ['2 * [Pr|ic] + 1', '2 * price + 1'],
    ['2 * [pr| + 1', '2 * price + 1'],
    ['2 * `pr|', '2 * price'],
  ])('%s becomes %s', (marked, expected) => expect(take(marked)).toBe(expected));

  it('writes awkward names in brackets', () => {
    expect(take('pri|', 1)).toBe('[Price (net)]');
  });
  it('offers nothing inside a text or a number, and never a column that is refused', () => {
    expect(completeFormula("city == 'pr", 11, columns)).toEqual([]);
    expect(completeFormula('12', 2, columns)).toEqual([]);
    expect(completeFormula('sol', 3, columns)).toEqual([]);
  });
  it('offers columns only inside brackets', () => {
    expect(new Set(completeFormula('[', 1, columns).map(c => c.kind))).toEqual(new Set(['column']));
  });
  it('writes any name so that it is read back as that column', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }), name => {
        const [completion] = completeFormula('', 0, [{ name, kind: 'number' }]);
        expect(parseFormula(completion!.insert)).toMatchObject({ type: 'column', name });
      }),
    );
  });
});
