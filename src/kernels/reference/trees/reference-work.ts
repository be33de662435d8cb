import type { BoostSettings, ValidationRows } from '../../trees.ts';
import { Bins } from './bins.ts';
import type { BoostWork, Stretch, TreeSteps } from './boost-work.ts';
import type { Minus, Searched } from './leaf-work.ts';
import { searchCategories } from './categories.ts';
import { atRow, BLOCK, BlockLoss, onGrid, softmax } from './losses.ts';
import { searchNumbers } from './search-numbers.ts';
import type { Grid, SearchSettings, Split, Sums } from './split.ts';

/** Sums of one bin: gradient, hessian, rows. */
const FIELDS = 3;
const BINS = 256;

interface Rows {
  readonly bins: Bins;
  readonly y: Float64Array;
  readonly weights: Float64Array | null;
  /** `[outputs, rows]`. */
  readonly scores: Float64Array;
  readonly losses: Float64Array;
}

/** Boosting in plain TypeScript. Integers are kept in float64, where sums below 2^53 are exact. */
export class ReferenceWork implements BoostWork {
  readonly columns: number;
  readonly slots: number;
  readonly rows: number;
  readonly validationRows: number;
  readonly #training: Rows;
  readonly #validation: Rows;
  /** `[outputs, rows]`, in steps of the grid. */
  readonly #gradients: Int32Array;
  readonly #hessians: Int32Array;
  readonly #histograms: Float64Array[] = [];
  #places: Int32Array;
  #output = 0;

  readonly settings: BoostSettings;

  constructor(bins: Bins, settings: BoostSettings, validation?: ValidationRows) {
    this.settings = settings;

    this.columns = bins.width;
    this.slots = settings.limits.leaves + 1;
    this.rows = bins.rows;
    this.validationRows = validation?.table.rows ?? 0;
    this.#training = rowsOf(bins, settings, settings);
    const none = { table: new Bins(0, bins.columns, new Uint8Array(0)), y: new Float64Array(0) };
    this.#validation = rowsOf((validation ?? none).table as Bins, validation ?? none, settings);
    this.#gradients = new Int32Array(settings.outputs * bins.rows);
    this.#hessians = new Int32Array(settings.outputs * bins.rows);
    this.#places = new Int32Array(bins.rows);
  }

  bounds(from: number, to: number): { g: number; h: number } {
    const { y, scores, weights } = this.#training;
    const at = { g: 0, h: 0, loss: 0 };
    let [g, h] = [0, 0];
    for (let row = from; row < to; row++) {
      const weight = weights ? weights[row]! : 1;
      atRow(this.settings.loss, this.settings.quantile ?? 0.5, y[row]!, scores[row]!, at);
      g = Math.max(g, Math.abs(weight * at.g));
      h = Math.max(h, weight * at.h);
    }
    return { g, h };
  }

