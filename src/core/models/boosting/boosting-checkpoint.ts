import { StudioError } from '../../errors.ts';
import { LABEL } from './boosting-data.ts';
import type { BoostedTree } from './boosted-tree.ts';

/** Losses after a round, in the order of the rounds; means over the rows, by weight. */
export interface RoundLoss {
  readonly loss: number;
  /** Null without validation rows. */
  readonly validationLoss: number | null;
}

/** The trees are all there is to know: scores follow from adding them again in the same order. */
export interface BoostCheckpoint {
  readonly version: 1;
  /** Data, parameters and seed in a line; a checkpoint of others is not continued. */
  readonly of: string;
  /** One list a round, one tree an output. */
  readonly rounds: readonly (readonly BoostedTree[])[];
  readonly history: readonly RoundLoss[];
}

export function readBoostCheckpoint(value: unknown, of: string): BoostCheckpoint | null {
  if (value === undefined || value === null) return null;
  const found = value as Partial<BoostCheckpoint>;
  if (found.version === 1 && found.of === of && Array.isArray(found.rounds) && Array.isArray(found.history)) {
    return found as BoostCheckpoint;
  }
  throw new StudioError(
    'fit/resume',
    `${LABEL}: the saved state belongs to other data, another seed, or other settings. Train from the start.`,
  );
}
