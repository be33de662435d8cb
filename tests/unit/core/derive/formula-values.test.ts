import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, one } from './evaluate.ts';

const x = (...cells: (number | null)[]) => ({ x: ['number', cells] as const });

describe('numbers', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['-2^2', -4],
    ['(-2)^2', 4],
    ['2^3^2', 512],
    ['2^-1', 0.5],
    ['-2^-3^2', -(2 ** -9)],
    ['--3', 3],
    ['+3 - -4', 7],
    ['10 - 4 - 3', 3],
    ['7 % 3', 1],
    ['-1 % 3', 2],
    ['1 % -3', -2],
    ['.5 + 1e-1', 0.6],
    ['3 ** 2', 9],
    ['abs(-3)', 3],
    ['sqrt(16)', 4],
    ['exp(0)', 1],
    ['log(exp(2))', 2],
    ['log1p(0)', 0],
    ['floor(-1.5)', -2],
    ['ceil(-1.5)', -1],
    ['min(3, 1, 2)', 1],
    ['max(3, 1, 2)', 3],
    ['clip(120, 18, 90)', 90],
    ['clip(1, 18, 90)', 18],
    ['ROUND(2.5)', 3],
  ])('%s is %d', (expression, expected) => expect(one(expression)).toBe(expected));

  it('rounds halves away from zero, and 0.49999999999999994 down', () => {
    const cells = [0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370497, -0.3];
    expect(evaluate('round(x)', x(...cells))).toEqual([1, -1, 2, 3, -3, 0, 4503599627370497, 0]);
    expect(evaluate('round(x, 2)', x(1.005, 2.345, -7.125))).toEqual([1, 2.35, -7.13]); // 1.005 * 100 is 100.49999999999999
  });

  it('agrees with arithmetic in float64 for any finite numbers', () => {
    const real = fc.double({ noNaN: true, min: -1e100, max: 1e100 });
    fc.assert(
      fc.property(real, real, real, (a, b, c) => {
        const columns = { a: ['number', [a]], b: ['number', [b]], c: ['number', [c]] } as const;
        expect(one('a + b * c - a', columns)).toBe(a + b * c - a);
        expect(one('(a - b) / (2 + c * c)', columns)).toBe((a - b) / (2 + c * c));
        expect(one('if(a < b or b >= c, a, c)', columns)).toBe(a < b || b >= c ? a : c);
      }),
    );
  });

  it('gives the remainder the sign of the divisor and keeps it below the divisor', () => {
    const whole = fc.integer({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(
        whole,
        whole.filter(b => b !== 0),
        (a, b) => {
          const found = one('a % b', { a: ['number', [a]], b: ['number', [b]] });
          expect(found).toBe((((a % b) + b) % b) + 0);
        },
      ),
    );
  });
});

describe('missing', () => {
  it.each([
    'x + 1',
    '1 - x',
    'x * 0',
    'x / 2',
    'x ^ 0',
    '1 ^ x',
    'x ^ 2',
    'x % 2',
    '-x',
    'min(x, 1)',
    'max(1, x)',
    'clip(1, x, 2)',
    'abs(x)',
    'round(x)',
    'round(x, 1)',
    'x < 1',
    'x == x',
    'x != 1',
    'not (x > 1)',
    'if(x > 1, 1, 2)',
    'x > 1 or false',
    'x > 1 and true',
    'if(true, missing, 1)',
  ])('passes through %s', expression => expect(one(expression, x(null))).toBeNull());

  it('ends at is_missing, fill, coalesce and a decided and/or', () => {
    expect(evaluate('is_missing(x)', x(null, 1))).toEqual([1, 0]);
    expect(evaluate('fill(x, 7)', x(null, 1))).toEqual([7, 1]);
    expect(evaluate('coalesce(x, missing, 9)', x(null, 1))).toEqual([9, 1]);
    expect(one('x > 1 and false', x(null))).toBe(0);
    expect(one('x > 1 or true', x(null))).toBe(1);
    expect(evaluate('if(is_missing(x), 1, x)', x(null, 5))).toEqual([1, 5]);
    expect(evaluate('if(x == -999, missing, x)', x(-999, 5))).toEqual([null, 5]);
  });

  it.each([
    '1 / x',
    'x / x',
    '1 % x',
    'log(x)',
    'sqrt(x - 1)',
    '(x - 8) ^ 0.5',
    'exp(x + 1000)',
    '1e308 * (x + 10)',
    'log1p(x - 2)',
  ])('is what %s gives at 0, never infinity', expression => expect(one(expression, x(0))).toBeNull());

  it('follows three-valued logic', () => {
    const states = [true, false, null];
    const columns = {
      p: ['boolean', states.flatMap(s => [s, s, s])] as const,
      q: ['boolean', states.flatMap(() => states)] as const,
    };
    expect(evaluate('p and q', columns)).toEqual([1, 0, null, 0, 0, 0, null, 0, null]);
    expect(evaluate('p or q', columns)).toEqual([1, 1, 1, 1, 0, null, 1, null, null]);
    expect(evaluate('not p', columns)).toEqual([0, 0, 0, 1, 1, 1, null, null, null]);
    expect(evaluate('p == q', columns)).toEqual([1, 0, null, 0, 1, null, null, null, null]);
  });
});

describe('order of words', () => {
  it('reads not after comparisons and before and', () => {
    expect(one('not 1 == 2')).toBe(1);
    expect(one('not true or true')).toBe(1);
    expect(one('not not true and false')).toBe(0);
    expect(one('if(not false, 1, 2)')).toBe(1);
    expect(one('true or false and false')).toBe(1);
    expect(one('!false && true || false')).toBe(1);
    expect(one('NOT (true AND False)')).toBe(1);
    expect(one('true == not false')).toBe(1);
  });
});

describe('text', () => {
  const city = { city: ['category', ['Oslo', 'Köln', null, "l'Aquila"]] as const };
  it('compares, measures and chooses', () => {
    expect(evaluate("city == 'Oslo'", city)).toEqual([1, 0, null, 0]);
    expect(evaluate('city != "l\'Aquila"', city)).toEqual([1, 1, null, 0]);
    expect(evaluate("city == 'l''Aquila'", city)).toEqual([0, 0, null, 1]);
    expect(evaluate('length(city)', city)).toEqual([4, 4, null, 8]);
    expect(evaluate("if(city == 'Oslo', 'north', city)", city)).toEqual(['north', 'Köln', null, "l'Aquila"]);
    expect(evaluate("fill(city, 'nowhere')", city)).toEqual(['Oslo', 'Köln', 'nowhere', "l'Aquila"]);
    expect(evaluate("if(city == 'Oslo', missing, city)", city)).toEqual([null, 'Köln', null, "l'Aquila"]);
  });
});

describe('names', () => {
  it('takes any name in brackets or backticks', () => {
    const columns = {
      'Age (years)': ['number', [40]] as const,
      'a]b': ['number', [1]] as const,
      ['__proto__']: ['number', [5]] as const,
      'Sepal.Length': ['number', [2]] as const,
      und: ['number', [3]] as const,
      and: ['number', [4]] as const,
      größe_m: ['number', [6]] as const,
    };
    expect(one('[Age (years)] + `Age (years)` + [a]]b]', columns)).toBe(81);
    expect(one('__proto__ + Sepal.Length + und + [and] + größe_m', columns)).toBe(20);
  });
});