  gradients(from: number, to: number, grid: Grid): void {
    const [perG, perH] = [1 / grid.gradient, 1 / grid.hessian];
    this.#visit(this.#training, from, to, (output, row, g, h) => {
      this.#gradients[output * this.rows + row] = onGrid(g, perG);
      this.#hessians[output * this.rows + row] = onGrid(h, perH);
    });
  }

  validation(from: number, to: number): void {
    this.#visit(this.#validation, from, to, () => undefined);
  }

  blockLosses(validation: boolean): Float64Array {
    return (validation ? this.#validation : this.#training).losses;
  }

  #visit(rows: Rows, from: number, to: number, put: (output: number, row: number, g: number, h: number) => void): void {
    const { loss, quantile = 0.5, outputs } = this.settings;
    const { y, weights, scores, losses, bins } = rows;
    const at = { g: 0, h: 0, loss: 0 };
    const p = new Float64Array(outputs);
    for (let start = from; start < to; start += BLOCK) {
      const block = new BlockLoss();
      for (let row = start; row < Math.min(start + BLOCK, to); row++) {
        const weight = weights ? weights[row]! : 1;
        if (loss === 'softmax') {
          softmax(k => scores[k * bins.rows + row]!, outputs, p);
          for (let k = 0; k < outputs; k++) {
            put(k, row, weight * (p[k]! - (k === y[row] ? 1 : 0)), weight * (p[k]! * (1 - p[k]!)));
          }
          block.addLog(row, p[y[row]!]!, weights && weight);
          continue;
        }
        atRow(loss, quantile, y[row]!, scores[row]!, at);
        put(0, row, weight * at.g, weight * at.h);
        if (loss === 'log') block.addLog(row, at.loss, weights && weight);
        else block.add(row, at.loss, weight);
      }
      losses[start / BLOCK] = block.total();
    }
  }

  reset(output: number): Sums {
    this.#output = output;
    this.#places = this.#places.map((_, i) => i);
    const at = output * this.rows;
    let [gradient, hessian] = [0, 0];
    for (let row = 0; row < this.rows; row++) {
      gradient += this.#gradients[at + row]!;
      hessian += this.#hessians[at + row]!;
    }
    return { gradient, hessian, rows: this.rows };
  }

  histogram(slot: number, from: number, to: number, first: number, last: number): void {
    const sums = (this.#histograms[slot] ??= new Float64Array(this.columns * BINS * FIELDS));
    sums.fill(0, first * BINS * FIELDS, last * BINS * FIELDS);
    const at = this.#output * this.rows;
    for (let c = first; c < last; c++) {
      const bins = this.#training.bins.column(c);
      for (let i = from; i < to; i++) {
        const row = this.#places[i]!;
        const bin = (c * BINS + bins[row]!) * FIELDS;
        sums[bin]! += this.#gradients[at + row]!;
        sums[bin + 1]! += this.#hessians[at + row]!;
        sums[bin + 2]! += 1;
      }
    }
  }

  search(leaves: readonly Searched[], minus: Minus | null, settings: SearchSettings): (Split | null)[] {
    if (minus) {
      const [from, part] = [this.#histograms[minus.slot]!, this.#histograms[minus.less]!];
      for (let i = 0; i < from.length; i++) from[i]! -= part[i]!;
    }
    return leaves.map(searched => this.#searchLeaf(searched, settings));
  }

  #searchLeaf({ slot, leaf, mask }: Searched, settings: SearchSettings): Split | null {
    const sums = this.#histograms[slot]!;
    let best: Split | null = null;
    for (const [c, column] of this.#training.bins.columns.entries()) {
      if (mask && !mask[c]) continue;
      const bins = (bin: number): Sums => {
        const at = (c * BINS + bin) * FIELDS;
        return { gradient: sums[at]!, hessian: sums[at + 1]!, rows: sums[at + 2]! };
      };
      const monotone = this.settings.monotone?.[c] ?? 0;
      const found =
        column.kind === 'category'
          ? searchCategories(bins, column.codes.length, leaf, settings, c)
          : searchNumbers(bins, column, leaf, settings, c, monotone);
      if (found && found.gain > (best?.gain ?? 0)) best = found;
    }
    return best;
  }

  partition(from: number, to: number, { column, bin, missing, set }: Split): number {
    const bins = this.#training.bins.column(column);
    const isYes = (row: number): boolean =>
      set ? set[bins[row]!] === 1 : bins[row] === 255 ? missing : bins[row]! <= bin;
    const stretch = this.#places.slice(from, to);
    const yes = stretch.filter(isYes);
    this.#places.set(yes, from);
    this.#places.set(
      stretch.filter(row => !isYes(row)),
      from + yes.length,
    );
    return yes.length;
  }

  addToStretches(output: number, stretches: readonly Stretch[], values: ArrayLike<number>): void {
    for (const [k, { from, to }] of stretches.entries()) {
      for (let i = from; i < to; i++) this.#training.scores[output * this.rows + this.#places[i]!]! += values[k]!;
    }
  }

  addRouted(output: number, { tree, goes, values }: TreeSteps, from: number, to: number, validation: boolean): void {
    const { bins, scores } = validation ? this.#validation : this.#training;
    for (let row = from; row < to; row++) {
      let at = tree.feature.length ? 0 : -1;
      while (at >= 0) {
        const bin = bins.data[tree.feature[at]! * bins.rows + row]!;
        at = goes[256 * at + bin] ? tree.yes[at]! : tree.no[at]!;
      }
      scores[output * bins.rows + row]! += values[-1 - at]!;
    }
  }

  places(from: number, to: number): Int32Array {
    return this.#places.slice(from, to);
  }

  scores(output: number): Float64Array {
    return this.#training.scores.slice(output * this.rows, (output + 1) * this.rows);
  }

  release(): void {}
}

function rowsOf(
  bins: Bins,
  { y, weights }: { readonly y: Float64Array; readonly weights?: Float64Array | undefined },
  { outputs, base }: BoostSettings,
): Rows {
  const scores = new Float64Array(outputs * bins.rows).map((_, i) => base[Math.floor(i / bins.rows)]!);
  return { bins, y, weights: weights ?? null, scores, losses: new Float64Array(Math.ceil(bins.rows / BLOCK)) };
}
