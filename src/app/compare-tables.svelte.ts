import type { Recipe } from '../core/pipeline/recipe.ts';
import type { TableSide } from '../engine/profiling.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { project } from './project.svelte.ts';
import { questions } from './profile-questions.svelte.ts';

/** A table that can be compared: rows of the project's own, or another dataset of the project. */
export interface SideChoice {
  readonly id: string;
  readonly label: string;
  readonly side: TableSide;
  /** The other dataset lacks columns that the row operations need, so it is taken as it was read. */
  readonly asRead?: true;
}

const PARTS = [
  ['train', 'Training rows'],
  ['test', 'Held-out rows'],
  ['all', 'All rows'],
] as const;

/** Two tables in the same bars: which ones, and the column that is looked at closely. */
class CompareTables {
  #first = $state('train');
  #second = $state('test');
  column = $state<string | null>(null);

  choices = $derived.by((): readonly SideChoice[] => {
    const { dataset, recipe, datasets } = project;
    if (!dataset || !recipe) return [];
    const own = PARTS.map(([rows, label]): SideChoice => ({
      id: rows,
      label,
      side: { datasetId: dataset.id, recipe, rows },
    }));
    return [...own, ...datasets.filter(d => d.id !== dataset.id).map(other => otherChoice(other, recipe))];
  });
  first = $derived(this.choices.find(c => c.id === this.#first) ?? this.choices[0] ?? null);
  second = $derived(this.choices.find(c => c.id === this.#second) ?? this.choices[1] ?? null);

  constructor() {
    project.whenLeft(() => {
      [this.#first, this.#second, this.column] = ['train', 'test', null];
    });
  }

  /** Taking the other's table swaps the two. */
  chooseFirst = (id: string): void => {
    if (id === this.second?.id) this.#second = this.first!.id;
    this.#first = id;
  };

  chooseSecond = (id: string): void => {
    if (id === this.first?.id) this.#first = this.second!.id;
    this.#second = id;
  };

  ask(first: TableSide, second: TableSide): void {
    void questions.askComparison(first, second);
  }
}

function otherChoice(other: DatasetRecord, recipe: Recipe): SideChoice {
  const needed = recipe.raw ?? recipe.columns;
  const fits = needed.every(c => other.fields.some(f => f.name === c.name));
  const asRead: Recipe = { ...recipe, columns: other.fields, rows: [], task: 'clustering' };
  const side: TableSide = { datasetId: other.id, recipe: fits ? recipe : withoutRaw(asRead), rows: 'all' };
  return { id: other.id, label: other.name, side, ...(fits ? {} : { asRead: true }) };
}

/** What was read is what there is: no row operation stands between. */
function withoutRaw({ raw: _, sources: __, ...rest }: Recipe): Recipe {
  return rest;
}

export const comparing = new CompareTables();
