import { describe, expect, it } from 'vitest';
import { suggestDateParts } from '../../../../src/core/derive/suggest-formulas.ts';
import { checkFormula } from '../../../../src/core/derive/formula-check.ts';
import {
  checkDerived,
  derivedFrom,
  formulaColumns,
  refuseName,
} from '../../../../src/core/pipeline/derived-columns.ts';
import { withDerivedChanged } from '../../../../src/core/pipeline/default-steps.ts';
import { withDerived } from '../../../../src/core/pipeline/edit.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { readRecipeFile, recipeText } from '../../../../src/core/pipeline/recipe-file.ts';
import type { Schema } from '../../../../src/core/table/schema.ts';

const columns: Schema = [
  { name: 'y', kind: 'number', role: 'target' },
  { name: 'when', kind: 'datetime', role: 'time' },
  { name: '__proto__', kind: 'number', role: 'feature' },
];
const formula = (name: string, expression: string): Recipe['derive'][number] => ({
  id: 'formula',
  name,
  role: 'feature',
  params: { expression },
});
const recipe: Recipe = {
  version: 1,
  task: 'regression',
  columns,
  rows: [],
  derive: [formula('b', '__proto__ * 2'), formula('c', 'b > 3'), formula('bad', 'y + 1')],
  split: { kind: 'random', test: 0.2 },
  steps: [{ id: 'standardise', columns: ['__proto__', 'b'], params: {} }],
  model: { id: 'ridge', params: {} },
  seed: 1,
};

describe('derived columns', () => {
  it('may read the table but the target, and those before them', () => {
    expect(checkDerived(recipe).map(d => (d.check.ok ? d.check.kind : d.check.error.code))).toEqual([
      'number',
      'boolean',
      'formula/forbidden-column',
    ]);
    const seen = formulaColumns(recipe, 'c');
    expect(seen.filter(c => c.refusal === undefined).map(c => c.name)).toEqual(['when', '__proto__', 'b']);
    expect(checkFormula('c + 1', seen)).toMatchObject({ ok: false, error: { code: 'formula/forbidden-column' } });
    expect(checkFormula('y', seen)).toMatchObject({ ok: false, error: { from: 0, to: 1 } });
  });

  it('know who reads them', () => {
    expect(derivedFrom(recipe, 'b')).toEqual(['c']);
    expect(derivedFrom(recipe, '__proto__')).toEqual(['b']);
  });

  it('need a name that is free', () => {
    expect(refuseName(recipe, 'new', null)).toBeNull();
    expect(refuseName(recipe, 'b', 'b')).toBeNull();
    for (const taken of ['', '  ', 'y', 'c', '__proto__', 'x'.repeat(201)]) expect(refuseName(recipe, taken, 'b')).toBeTypeOf('string'); // prettier-ignore
  });

  it('keep their place and their steps under a new name, and get new steps for a new kind', () => {
    const same = withDerivedChanged(recipe, 'b', formula('b2', '__proto__ * 3'), { before: 'number', after: 'number' });
    expect(same.derive.map(d => d.name)).toEqual(['b2', 'c', 'bad']);
    expect(same.steps).toEqual([{ id: 'standardise', columns: ['__proto__', 'b2'], params: {} }]);
    const other = withDerivedChanged(recipe, 'b', formula('b', "'low'"), { before: 'number', after: 'category' });
    expect(other.derive.map(d => d.name)).toEqual(['b', 'c', 'bad']);
    expect(other.steps.filter(s => s.columns.includes('b')).map(s => s.id)).toEqual(['impute', 'one-hot']);
  });
});

describe('suggested date parts', () => {
  const day = 86_400_000;
  const parts = (step: number, span: number) =>
    suggestDateParts('when', { min: 0, max: span, step }).map(s => s.expression);

  it('fit how often and how long values come', () => {
    expect(parts(day / 24, 365 * day)).toEqual(['hour(when)', 'weekday(when)', 'month(when)']);
    expect(parts(day, 20 * day)).toEqual(['weekday(when)']);
    expect(parts(30 * day, 900 * day)).toEqual(['month(when)']);
  });

  it('are formulas that work, whatever the column is called', () => {
    for (const name of ['when', 'started at', 'and', '__proto__', 'a]b', '2nd'])
      for (const { expression, name: made } of suggestDateParts(name, null)) {
        expect(checkFormula(expression, [{ name, kind: 'datetime' }])).toMatchObject({ ok: true, kind: 'number' });
        const added = withDerived({ ...recipe, derive: [] }, formula(made, expression), 'number');
        expect(added.steps.filter(s => s.columns.includes(made)).map(s => s.id)).toEqual(['impute', 'standardise']);
      }
  });
});

describe('a recipe file', () => {
  it('comes back as it went out', () => {
    expect(readRecipeFile(recipeText(recipe), columns)).toEqual(recipe);
  });

  it('sets aside columns it does not know, in the order of the table', () => {
    const more: Schema = [{ name: 'new', kind: 'text', role: 'feature' }, ...columns];
    expect(readRecipeFile(recipeText(recipe), more).columns).toEqual([
      { name: 'new', kind: 'text', role: 'aside' },
      ...columns,
    ]);
  });

  it.each([
    ['not JSON', '{', 'recipe/not-json'],
    ['something else', '{"version": 1}', 'recipe/invalid'],
    ['too much', ' '.repeat(5_000_001), 'recipe/too-large'],
  ])('is refused with a reason: %s', (_, text, code) => {
    expect(() => readRecipeFile(text, columns)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('is refused for a table without its columns, naming them', () => {
    expect(() => readRecipeFile(recipeText(recipe), columns.slice(0, 2))).toThrow(/“__proto__”/);
  });
});
