import { StudioError, throwIfCancelled } from '../../errors.ts';
import type { FitContext } from '../../model.ts';
import { type Random, randomStream } from '../../random.ts';

/** What a piece of the work is given. */
export interface Piece {
  readonly phase: string;
  readonly random: Random;
  /** How far this piece is, from 0 to 1. */
  progress(share: number): void;
  /** For pieces that keep checkpoints of their own. */
  checkpoint(state: unknown): void;
  readonly resume: unknown;
}

/** Runs the next piece, or takes its result from the checkpoint. Results are plain data. */
export type Pieces = <T>(phase: string, work: (piece: Piece) => Promise<T>) => Promise<T>;

interface Kept {
  readonly plan: string;
  readonly results: readonly unknown[];
  /** The checkpoint of the piece under way. */
  readonly current?: unknown;
}

/**
 * Long work in pieces of a fixed order, each of which is kept in the checkpoint once it is done. `plan` names the work: a
 * checkpoint of another plan is refused. Chance of a piece does not hang on which pieces were resumed.
 */
export function inPieces(owner: string, plan: string, total: number, context: FitContext): Pieces {
  const kept = (context.resume ?? null) as Kept | null;
  if (kept && (kept.plan !== plan || !Array.isArray(kept.results))) {
    throw new StudioError('fit/resume', `${owner}: the checkpoint must be of the same work, got another. Train anew.`);
  }
  const results: unknown[] = [...(kept?.results ?? [])];
  const resumed = results.length;
  const seeds = Array.from({ length: total }, () => context.random.integer(2 ** 32));
  let next = 0;
  return async (phase, work) => {
    throwIfCancelled(context.signal);
    const at = next++;
    if (at >= resumed) {
      const piece: Piece = {
        phase,
        random: randomStream(seeds[at]!, `${owner}/${at}`),
        progress: share => context.progress?.({ phase, done: at + Math.min(0.99, share), total }),
        checkpoint: current => context.checkpoint?.({ plan, results: [...results], current } satisfies Kept),
        resume: at === resumed ? kept?.current : undefined,
      };
      results.push(await work(piece));
      context.checkpoint?.({ plan, results: [...results] } satisfies Kept);
    }
    context.progress?.({ phase, done: at + 1, total });
    return results[at] as never;
  };
}
