import type { TablePage } from '../engine/data.ts';
import { dataWorker } from './services.ts';

const WINDOW = 100;
const KEPT = 12;

/** The rows of a dataset, fetched in windows as they come into sight; windows long out of sight make room. */
export class TableRows {
  readonly datasetId: string;
  #windows = $state.raw<ReadonlyMap<number, TablePage>>(new Map());
  error = $state.raw<unknown>(null);
  #asked = new Set<number>();

  constructor(datasetId: string) {
    this.datasetId = datasetId;
  }

  /** The cell's text; null is missing, undefined not fetched yet. */
  cell(row: number, column: number): string | null | undefined {
    const from = Math.floor(row / WINDOW) * WINDOW;
    return this.#windows.get(from)?.rows[row - from]?.[column];
  }

  /** Make sure that rows `[start, end)` are on their way. */
  show(start: number, end: number): void {
    for (let from = Math.floor(start / WINDOW) * WINDOW; from < Math.max(end, start + 1); from += WINDOW)
      if (!this.#asked.has(from)) void this.#fetch(from);
  }

  async #fetch(from: number): Promise<void> {
    this.#asked.add(from);
    try {
      const page = await dataWorker().page(this.datasetId, from, from + WINDOW, null);
      const windows = [...this.#windows.entries(), [from, page] as const];
      for (const [old] of windows.slice(0, -KEPT)) this.#asked.delete(old);
      this.#windows = new Map(windows.slice(-KEPT));
      this.error = null;
    } catch (error) {
      this.#asked.delete(from);
      this.error = error;
    }
  }
}
