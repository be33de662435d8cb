import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../src/core/errors.ts';
import { compilePattern, groupNames, LONGEST_PATTERN, patternProblem } from '../../../src/core/pattern.ts';

const codeOf = (pattern: string): string => {
  try {
    compilePattern('test', pattern);
    return 'none';
  } catch (error) {
    return error instanceof StudioError ? `${error.code} ${error.message}` : String(error);
  }
};

describe('compilePattern', () => {
  it('finds a pattern anywhere or over the whole text, in texts and in UTF-8 bytes', () => {
    const word = compilePattern('test', '[a-zß]+');
    expect(word.test('12 straße')).toBe(true);
    expect(word.testExact('12 straße')).toBe(false);
    expect(word.testExact(new TextEncoder().encode('straße'))).toBe(true);
  });

  it('is quick where an engine that backtracks would run for ever', () => {
    const nested = compilePattern('test', '^(a+)+$');
    const start = performance.now();
    expect(nested.test(`${'a'.repeat(20_000)}b`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each(['(', '[z-a]', 'a{2,1}', '(?<=a)b', '(a)\\1', '(a{1000}){1000}', '*'])(
    'refuses %s with what is wrong',
    bad => {
      expect(codeOf(bad)).toMatch(/^param\/pattern test: the pattern ".+" cannot be read \(.+\)\.$/);
    },
  );

  it('refuses a pattern that is too long', () => {
    expect(codeOf('a'.repeat(LONGEST_PATTERN + 1))).toMatch(/^param\/pattern .*at most 1000 characters, got 1001/);
  });
});

describe('patternProblem', () => {
  it.each([
    ['a(b', 2, 'this “(” has no “)”'],
    ['(a[(]b', 1, 'this “(” has no “)”'],
    ['a\\(b)', 5, 'this “)” has no “(”'],
    ['x[z-a]', 3, '“z-a” is no range'],
    ['ab**', 3, '“**” repeats what is repeated already'],
    ['+a', 1, '“+” has nothing before it to repeat'],
    ['ab\\', 3, 'a backslash needs a character'],
    ['a(?=b)', 2, 'looking ahead or behind is not offered'],
    ['a(?<!b)', 2, 'looking ahead or behind is not offered'],
    ['(a)\\1', 4, 'has no meaning here'],
    ['(?<a b>c)', 1, 'a named group is written'],
    ['x{1001}', 2, 'repeats too often'],
    ['a'.repeat(LONGEST_PATTERN + 1), LONGEST_PATTERN + 1, 'more than 1000 characters'],
  ])('%s: character %d, %s', (pattern, at, message) => {
    expect(patternProblem(pattern)).toEqual({ at, message: expect.stringContaining(message) as unknown });
  });

  it('is nothing for a pattern that can be used', () => {
    expect(patternProblem('^(?<year>\\d{4})-(\\d\\d)$')).toBeNull();
    expect(patternProblem('')).toBeNull();
  });
});

it('groups have their names in order, hostile ones too, and none where they have only a number', () => {
  expect(groupNames(compilePattern('test', '(?<__proto__>a)(b)(?P<constructor>c)'))).toEqual([
    '__proto__',
    '',
    'constructor',
  ]);
});
