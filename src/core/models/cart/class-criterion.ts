import type { Criterion } from './criterion.ts';

/**
 * Gini impurity 1 - sum p^2, or entropy - sum p log2 p, of weighted class shares. Of both only a sum over the classes of
 * f(weight of the class) is kept up to date, f(w) = w^2 or w log w, so that a move costs the same for any number of classes.
 */
export function classCriterion(
  kind: 'gini' | 'entropy',
  codes: Int32Array,
  classes: number,
  weights: Float64Array,
): Criterion {
  const of = kind === 'gini' ? (w: number) => w * w : (w: number) => (w > 0 ? w * Math.log(w) : 0);
  /** W times the impurity of a side, up to the sign and, for Gini, up to W. */
  const pure = kind === 'gini' ? (sum: number, w: number) => sum / w : (sum: number, w: number) => sum - of(w);
  const total = new Float64Array(classes);
  const left = new Float64Array(classes);
  const right = new Float64Array(classes);
  let all = 0;
  let moved = 0;
  let commonest = 0;
  let [sum, leftSum, rightSum] = [0, 0, 0];
  const criterion: Criterion = {
    outputs: classes,
    enter(order, from, to) {
      total.fill(0);
      all = 0;
      for (let i = from; i < to; i++) {
        const row = order[i]!;
        total[codes[row]!]! += weights[row]!;
        all += weights[row]!;
      }
      sum = 0;
      commonest = 0;
      for (let k = 0; k < classes; k++) {
        sum += of(total[k]!);
        if (total[k]! > total[commonest]!) commonest = k;
      }
      criterion.reset();
    },
    weight: () => all,
    impurity: () =>
      total[commonest] === all
        ? 0
        : Math.max(0, kind === 'gini' ? 1 - sum / (all * all) : (Math.log(all) - sum / all) / Math.LN2),
    value: () => Array.from(total, w => w / all),
    reset() {
      left.fill(0);
      right.set(total);
      moved = leftSum = 0;
      rightSum = sum;
    },
    move(row) {
      const [k, w] = [codes[row]!, weights[row]!];
      leftSum -= of(left[k]!);
      rightSum -= of(right[k]!);
      left[k]! += w;
      right[k]! -= w;
      leftSum += of(left[k]!);
      rightSum += of(right[k]!);
      moved += w;
    },
    score: () => pure(leftSum, moved) + pure(rightSum, all - moved),
    /** Of two classes the share of the second, as it matters for the best split; of more that of the node's commonest. */
    middle(order, from, to) {
      const k = classes === 2 ? 1 : commonest;
      let [mine, everyone] = [0, 0];
      for (let i = from; i < to; i++) {
        const row = order[i]!;
        everyone += weights[row]!;
        if (codes[row] === k) mine += weights[row]!;
      }
      return mine / everyone;
    },
  };
  return criterion;
}
