import type { BinnedColumn, BoostSession, BoostSettings, GrownTree, Pause, ValidationRows } from '../../trees.ts';
import { MISSING_BIN } from '../../trees.ts';
import type { BoostWork, TreeSteps } from './boost-work.ts';
import { LeafWise, type Leaf } from './leaf-wise.ts';
import { BLOCK, boundsOf, gridFor } from './losses.ts';
import { branch } from './numbers.ts';
import type { Grid } from './split.ts';

/** Rows times outputs between two pauses. */
const PIECE = 1_000_000;

/** What is the same whoever does the work: the order of it, leaf-wise growth, means of losses. */
export class BoostRun implements BoostSession {
  readonly #work: BoostWork;
  readonly #columns: readonly BinnedColumn[];
  readonly #settings: BoostSettings;
  readonly #weight: number;
  readonly #validationWeight: number;
  #grid: Grid = { gradient: 1, hessian: 1 };
  #last: { readonly tree: GrownTree; readonly output: number; readonly leaves: readonly Leaf[] } | null = null;

  constructor(
    work: BoostWork,
    columns: readonly BinnedColumn[],
    settings: BoostSettings,
    validation: ValidationRows | undefined,
  ) {
    this.#work = work;
    this.#columns = columns;
    this.#settings = settings;
    this.#weight = sumOf(settings.weights, work.rows);
    this.#validationWeight = sumOf(validation?.weights, work.validationRows);
  }

  async gradients(pause?: Pause): Promise<number> {
    const work = this.#work;
    this.#grid = gridFor(boundsOf(this.#settings) ?? (await this.#bounds(pause)), work.rows);
    for (const [from, to] of this.#pieces(work.rows)) {
      await work.gradients(from, to, this.#grid);
      await pause?.();
    }
    return sum(work.blockLosses(false)) / this.#weight;
  }

  async #bounds(pause: Pause | undefined): Promise<{ g: number; h: number }> {
    let [g, h] = [0, 0];
    for (const [from, to] of this.#pieces(this.#work.rows)) {
      const found = await this.#work.bounds(from, to);
      [g, h] = [Math.max(g, found.g), Math.max(h, found.h)];
      await pause?.();
    }
    return { g, h };
  }

  async grow(output: number, tree: number, pause?: Pause): Promise<GrownTree> {
    const { limits, monotone, columnsPerSplit, seed } = this.#settings;
    const settings = {
      limits,
      grid: this.#grid,
      monotone: monotone ?? null,
      columnsPerSplit: columnsPerSplit ?? this.#work.columns,
      seed: branch(seed, tree),
    };
    for (;;) {
      try {
        const grown = await new LeafWise(this.#work, settings, this.#columns, pause).grow(output);
        this.#last = { ...grown, output };
        return grown.tree;
      } catch (error) {
        if (!this.#work.goesOn?.(error)) throw error;
      }
    }
  }

  rowsOf(leaf: number): Int32Array {
    const { from, to } = this.#last!.leaves[leaf]!;
    return this.#work.places(from, to);
  }

  scores(output: number): Float64Array {
    return this.#work.scores(output);
  }

  async add(output: number, tree: GrownTree, values: ArrayLike<number>, pause?: Pause): Promise<void> {
    const steps = stepsOf(tree, this.#columns, values);
    if (this.#last?.tree === tree && this.#last.output === output) {
      await this.#work.addToStretches(output, this.#last.leaves, values);
      await pause?.();
    } else await this.#route(output, steps, false, pause);
    await this.#route(output, steps, true, pause);
  }

  async #route(output: number, steps: TreeSteps, validation: boolean, pause: Pause | undefined): Promise<void> {
    for (const [from, to] of this.#pieces(validation ? this.#work.validationRows : this.#work.rows)) {
      await this.#work.addRouted(output, steps, from, to, validation);
      await pause?.();
    }
  }

  async validationLoss(pause?: Pause): Promise<number> {
    const work = this.#work;
    for (const [from, to] of this.#pieces(work.validationRows)) {
      await work.validation(from, to);
      await pause?.();
    }
    return sum(work.blockLosses(true)) / this.#validationWeight;
  }

  release(): void {
    this.#work.release();
  }

  *#pieces(rows: number): Generator<readonly [number, number]> {
    const step = BLOCK * Math.max(1, Math.floor(PIECE / this.#settings.outputs / BLOCK));
    for (let from = 0; from < rows; from += step) yield [from, Math.min(rows, from + step)];
  }
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

const sumOf = (weights: Float64Array | undefined, rows: number): number => (weights ? sum(weights) : rows);

/** Where each bin goes at each node. */
function stepsOf(tree: GrownTree, columns: readonly BinnedColumn[], values: ArrayLike<number>): TreeSteps {
  const goes = new Uint8Array(256 * tree.feature.length);
  tree.feature.forEach((feature, node) => {
    const at = 256 * node;
    const set = tree.sets[node];
    const column = columns[feature]!;
    if (set && column.kind === 'category') {
      const inside = new Set(set);
      column.codes.forEach((code, bin) => (goes[at + bin] = inside.has(code) ? 1 : 0));
    } else goes.fill(1, at, at + tree.bin[node]! + 1);
    goes[at + MISSING_BIN] = tree.missing[node]!;
  });
  return { tree, goes, values: Float64Array.from(values) };
}
