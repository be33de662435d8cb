import type { Recipe } from '../../../core/pipeline/recipe.ts';
import type { Schema } from '../../../core/table/schema.ts';

export type SplitKind = Recipe['split']['kind'];

/** The columns that can carry a split, the likeliest first. */
export function splitColumns(columns: Schema, kind: SplitKind): readonly string[] {
  if (kind === 'random') return [];
  const fits = (column: Schema[number]): boolean =>
    column.role !== 'target' &&
    (kind === 'time'
      ? column.kind === 'datetime' || column.kind === 'number'
      : column.kind !== 'datetime' && !(column.kind === 'number' && column.integer !== true));
  const rank = (column: Schema[number]): number =>
    column.role === kind ? 0 : (kind === 'time') === (column.kind === 'datetime') ? 1 : 2;
  return columns
    .filter(fits)
    .sort((a, b) => rank(a) - rank(b))
    .map(column => column.name);
}

export const SPLIT_WORDS: Readonly<Record<SplitKind, { readonly label: string; readonly what: string }>> = {
  random: { label: 'At random', what: 'Rows are drawn by the seed; classes keep their shares.' },
  time: { label: 'By time', what: 'The latest rows test the model, as the future will.' },
  group: { label: 'By group', what: 'Rows of one group are never on both sides.' },
};
