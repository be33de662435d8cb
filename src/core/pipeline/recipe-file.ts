import { StudioError } from '../errors.ts';
import type { Schema } from '../table/schema.ts';
import { rawFields } from './prepared-columns.ts';
import { parseRecipe, type Recipe } from './recipe.ts';

/** A recipe is small; anything larger than this is some other file. */
const MOST_CHARACTERS = 5_000_000;

/** The recipe as a person reads it and as a file holds it. */
export const recipeText = (recipe: Recipe): string => `${JSON.stringify(recipe, null, 2)}\n`;

/**
 * A recipe from a file, for a table with these columns. Columns the recipe does not know are set aside; a column that
 * the table does not have is refused by name. The table's own columns keep their order.
 */
export function readRecipeFile(text: string, fields: Schema): Recipe {
  if (text.length > MOST_CHARACTERS)
    throw new StudioError(
      'recipe/too-large',
      `A recipe file has at most ${MOST_CHARACTERS.toLocaleString('en')} characters, this one has ${text.length.toLocaleString('en')}.`,
    );
  const recipe = parseRecipe(parseJson(text));
  const known = new Set(fields.map(f => f.name));
  const absent = rawFields(recipe)
    .filter(c => !known.has(c.name))
    .map(c => `“${c.name}”`);
  if (absent.length) {
    const shown = absent.slice(0, 5).join(', ') + (absent.length > 5 ? ` and ${absent.length - 5} more` : '');
    throw new StudioError(
      'recipe/columns',
      `The recipe was made for another table: this one has no column ${shown}. Open the table it belongs to first.`,
      { absent: absent.length },
    );
  }
  if (recipe.raw) {
    const { raw } = recipe;
    return { ...recipe, raw: fields.map(({ name, kind }) => raw.find(c => c.name === name) ?? { name, kind }) };
  }
  const written = new Map(recipe.columns.map(c => [c.name, c]));
  const columns = fields.map(field => written.get(field.name) ?? { ...field, role: 'aside' as const });
  return { ...recipe, columns };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new StudioError(
      'recipe/not-json',
      `This is not a recipe file: ${error instanceof Error ? error.message : 'it is not JSON'}. Choose a file that was downloaded here.`,
    );
  }
}
