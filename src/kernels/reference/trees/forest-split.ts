import type { ForestSettings } from '../../trees.ts';
import { MISSING_BIN } from '../../trees.ts';
import type { Bins } from './bins.ts';
import type { ForestRows } from './forest-rows.ts';
import { below, bits, branch } from './numbers.ts';

export interface ForestSplit {
  readonly column: number;
  readonly bin: number;
  readonly missing: boolean;
  readonly gain: number;
}

interface Found extends ForestSplit {
  /** Sum of squares by weight on both sides; larger is purer. */
  readonly score: number;
}

/** The rows of one column in a node: for each bin their number and sums. */
interface Histogram {
  readonly rows: Float64Array;
  /** `[256, fields]`. */
  readonly sums: Float64Array;
  /** Bins that occur, ascending, without that of missing values. */
  readonly occupied: readonly number[];
}

/**
 * The split of one node. Gini impurity and variance fall by what the score rises: sum over classes of w^2 / W, or
 * G^2 / W, of both sides together (Breiman et al. 1984).
 */
export class ForestNodeSearch {
  readonly table: Bins;
  readonly settings: ForestSettings;
  readonly rows: ForestRows;
  readonly times: Uint8Array;
  readonly places: Int32Array;

  constructor(table: Bins, settings: ForestSettings, rows: ForestRows, times: Uint8Array, places: Int32Array) {
    this.table = table;
    this.settings = settings;
    this.rows = rows;
    this.times = times;
    this.places = places;
  }

  sums(from: number, to: number): Float64Array {
    const sums = new Float64Array(this.rows.fields);
    for (let i = from; i < to; i++) this.#add(sums, 0, this.places[i]!);
    return sums;
  }

  #add(sums: Float64Array, at: number, row: number): void {
    const { codes, weights, moments } = this.rows;
    const times = this.times[row]!;
    if (codes) sums[at + codes[row]!]! += times * weights[row]!;
    else {
      sums[at]! += times * moments[row]!;
      sums[at + 1]! += times * weights[row]!;
    }
  }

  /** Columns are drawn until enough were looked at and one of them varies. */
  split(from: number, to: number, all: Float64Array, seed: number): ForestSplit | null {
    if (this.#isPure(from, to)) return null;
    const { width } = this.table;
    const order = Int32Array.from({ length: width }, (_, i) => i);
    let best: Found | null = null;
    let varied = false;
    for (let i = 0; i < width && (i < this.settings.columnsPerSplit || !varied); i++) {
      const j = i + below(bits(seed, i), width - i);
      const column = order[j]!;
      order[j] = order[i]!;
      const histogram = this.#count(column, from, to);
      if (histogram.occupied.length + (histogram.rows[MISSING_BIN] ? 1 : 0) < 2) continue;
      varied = true;
      best = this.#better(best, column, histogram, all, to - from, branch(seed, column));
    }
    if (!best) return null;
    const gain = Math.max(0, (best.score - this.#score(all)) * this.rows.unit);
    return gain < this.settings.decrease ? null : { ...best, gain };
  }

  #isPure(from: number, to: number): boolean {
    const of = this.settings.target.kind === 'classes' ? this.settings.target.codes : this.settings.target.values;
    const first = of[this.places[from]!]!;
    for (let i = from + 1; i < to; i++) if (of[this.places[i]!] !== first) return false;
    return true;
  }

  #count(column: number, from: number, to: number): Histogram {
    const { fields } = this.rows;
    const bins = this.table.column(column);
    const rows = new Float64Array(256);
    const sums = new Float64Array(256 * fields);
    for (let i = from; i < to; i++) {
      const row = this.places[i]!;
      rows[bins[row]!]! += 1;
      this.#add(sums, bins[row]! * fields, row);
    }
    return { rows, sums, occupied: Array.from(rows.keys()).filter(bin => bin < MISSING_BIN && rows[bin]! > 0) };
  }

  #score(sums: Float64Array): number {
    if (!this.rows.codes) return (sums[0]! * sums[0]!) / sums[1]!;
    let [squares, weight] = [0, 0];
    for (const sum of sums) {
      squares += sum * sum;
      weight += sum;
    }
    return squares / weight;
  }

  #drawBin(column: number, lowest: number, highest: number, random: number): number {
    const places = this.settings.places?.[column];
    if (!places || lowest === highest) return lowest + below(random, Math.max(1, highest - lowest));
    const share = random / 4294967296;
    const value = places[lowest]! * (1 - share) + places[highest]! * share;
    // The last bin below the highest whose place is not above the value.
    let bin = lowest;
    for (let end = highest; end - bin > 1;) {
      const middle = (bin + end) >> 1;
      if (places[middle]! <= value) bin = middle;
      else end = middle;
    }
    return bin;
  }

  #better(
    best: Found | null,
    column: number,
    { rows, sums, occupied }: Histogram,
    all: Float64Array,
    count: number,
    seed: number,
  ): Found | null {
    const { fields } = this.rows;
    const yes = new Float64Array(fields);
    let yesRows = 0;
    const take = (bin: number): void => {
      for (let k = 0; k < fields; k++) yes[k]! += sums[bin * fields + k]!;
      yesRows += rows[bin]!;
    };
    const offer = (bin: number, missing: boolean): void => {
      if (Math.min(yesRows, count - yesRows) < Math.max(1, this.settings.rowsPerLeaf)) return;
      const score = this.#score(yes) + this.#score(all.map((sum, k) => sum - yes[k]!));
      // Where no row of the node lacks a value, later ones without go the way of the larger child.
      const goes = rows[MISSING_BIN] ? missing : 2 * yesRows > count;
      if (!best || score > best.score) best = { column, bin, missing: goes, gain: 0, score };
    };
    const lowest = occupied[0] ?? 0;
    const highest = occupied.at(-1) ?? 0;
    if (this.settings.thresholds === 'random') {
      const bin = this.#drawBin(column, lowest, highest, bits(seed, 0));
      const missing = rows[MISSING_BIN]! > 0 && bits(seed, 1) >= 2 ** 31;
      for (const b of occupied) if (b <= bin) take(b);
      if (missing) take(MISSING_BIN);
      offer(bin, missing);
      return best;
    }
    for (const withMissing of rows[MISSING_BIN] ? [false, true] : [false]) {
      yes.fill(0);
      yesRows = 0;
      if (withMissing) take(MISSING_BIN);
      occupied.forEach((bin, i) => {
        take(bin);
        const next = occupied[i + 1];
        // Half way to the next bin that occurs; past the last, only what is missing is left for no.
        if (next !== undefined) offer((bin + next - 1) >> 1, withMissing);
        else if (!withMissing && rows[MISSING_BIN]) offer(bin, false);
      });
    }
    return best;
  }
}
