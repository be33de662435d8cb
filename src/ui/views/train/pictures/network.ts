import type { RunRecord } from '../../../../app/training.svelte.ts';
import { formatInteger } from '../../../format.ts';

/** What a trained network says of its own course. */
interface Course {
  readonly history: readonly { readonly loss: number; readonly validationLoss: number | null; readonly rate: number }[];
  readonly bestEpoch: number;
  readonly stopped: 'epochs' | 'patience' | 'asked';
  readonly how: string | null;
  readonly parameters: readonly number[];
}

const WHY: Readonly<Record<Course['stopped'], string>> = {
  epochs: 'All epochs were used.',
  patience: 'The rows set apart were no longer predicted better.',
  asked: 'It was stopped, and the best so far kept.',
};

export interface NetworkCourse {
  readonly epochs: readonly number[];
  readonly loss: readonly number[];
  /** Null without rows set apart. */
  readonly validation: readonly number[] | null;
  readonly rates: readonly number[];
  readonly rateChanges: boolean;
  readonly best: number;
  readonly note: string;
  readonly size: string;
}

/** The loss curves of a finished run; null where it did not train for an epoch. */
export function courseOf({ fitted }: RunRecord): NetworkCourse | null {
  const state = fitted?.model.state as Course | undefined;
  if (!state?.history.length) return null;
  const { history, bestEpoch, stopped, how, parameters } = state;
  const measured = history.some(h => h.validationLoss !== null);
  const rates = history.map(h => h.rate);
  const kept = measured ? ` The weights of epoch ${formatInteger(bestEpoch)} are kept.` : '';
  return {
    epochs: history.map((_, i) => i + 1),
    loss: history.map(h => h.loss),
    validation: measured ? history.map(h => h.validationLoss!) : null,
    rates,
    rateChanges: rates.some(rate => rate !== rates[0]),
    best: bestEpoch,
    note: `${WHY[stopped]}${kept}${how ? ` Trained through ${how}.` : ''}`,
    size: `${formatInteger(parameters.length)} weights`,
  };
}
