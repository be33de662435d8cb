import type { AnyModel, FitContext, Fold, Matrix } from '../../model.ts';
import { type Target, takeTarget } from '../../target.ts';
import { answersOf, fitMember, takeMatrix } from './members.ts';
import type { Pieces } from './pieces.ts';

/** Answers of members to rows that none of them learned from. */
export interface OutOfFold {
  /** Places of the rows in the matrix; folds in time leave the first ones out. */
  readonly rows: Int32Array;
  /** For each member its answers, row-major `[rows, width]`. */
  readonly answers: readonly Float64Array[];
  readonly width: number;
}

/** Fit every model on each fold's training rows and ask it for the fold's test rows: a piece for each. */
export async function outOfFold(
  chosen: readonly AnyModel[],
  x: Matrix,
  y: Target,
  folds: readonly Fold[],
  context: FitContext,
  piece: Pieces,
): Promise<OutOfFold> {
  const rows = Int32Array.from(folds.flatMap(f => Array.from(f.test)));
  const width = y.task === 'classification' ? y.classes.length : 1;
  const answers = chosen.map(() => new Float64Array(rows.length * width));
  let start = 0;
  for (const [k, fold] of folds.entries()) {
    const [part, target, asked] = [takeMatrix(x, fold.train), takeTarget(y, fold.train), takeMatrix(x, fold.test)];
    const weights = context.weights && Float64Array.from(fold.train, r => context.weights![r]!);
    for (const [m, model] of chosen.entries()) {
      const said = await piece(`${model.label}, fold ${k + 1} of ${folds.length}`, async given => {
        const member = await fitMember(model, part, target, { ...context, weights }, given);
        return Array.from(await answersOf(member, asked, context));
      });
      answers[m]!.set(said, start * width);
    }
    start += fold.test.length;
  }
  return { rows, answers, width };
}
