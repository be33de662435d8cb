import { forestRows, type ForestRows } from '../reference/trees/forest-rows.ts';
import type { BinnedTable, ForestSettings } from '../trees.ts';
import type { Region, WasmMemory } from './memory.ts';

const WHOLE = 2 ** 31 - 1;

/** The numbers of `Growing` in assembly/forest.ts, in its order, behind two float64. */
const words = [
  ...['width', 'columnsPerSplit', 'random', 'deepest', 'rowsPerSplit', 'rowsPerLeaf', 'classes', 'seed', 'stride'],
  ...['visited', 'open', 'nodes', 'leaves'],
  ...['bins', 'row', 'code', 'value', 'weight', 'moment', 'spare', 'order', 'counts', 'sums', 'occupied', 'totals', 'yes'],
  ...['present', 'local', 'stack', 'feature', 'bin', 'missing', 'gain', 'nodeRows', 'children', 'leafFrom', 'leafTo', 'places'],
] as const; // prettier-ignore
type Word = (typeof words)[number];
const FLOATS = 2;

/** What all trees of a forest share: bins in memory, and what each row adds to sums. */
export interface ForestTable {
  readonly table: BinnedTable;
  readonly settings: ForestSettings;
  readonly rows: ForestRows;
  readonly bins: number;
  /** Address of 256 float64 a column; 0: none. */
  readonly places: number;
}

export function forestTable(
  memory: WasmMemory,
  region: Region,
  table: BinnedTable,
  settings: ForestSettings,
): ForestTable {
  const bins = region.allocate(table.rows * table.width);
  for (let c = 0; c < table.width; c++) memory.u8(bins + c * table.rows, table.rows).set(table.bins(c));
  const places = settings.places ? region.allocate(2048 * table.width) : 0;
  settings.places?.forEach((column, c) => memory.f64(places + 2048 * c, column.length).set(column));
  return { table, settings, rows: forestRows(settings, table.rows), bins, places };
}

/** A tree under way in memory. */
export class GrowingTree {
  readonly at: number;
  readonly #memory: WasmMemory;
  readonly #region: Region;

  constructor(memory: WasmMemory, forest: ForestTable, seed: number, times: Uint8Array) {
    this.#memory = memory;
    this.#region = memory.region();
    const { table, settings, rows, bins, places } = forest;
    const drawn = Int32Array.from(times.keys()).filter(row => times[row]! > 0);
    const count = drawn.length;
    const classes = settings.target.kind === 'classes' ? settings.target.classes : 0;
    const fields = classes ? Math.min(classes, count) : 2;
    const most = Math.floor(count / Math.max(1, settings.rowsPerLeaf)) + 1;
    const bytes: Partial<Record<Word, number>> = {
      row: 4 * count,
      [classes ? 'code' : 'value']: (classes ? 4 : 8) * count,
      weight: 8 * count,
      moment: classes ? 0 : 8 * count,
      spare: 32 * count,
      order: 4 * table.width,
      counts: 4 * 256,
      sums: 8 * 256 * fields,
      occupied: 4 * 256,
      totals: 8 * fields,
      yes: 8 * fields,
      present: 4 * classes,
      local: 4 * classes,
      stack: 16 * (most + 2),
      feature: 4 * most,
      bin: most,
      missing: most,
      gain: 8 * most,
      nodeRows: 4 * most,
      children: 8 * most,
      leafFrom: 4 * most,
      leafTo: 4 * most,
    };
    try {
      const addresses = Object.fromEntries(
        Object.entries(bytes).map(([name, size]) => [name, this.#region.allocate(size)]),
      );
      this.at = this.#region.allocate(8 * FLOATS + 4 * words.length);
      const values: Partial<Record<Word, number>> = {
        width: table.width,
        columnsPerSplit: settings.columnsPerSplit,
        random: settings.thresholds === 'random' ? 1 : 0,
        deepest: Math.min(WHOLE, settings.depth),
        rowsPerSplit: Math.max(2, settings.rowsPerSplit, 2 * settings.rowsPerLeaf),
        rowsPerLeaf: Math.max(1, settings.rowsPerLeaf),
        classes,
        seed: seed | 0,
        stride: table.rows,
        open: 1,
        bins,
        places,
        ...addresses,
      };
      memory.f64(this.at, FLOATS).set([settings.decrease, rows.unit]);
      memory.i32(this.at + 8 * FLOATS, words.length).set(words.map(name => values[name] ?? 0));
      this.#fill(forest, drawn, times, classes);
    } catch (error) {
      this.#region.close();
      throw error;
    }
  }

  #fill({ settings: { target }, rows }: ForestTable, drawn: Int32Array, times: Uint8Array, classes: number): void {
    const count = drawn.length;
    this.i32('row', count).set(drawn);
    this.f64('weight', count).set(Float64Array.from(drawn, row => times[row]! * rows.weights[row]!));
    if (target.kind === 'classes') {
      this.i32('code', count).set(drawn.map(row => target.codes[row]!));
      this.i32('local', classes).fill(-1);
    } else {
      this.f64('value', count).set(Float64Array.from(drawn, row => target.values[row]!));
      this.f64('moment', count).set(Float64Array.from(drawn, row => times[row]! * rows.moments[row]!));
    }
    this.i32('stack', 4).set([0, count, 0, -1]);
  }

  get(name: Word): number {
    return this.#memory.i32(this.at + 8 * FLOATS, words.length)[words.indexOf(name)]!;
  }
  i32(name: Word, length: number): Int32Array {
    return this.#memory.i32(this.get(name) >>> 0, length);
  }
  f64(name: Word, length: number): Float64Array {
    return this.#memory.f64(this.get(name) >>> 0, length);
  }
  u8(name: Word, length: number): Uint8Array {
    return this.#memory.u8(this.get(name) >>> 0, length);
  }
  close(): void {
    this.#region.close();
  }
}
