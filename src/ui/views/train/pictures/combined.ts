import { modelById } from '../../../../core/models/index.ts';
import type { Calibrator } from '../../../../core/models/combined/calibrator.ts';
import type { RunRecord } from '../../../../app/training.svelte.ts';

/** How much each part of a combined model counts, and in which sense. */
export interface PartWeights {
  readonly title: string;
  readonly note: string;
  readonly names: readonly string[];
  readonly values: readonly number[];
  /** Whether the values are shares of a whole. */
  readonly shares: boolean;
}

export interface CalibrationCurve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Member {
  readonly id: string;
  readonly state: unknown;
}

/** Names of the members; equal ones are numbered. */
function namesOf(members: readonly Member[]): string[] {
  const labels = members.map(m => modelById(m.id).label);
  return labels.map(
    (label, i) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} ${labels.slice(0, i + 1).filter(l => l === label).length}`, // prettier-ignore
  );
}

/** Voting: the shares of the votes. Stacking: what the algorithm on top makes of each answer. Null for others. */
export function partWeights({ fitted }: Pick<RunRecord, 'fitted'>): PartWeights | null {
  if (fitted?.model.id === 'voting') {
    const { members, weights } = fitted.model.state as { members: Member[]; weights: number[] };
    const total = weights.reduce((a, b) => a + b, 0);
    return {
      title: 'Share of the votes',
      note: 'The answer is the mean of what these algorithms say, weighted so.',
      names: namesOf(members),
      values: weights.map(w => w / total),
      shares: true,
    };
  }
  if (fitted?.model.id !== 'stacking') return null;
  const { members, final } = fitted.model.state as { members: Member[]; final: Member };
  const { coefficients } = final.state as { coefficients: number[] };
  const outputs = fitted.task === 'classification' && fitted.classes.length > 2 ? fitted.classes.length : 1;
  // Of each member as many answers as there are outputs, each with a weight for every output.
  const own = (m: number) => coefficients.slice(m * outputs * outputs, (m + 1) * outputs * outputs);
  return {
    title: 'What the algorithm on top makes of each answer',
    note:
      outputs > 1
        ? 'The mean size of its weights for the probabilities that each algorithm gives.'
        : 'Its weight for what each algorithm says. Algorithms that say much the same share the weight between them.',
    names: namesOf(members),
    values: members.map((_, m) =>
      outputs > 1 ? own(m).reduce((sum, w) => sum + Math.abs(w), 0) / outputs ** 2 : own(m)[0]!,
    ),
    shares: false,
  };
}

const STEPS = 100;

/** For each calibrated class the curve from the raw to the corrected probability. */
export function calibrationCurves({ fitted }: Pick<RunRecord, 'fitted'>): readonly CalibrationCurve[] {
  if (fitted?.model.id !== 'calibrated') return [];
  const { calibrators } = fitted.model.state as { calibrators: Calibrator[] };
  const names = calibrators.length === 1 ? [fitted.classes[1]!] : fitted.classes;
  return calibrators.map((calibrator, k) => {
    if (calibrator.kind === 'isotonic') {
      const [first, last] = [calibrator.value[0]!, calibrator.value.at(-1)!];
      return { name: names[k]!, x: [0, ...calibrator.at, 1], y: [first, ...calibrator.value, last] };
    }
    const x = Array.from({ length: STEPS + 1 }, (_, i) => i / STEPS);
    return { name: names[k]!, x, y: x.map(p => 1 / (1 + Math.exp(calibrator.a * p + calibrator.b))) };
  });
}
