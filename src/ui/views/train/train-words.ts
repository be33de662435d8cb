import type { FitProgress } from '../../../core/model.ts';
import type { Split } from '../../../core/pipeline/recipe.ts';
import { formatNumber } from '../../format.ts';

/** How the test rows were set apart, after "held out". */
export function heldOutHow(split: Split): string {
  switch (split.kind) {
    case 'time':
      return 'by time';
    case 'group':
      return `by ${split.column}`;
    default:
      return 'at random';
  }
}

/** What one point of an algorithm's loss curve stands for. */
export function stepWord(modelId: string | undefined, history: readonly FitProgress[]): string {
  if (modelId === 'gradient-boosting') return 'round';
  return history.some(point => point.validationLoss !== undefined) ? 'epoch' : 'step';
}

/** What a loss curve shows, as a sentence for its title. */
export function lossTitle(history: readonly FitProgress[], running: boolean, word: string): string {
  const last = history.at(-1);
  if (!last || last.validationLoss === undefined) {
    const words = `from ${formatNumber(history[0]?.loss, 3)} to ${formatNumber(last?.loss, 3)}`;
    return running ? `The loss is falling: ${words}` : `The loss fell ${words}`;
  }
  const best = history.reduce((a, b) => ((b.validationLoss ?? Infinity) < (a.validationLoss ?? Infinity) ? b : a));
  if (best === last)
    return running ? 'Still learning: both lines fall' : `The last ${word} was the best on rows set apart`;
  return `Best on rows set apart after ${word} ${best.done}`;
}
