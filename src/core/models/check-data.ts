import { StudioError } from '../errors.ts';
import type { Matrix } from '../model.ts';
import type { ClassificationTarget, RegressionTarget, Target } from '../target.ts';

/** Refuse a matrix without rows or columns; `owner` is the model's label. */
export function requireMatrix(owner: string, x: Matrix, rows = 1): void {
  if (x.rows < rows) {
    throw new StudioError(
      'fit/too-few-rows',
      `${owner}: must have at least ${rows} training rows, got ${x.rows}. Add rows, or ask for less.`,
      { rows: x.rows, needed: rows },
    );
  }
  if (x.width < 1) {
    throw new StudioError(
      'fit/no-features',
      `${owner}: must have at least one feature column, got none. Give a column the role "feature".`,
    );
  }
}

export function requireRegression(owner: string, y: Target): RegressionTarget {
  if (y.task === 'regression') return y;
  throw wrongTask(owner, 'regression', y);
}

export function requireClassification(owner: string, y: Target): ClassificationTarget {
  if (y.task === 'classification') return y;
  throw wrongTask(owner, 'classification', y);
}

function wrongTask(owner: string, expected: string, y: Target): StudioError {
  return new StudioError(
    'fit/task',
    `${owner}: must have a ${expected} target, got ${y.task}. Choose another algorithm.`,
    {
      task: y.task,
    },
  );
}

/** Rows of each class. */
export function classCounts(y: ClassificationTarget): number[] {
  const counts = y.classes.map(() => 0);
  for (let r = 0; r < y.codes.length; r++) counts[y.codes[r]!]! += 1;
  return counts;
}

/** The classes that have rows, ascending; fewer than two are refused, for there is nothing to tell apart. */
export function presentClasses(owner: string, y: ClassificationTarget): number[] {
  const present = classCounts(y).flatMap((count, k) => (count > 0 ? [k] : []));
  if (present.length > 1) return present;
  const found = present.length ? `only "${y.classes[present[0]!]}"` : 'none';
  throw new StudioError(
    'fit/one-class',
    `${owner}: must have at least 2 classes among the training rows, got ${found}. Choose another target, or add rows.`,
    { classes: present.length },
  );
}

/** Refuse what overflowed on the way; `what` names it. */
export function requireFinite(owner: string, what: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new StudioError(
      'fit/overflow',
      `${owner}: ${what} are too large to be computed with. Add "Standardise" to the pipeline, or look for values out of range.`,
    );
  }
}
