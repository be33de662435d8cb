import type { BinnedTable, BoostSession, BoostSettings, Pause } from '../../../kernels/trees.ts';
import { StudioError } from '../../errors.ts';
import type { FitContext } from '../../model.ts';
import { pacer } from '../../work.ts';
import { readBoostCheckpoint, type BoostCheckpoint, type RoundLoss } from './boosting-checkpoint.ts';
import { grownTree, plainTree, type BoostedTree } from './boosted-tree.ts';
import { LABEL, type BoostRows, type BoostTask } from './boosting-data.ts';
import { leafValues } from './leaf-values.ts';

export interface BoostPlan {
  readonly task: BoostTask;
  readonly settings: Omit<BoostSettings, 'y' | 'weights'>;
  readonly bins: number;
  readonly rounds: number;
  readonly learningRate: number;
  readonly patience: number;
  /** Data, parameters and seed in a line. */
  readonly of: string;
}

export interface Boosted {
  /** Up to the best round. */
  readonly rounds: readonly (readonly BoostedTree[])[];
  readonly history: readonly RoundLoss[];
  readonly stopped: 'rounds' | 'patience' | 'nothing left' | 'finished early';
}

/** Milliseconds between two checkpoints. */
const CHECKPOINT_EVERY = 4000;

/** The rounds of boosting, from binning the rows to the best round. */
export async function trainBoosting(
  plan: BoostPlan,
  rows: BoostRows,
  apart: BoostRows | null,
  context: FitContext,
): Promise<Boosted> {
  const { trees } = context.kernels;
  const pace = pacer(context);
  const before = (): Promise<void> => pace('Sorting values into bins', 0, plan.rounds);
  const open: (BinnedTable | BoostSession)[] = [];
  const opened = <T extends BinnedTable | BoostSession>(thing: T): T => {
    open.push(thing);
    return thing;
  };
  try {
    const binned = opened(await trees.bin(rows.table, plan.bins, before));
    const later = apart && opened(await trees.binLike(apart.table, binned, before));
    const validation = apart && later ? { table: later, y: apart.y, weights: apart.weights } : undefined;
    const settings = { ...plan.settings, y: rows.y, weights: rows.weights };
    const session = opened(trees.boost(binned, settings, validation));
    return await new Rounds(plan, rows, validation !== undefined, session, context, pace).run();
  } finally {
    for (const thing of open.reverse()) thing.release();
  }
}

class Rounds {
  readonly #plan: BoostPlan;
  readonly #rows: BoostRows;
  readonly #hasValidation: boolean;
  readonly #session: BoostSession;
  readonly #context: FitContext;
  readonly #pause: Pause;
  readonly #rounds: (readonly BoostedTree[])[] = [];
  readonly #history: RoundLoss[] = [];
  /** Rounds up to the best one, and its loss on validation rows. */
  #best = 0;
  #least = Infinity;
  #saved = performance.now();

  constructor(
    plan: BoostPlan,
    rows: BoostRows,
    hasValidation: boolean,
    session: BoostSession,
    context: FitContext,
    pace: ReturnType<typeof pacer>,
  ) {
    this.#plan = plan;
    this.#rows = rows;
    this.#hasValidation = hasValidation;
    this.#session = session;
    this.#context = context;
    this.#pause = () => pace('Growing trees', this.#rounds.length, plan.rounds);
  }

  async run(): Promise<Boosted> {
    if (this.#hasValidation) this.#least = await this.#session.validationLoss(this.#pause);
    const resumed = readBoostCheckpoint(this.#context.resume, this.#plan.of);
    if (resumed) await this.#replay(resumed);
    requireLoss(await this.#session.gradients(this.#pause));
    const stopped = await this.#loop();
    return { rounds: this.#rounds.slice(0, this.#best), history: this.#history, stopped };
  }

  async #loop(): Promise<Boosted['stopped']> {
    const { rounds, patience } = this.#plan;
    while (this.#rounds.length < rounds) {
      if (this.#context.finish?.aborted) return 'finished early';
      if (this.#hasValidation && this.#rounds.length - this.#best >= patience) return 'patience';
      const grown = await this.#grow();
      if (grown.every(tree => !tree.feature.length) && this.#looksAtAll()) return 'nothing left';
      const loss = await this.#session.gradients(this.#pause);
      const validationLoss = this.#hasValidation ? await this.#session.validationLoss(this.#pause) : null;
      requireLoss(loss);
      this.#note(grown, { loss, validationLoss });
    }
    return 'rounds';
  }

  /** With all columns looked at each time, trees that cannot be split will be the same from now on. */
  #looksAtAll(): boolean {
    const { columnsPerSplit = Infinity } = this.#plan.settings;
    return columnsPerSplit >= this.#rows.table.width;
  }

  async #grow(): Promise<BoostedTree[]> {
    const { task, learningRate } = this.#plan;
    const trees: BoostedTree[] = [];
    for (let output = 0; output < task.outputs; output++) {
      const tree = await this.#session.grow(output, this.#rounds.length * task.outputs + output, this.#pause);
      const values = await leafValues(this.#session, tree, this.#rows, task, learningRate, this.#pause);
      await this.#session.add(output, tree, values, this.#pause);
      trees.push(plainTree(tree, values));
    }
    return trees;
  }

  async #replay({ rounds, history }: BoostCheckpoint): Promise<void> {
    for (const [i, trees] of rounds.entries()) {
      for (const [output, tree] of trees.entries()) {
        await this.#session.add(output, grownTree(tree), tree.leaf, this.#pause);
      }
      this.#keep(trees, history[i]!);
    }
  }

  #keep(trees: readonly BoostedTree[], losses: RoundLoss): void {
    this.#rounds.push(trees);
    this.#history.push(losses);
    const { validationLoss } = losses;
    if (validationLoss !== null && !(validationLoss < this.#least)) return;
    this.#best = this.#rounds.length;
    if (validationLoss !== null) this.#least = validationLoss;
  }

  #note(trees: readonly BoostedTree[], losses: RoundLoss): void {
    this.#keep(trees, losses);
    this.#context.progress?.({
      phase: 'Growing trees',
      done: this.#rounds.length,
      total: this.#plan.rounds,
      loss: losses.loss,
      ...(losses.validationLoss !== null && { validationLoss: losses.validationLoss }),
    });
    if (!this.#context.checkpoint || performance.now() - this.#saved < CHECKPOINT_EVERY) return;
    this.#saved = performance.now();
    const checkpoint: BoostCheckpoint = {
      version: 1,
      of: this.#plan.of,
      rounds: this.#rounds.slice(),
      history: this.#history.slice(),
    };
    this.#context.checkpoint(checkpoint);
  }
}

function requireLoss(loss: number): void {
  if (Number.isFinite(loss)) return;
  throw new StudioError(
    'fit/overflow',
    `${LABEL}: the loss must stay finite, got ${loss}. Lower the learning rate, or give the target in a larger unit.`,
  );
}
