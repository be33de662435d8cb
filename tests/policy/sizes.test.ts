import { describe, expect, test } from 'vitest';
import { sourceFiles } from '../tools/source-files.ts';

const MOST_LINES = 400;
const MOST_LINES_OF_NINE_IN_TEN = 250;
const MOST_LINES_OF_A_COMPONENT = 150;

const sizes = sourceFiles(['src', 'workers'], ['.ts', '.svelte', '.css']).map(({ path, text }) => {
  return { path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0) };
});

const longerThan = (limit: number, ending: string): string[] =>
  sizes.filter(file => file.path.endsWith(ending) && file.lines > limit).map(file => `${file.path}: ${file.lines}`);

describe('file sizes', () => {
  test('a source file has at most 400 lines', () => {
    expect(sizes.length).toBeGreaterThan(0);
    expect(longerThan(MOST_LINES, '')).toEqual([]);
  });

  test('nine files in ten have at most 250 lines', () => {
    const ordered = sizes.map(file => file.lines).toSorted((a, b) => a - b);
    expect(ordered[Math.ceil(0.9 * ordered.length) - 1]).toBeLessThanOrEqual(MOST_LINES_OF_NINE_IN_TEN);
  });

  test('a component has at most 150 lines', () => {
    expect(longerThan(MOST_LINES_OF_A_COMPONENT, '.svelte')).toEqual([]);
  });
});
