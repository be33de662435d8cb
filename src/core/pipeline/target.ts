import { StudioError } from '../errors.ts';
import { cellText, type Column, isMissing, toCategory } from '../table/column.ts';
import type { Table } from '../table/table.ts';
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
  if (recipe.task === 'clustering') return { task: 'clustering' };
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
    return { task: 'regression', values: Float64Array.from(rows, r => column.values[r]!) };
  }
  const { texts, codes } = codesOf(column);
  const known = classes ?? sortClasses(Array.from(rows, r => texts[codes[r]!]).filter(t => t !== undefined));
  const moved = texts.map(t => known.indexOf(t));
  return { task: 'classification', codes: Int32Array.from(rows, r => moved[codes[r]!] ?? -1), classes: known };
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
