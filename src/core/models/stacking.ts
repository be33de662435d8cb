import { StudioError } from '../errors.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { defineModel, type Matrix } from '../model.ts';
import { takeTarget } from '../target.ts';
import { presentClasses, requireMatrix } from './check-data.ts';
import { fitMember, memberAnswer, memberField, type Member, requireMember, takeMatrix } from './combined/members.ts';
import { type OutOfFold, outOfFold } from './combined/out-of-fold.ts';
import { inPieces } from './combined/pieces.ts';

const LABEL = 'Stacking';

interface StackingState {
  readonly members: readonly Member[];
  /** Learned from what the members say of rows that they did not learn from. */
  readonly final: Member;
  readonly classes: number;
  readonly withColumns: boolean;
}

/**
 * Wolpert (1992): a final model weighs the members by what they say of rows out of their folds; the members are then
 * fitted on all rows. Of two classes the final model sees the second's probability alone, as in scikit-learn.
 */
export const stacking = defineModel({
  id: 'stacking',
  label: LABEL,
  help: 'Several algorithms answer, and a simple one on top learns whom to trust how much, from rows the others have not learned from.',
  family: 'Combined',
  tasks: ['classification', 'regression'],
  tags: ['kernels'],
  params: {
    members: {
      kind: 'table',
      default: [['gradient-boosting'], ['decision-tree'], ['k-nearest']],
      fields: [memberField],
      maxRows: 10,
      label: 'Algorithms',
      help: 'Each is fitted with its usual settings, once for every fold and once on all rows.',
    },
    folds: {
      kind: 'number',
      default: 5,
      min: 2,
      max: 20,
      integer: true,
      label: 'Folds',
      help: 'Into how many parts the training rows are cut, so that every row is answered by models that have not seen it.',
    },
    withColumns: {
      kind: 'flag',
      default: false,
      label: 'Columns as well',
      help: 'The algorithm on top also sees the columns themselves, not only what the others say.',
    },
  },
  async fit(x, y, { members, folds, withColumns }, context): Promise<StackingState> {
    requireMatrix(LABEL, x, folds);
    if (!members.length) {
      throw new StudioError('fit/member', `${LABEL}: must have at least one algorithm, got none. Add one.`);
    }
    if (y.task === 'classification') presentClasses(LABEL, y);
    const chosen = members.map(([id]) => requireMember(LABEL, id!, y.task));
    const top = requireMember(LABEL, y.task === 'classification' ? 'logistic' : 'ridge', y.task);
    const total = chosen.length * (folds + 1) + 1;
    const piece = inPieces(LABEL, `${chosen.map(m => m.id).join()} ${folds}`, total, context);
    const answers = await outOfFold(chosen, x, y, context.folds(folds), context, piece);
    const fitted: Member[] = [];
    for (const model of chosen)
      fitted.push(await piece(`${model.label}, all rows`, given => fitMember(model, x, y, context, given)));
    const weights = context.weights && Float64Array.from(answers.rows, r => context.weights![r]!);
    const final = await piece(`${top.label} on top`, given =>
      fitMember(top, seenByFinal(answers, x, withColumns), takeTarget(y, answers.rows), { ...context, weights }, given),
    );
    return { members: fitted, final, classes: y.task === 'classification' ? y.classes.length : 0, withColumns };
  },
  lower({ members, final, classes, withColumns }, g, x) {
    const said = members.map(member => toldApart(g, memberAnswer(member, g, x), classes));
    const answer = memberAnswer(final, g, g.concat(withColumns ? [...said, x] : said));
    return classes ? { task: 'classification', probabilities: answer } : { task: 'regression', prediction: answer };
  },
});

/** The answers of all members side by side, with the columns behind them where these are wanted. */
export function seenByFinal({ rows, answers, width }: OutOfFold, x: Matrix, withColumns: boolean): Matrix {
  const first = width === 2 ? 1 : 0;
  const own = answers.flatMap((of, m) =>
    Array.from({ length: width - first }, (_, k) => ({ name: `member ${m}, ${k + first}`, of, at: k + first })),
  );
  const columns = withColumns ? takeMatrix(x, rows) : undefined;
  const total = own.length + (columns?.width ?? 0);
  const data = new Float64Array(rows.length * total);
  for (let r = 0; r < rows.length; r++) {
    own.forEach(({ of, at }, c) => (data[r * total + c] = of[r * width + at]!));
    if (columns) data.set(columns.data.subarray(r * columns.width, (r + 1) * columns.width), r * total + own.length);
  }
  return { rows: rows.length, width: total, data, names: [...own.map(o => o.name), ...(columns?.names ?? [])] };
}

const toldApart = (g: GraphBuilder, answer: Ref, classes: number): Ref =>
  classes === 2 ? g.columns(answer, [1]) : answer;
