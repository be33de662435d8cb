import { StudioError } from '../errors.ts';
import { predicts } from '../table/schema.ts';
import { cellText, type Column, isMissing, toCategory } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import { gatherCodes, gatherNumbers } from '../table/gather.ts';
import type { Target } from '../target.ts';
import { type Recipe, targetName } from './recipe.ts';
import { columnAs } from './streams.ts';

const number = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/** Class names in their fixed order: by value where all are numbers, else by code unit. */
export function sortClasses(classes: Iterable<string>): string[] {
  const all = [...new Set(classes)];
  if (all.every(c => number.test(c))) return all.sort((a, b) => Number(a) - Number(b));
  return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

export function targetColumn(recipe: Recipe, table: Table): Column | undefined {
  const name = targetName(recipe);
  if (name === undefined) return undefined;
  return columnAs(table, name, recipe.columns.find(c => c.name === name)!.kind);
}

/** True where the target can be learned from or compared with. */
export function hasTarget(recipe: Recipe, target: Column, row: number): boolean {
  if (isMissing(target, row)) return false;
  return recipe.task !== 'regression' || (target.kind === 'number' && Number.isFinite(target.values[row]));
}

/**
 * The target over the given rows. With `classes` (those of a fitted model) rows of other classes get code -1; without,
 * the classes are those of these rows.
 */
export function readTarget(recipe: Recipe, table: Table, rows: ArrayLike<number>, classes?: readonly string[]): Target {
  if (!predicts(recipe.task)) return { task: recipe.task } as Target;
  const column = targetColumn(recipe, table)!;
  const name = targetName(recipe)!;
  if (recipe.task === 'regression') {
    if (column.kind !== 'number') {
      throw new StudioError(
        'recipe/target',
        `Regression must have a number to predict; "${name}" is ${column.kind}. Change its type, or choose classification.`,
        { name },
      );
    }
    return { task: 'regression', values: gatherNumbers(column.values, rows) };
  }
  const { texts, codes: all } = codesOf(column);
  const codes = gatherCodes(all, rows);
  const occurs = new Uint8Array(texts.length);
  for (const code of codes) if (code >= 0) occurs[code] = 1;
  const known = classes ?? sortClasses(texts.filter((_, code) => occurs[code]));
  const places = new Map(known.map((name, k) => [name, k]));
  const moved = texts.map(t => places.get(t) ?? -1);
  for (let i = 0; i < codes.length; i++) codes[i] = moved[codes[i]!] ?? -1;
  return { task: 'classification', codes, classes: known };
}

/**
 * The value that usual rows have in the column that marks strange ones: the most frequent of the one or two it holds, of
 * equally frequent ones the first in order. It is for measuring alone. Null unless the recipe looks for anomalies and
 * its target column holds one or two values in this table.
 */
export function usualValue(recipe: Recipe, table: Table): string | null {
  const marks = marksOf(recipe, table);
  if (!marks) return null;
  const counts = marks.texts.map(() => 0);
  for (const code of marks.codes) if (code >= 0) counts[code]! += 1;
  const values = sortClasses(marks.texts.filter((_, k) => counts[k]));
  if (values.length < 1 || values.length > 2) return null;
  const [first, second = first] = values.map(value => marks.texts.indexOf(value)) as [number, number?];
  return marks.texts[counts[second]! > counts[first]! ? second : first]!;
}

/** Which rows are known to be strange: 1 where they do not have the usual value, 0 where they do, -1 where it is missing. */
export function strangeRows(recipe: Recipe, table: Table, usual: string): Int8Array | null {
  const marks = marksOf(recipe, table);
  const code = marks?.texts.indexOf(usual);
  return marks && Int8Array.from(marks.codes, c => (c < 0 ? -1 : Number(c !== code)));
}

function marksOf(recipe: Recipe, table: Table): ReturnType<typeof codesOf> | null {
  const field = recipe.task === 'anomaly' ? recipe.columns.find(c => c.role === 'target') : undefined;
  return field && findColumn(table, field.name) ? codesOf(columnAs(table, field.name, field.kind)) : null;
}

/** A column as codes into distinct texts; -1 is missing. */
function codesOf(column: Column): { texts: readonly string[]; codes: Int32Array } {
  if (column.kind === 'category' || column.kind === 'text') {
    const { levels, codes } = toCategory(column);
    return { texts: levels, codes };
  }
  const index = new Map<number, number>();
  const texts: string[] = [];
  const codes = new Int32Array(column.values.length);
  for (let i = 0; i < codes.length; i++) {
    const value = column.values[i]!;
    if (isMissing(column, i)) {
      codes[i] = -1;
      continue;
    }
    let code = index.get(value);
    if (code === undefined) {
      index.set(value, (code = texts.length));
      texts.push(cellText(column, i)!);
    }
    codes[i] = code;
  }
  return { texts, codes };
}
