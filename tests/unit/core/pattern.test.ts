import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../src/core/errors.ts';
import { compilePattern, LONGEST_PATTERN } from '../../../src/core/pattern.ts';

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
