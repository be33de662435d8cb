import { defineModel } from '../model.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { presentClasses, requireClassification, requireMatrix } from './check-data.ts';
import { type Calibrator, fitIsotonicCalibrator, fitSigmoid, lowerCalibrator } from './combined/calibrator.ts';
import { fitMember, memberAnswer, memberField, type Member, requireMember } from './combined/members.ts';
import { outOfFold } from './combined/out-of-fold.ts';
import { inPieces } from './combined/pieces.ts';

const LABEL = 'Calibrated probabilities';

interface CalibratedState {
  readonly member: Member;
  /** One a class, of which two classes need the second's alone. */
  readonly calibrators: readonly Calibrator[];
  readonly classes: number;
}

/**
 * scikit-learn's CalibratedClassifierCV with `ensemble=False`: the probabilities that the algorithm gives rows out of its
 * folds are mapped to the shares that came true, one class against the rest, and the algorithm is fitted on all rows.
 */
export const calibrated = defineModel({
  id: 'calibrated',
  label: LABEL,
  help: 'Corrects the probabilities of another algorithm, so that of all rows given 70% about seven in ten come true.',
  family: 'Combined',
  tasks: ['classification'],
  tags: ['kernels'],
  params: {
    member: {
      kind: 'table',
      default: [['gradient-boosting']],
      fields: [memberField],
      maxRows: 1,
      label: 'Algorithm',
      help: 'It is fitted with its usual settings.',
    },
    method: {
      kind: 'choice',
      default: 'sigmoid',
      options: ['sigmoid', 'isotonic'],
      label: 'Correction',
      help: 'Sigmoid bends all probabilities along one curve and needs few rows; isotonic follows any rising steps and needs about 1,000.',
    },
    folds: {
      kind: 'number',
      default: 5,
      min: 2,
      max: 20,
      integer: true,
      label: 'Folds',
      help: 'Into how many parts the training rows are cut, so that every row is answered by a model that has not seen it.',
    },
  },
  async fit(x, y, { member, method, folds }, context): Promise<CalibratedState> {
    requireMatrix(LABEL, x, folds);
    const target = requireClassification(LABEL, y);
    presentClasses(LABEL, target);
    const model = requireMember(LABEL, member[0]?.[0] ?? 'gradient-boosting', 'classification');
    const piece = inPieces(LABEL, `${model.id} ${folds}`, folds + 1, context);
    const { rows, answers, width } = await outOfFold([model], x, y, context.folds(folds), context, piece);
    const weights = context.weights && Float64Array.from(rows, r => context.weights![r]!);
    const fitOne = method === 'sigmoid' ? fitSigmoid : fitIsotonicCalibrator;
    const calibrators = (width === 2 ? [1] : target.classes.map((_, k) => k)).map(k =>
      fitOne(
        Float64Array.from(rows, (_, i) => answers[0]![i * width + k]!),
        Uint8Array.from(rows, r => (target.codes[r] === k ? 1 : 0)),
        weights,
      ),
    );
    const fitted = await piece(`${model.label}, all rows`, given => fitMember(model, x, y, context, given));
    return { member: fitted, calibrators, classes: width };
  },
  lower({ member, calibrators, classes }, g, x) {
    const raw = memberAnswer(member, g, x);
    if (classes === 2) {
      const second = lowerCalibrator(calibrators[0]!, g, g.columns(raw, [1]));
      return {
        task: 'classification',
        probabilities: g.concat([g.binary('subtract', g.constant(1), second), second]),
      };
    }
    const each = g.concat(calibrators.map((c, k) => lowerCalibrator(c, g, g.columns(raw, [k]))));
    return { task: 'classification', probabilities: sharesOf(g, each, classes) };
  },
});

/** Over their sum; where all are 0, equal shares. */
function sharesOf(g: GraphBuilder, each: Ref, classes: number): Ref {
  const sum = g.matmul(each, Array<number>(classes).fill(1), 1);
  const none = g.compare('less-or-equal', sum, g.constant(0));
  const divided = g.binary('divide', each, g.where(none, g.constant(1), sum));
  return g.where(none, g.constant(1 / classes), divided);
}
