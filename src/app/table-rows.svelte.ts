import type { Recipe } from '../core/pipeline/recipe.ts';
import type { TablePage } from '../engine/data.ts';
import { dataWorker } from './services.ts';

const WINDOW = 100;
const KEPT = 12;

/** The rows of a dataset, or of what a recipe's row operations yield of it, or some of them, fetched in windows as they come into sight; windows long out of sight, except the first, make room. */
export class TableRows {
  readonly datasetId: string;
  /** The rows shown, by their place in the table; null shows all. */
  readonly rows: Int32Array | null;
  /** The recipe whose row operations come first; null shows the rows as they were read. */
  readonly recipe: Recipe | null;
  #windows = $state.raw<readonly TablePage[]>([]);
  error = $state.raw<unknown>(null);
  /** By number of the window: on its way or there. */
  #asked: boolean[] = [];

  constructor(datasetId: string, rows: Int32Array | null = null, recipe: Recipe | null = null) {
    this.datasetId = datasetId;
    this.rows = rows;
    this.recipe = recipe;
  }

  /** The row's number in the file, counted from 1; null where an operation made it anew or it was not fetched yet. */
  number(row: number): number | null {
    const from = Math.floor(row / WINDOW) * WINDOW;
    return this.#windows.find(page => page.from === from)?.numbers[row - from] ?? null;
  }

  /** The cell's text; null is missing, undefined not fetched yet. */
  cell(row: number, column: number): string | null | undefined {
    const from = Math.floor(row / WINDOW) * WINDOW;
    return this.#windows.find(page => page.from === from)?.rows[row - from]?.[column];
  }

  /** Make sure that rows `[start, end)` are on their way. */
  show(start: number, end: number): void {
    for (let from = Math.floor(start / WINDOW) * WINDOW; from < Math.max(end, start + 1); from += WINDOW)
      if (!this.#asked[from / WINDOW]) void this.#fetch(from);
  }

  async #fetch(from: number): Promise<void> {
    this.#asked[from / WINDOW] = true;
    try {
      const page = await dataWorker().page(this.datasetId, from, from + WINDOW, this.rows, this.recipe);
      const [first, ...later] = [...this.#windows, page].sort((a, b) => Number(b.from === 0) - Number(a.from === 0));
      for (const old of later.slice(0, -KEPT)) this.#asked[old.from / WINDOW] = false;
      this.#windows = [first!, ...later.slice(-KEPT)];
      this.error = null;
    } catch (error) {
      this.#asked[from / WINDOW] = false;
      this.error = error;
    }
  }
}
