import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StudioError } from '../../../../src/core/errors.ts';
import { readRecipeFile, recipeText } from '../../../../src/core/pipeline/recipe-file.ts';
import { parseRecipe, type Recipe } from '../../../../src/core/pipeline/recipe.ts';

const recipe: Recipe = {
  version: 1,
  task: 'regression',
  columns: [
    { name: 'x', kind: 'number', role: 'feature', unit: 'm' },
    { name: '__proto__', kind: 'category', role: 'feature' },
    { name: 'y', kind: 'number', role: 'target', integer: true },
  ],
  rows: [{ id: 'drop-missing', params: { column: 'x' } }],
  derive: [{ id: 'formula', name: 'twice', role: 'feature', params: { expression: 'x * 2' } }],
  split: { kind: 'group', column: '__proto__', test: 0.2 },
  steps: [{ id: 'one-hot', columns: ['__proto__'], params: { maximum: 5 } }],
  model: { id: 'ridge', params: { alpha: 2 } },
  threshold: 0.5,
  seed: 1,
};

/** The recipe with the value at a place of it replaced. */
function changed(at: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(recipe) as unknown;
  let part = copy as Record<string | number, unknown>;
  for (const key of at.slice(0, -1)) part = part[key] as Record<string | number, unknown>;
  part[at.at(-1)!] = value;
  // What is undefined is not written.
  return JSON.parse(JSON.stringify(copy));
}

/** Every place of a JSON value. */
function placesOf(value: unknown, before: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).flatMap(key => {
    const place = [...before, Array.isArray(value) ? Number(key) : key];
    return [place, ...placesOf((value as Record<string, unknown>)[key], place)];
  });
}

const refusal = (value: unknown): StudioError => {
  try {
    parseRecipe(value);
  } catch (error) {
    expect(error).toBeInstanceOf(StudioError);
    return error as StudioError;
  }
  return expect.fail('it was taken');
};

describe('a recipe from a stranger', () => {
  test('a good one comes through as it is', () => expect(parseRecipe(structuredClone(recipe))).toEqual(recipe));

  test('whatever is put anywhere, it is a recipe or one short refusal', () => {
    const places = placesOf(recipe);
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>(undefined, -1, 1e308, 0.5, '__proto__', 'constructor', 'x'.repeat(200_000)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), value, (place, put) => {
        try {
          const parsed = parseRecipe(changed(place, put));
          expect(parseRecipe(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
        } catch (error) {
          expect(error).toMatchObject({ code: 'recipe/invalid' });
          expect((error as StudioError).message).toMatch(/^Recipe: .{1,700}\.$/s);
        }
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  test.each([
    ['what is not there', ['model'], undefined, 'Recipe: model is missing.'],
    ['a share that leaves no training rows', ['split', 'test'], 1, 'split.test'],
    ['another version', ['version'], 2, 'version'],
    ['two columns of one name', ['columns', 1, 'name'], 'x', 'Two columns have the same name'],
    ['endless entries', ['steps'], Array.from({ length: 10_001 }, () => recipe.steps[0]), 'steps'],
    ['endless columns', ['steps', 0, 'columns'], Array.from({ length: 100_001 }, () => 'x'), 'steps.0.columns'],
    ['endless numbers', ['model', 'params', 'hidden'], Array.from({ length: 10_001 }, () => 1), 'hidden'],
    ['a fractional seed', ['seed'], 1.5, 'seed'],
  ])('refuses %s, by its place', (_, at, value, named) => {
    expect(refusal(changed(at, value)).message).toContain(named);
  });

  test('a file that is deeply nested or no recipe at all is refused', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    for (const text of [deep, `{"version":${deep}}`, 'null', '7', '', '{', '[]'])
      expect(() => readRecipeFile(text, recipe.columns)).toThrow(StudioError);
    expect(readRecipeFile(recipeText(recipe), recipe.columns)).toEqual(recipe);
  });
});
