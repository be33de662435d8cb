/** How to keep many tests at once honest: against any false alarm (first two) or against many among the alarms. */
export type Correction = 'bonferroni' | 'holm' | 'benjamini-hochberg' | 'benjamini-yekutieli';

export interface Adjusted {
  /** In the order given; null where there was no p-value. */
  readonly pValues: (number | null)[];
  /** How many p-values there were, and so how many tests were paid for. */
  readonly tests: number;
}

/** Adjusted p-values. Missing ones are set aside first, so that one failed test cannot spoil the rest. */
export function adjustPValues(pValues: readonly (number | null)[], correction: Correction): Adjusted {
  const order = pValues.flatMap((p, i) => (p === null || Number.isNaN(p) ? [] : [i]));
  order.sort((a, b) => pValues[a]! - pValues[b]!);
  const m = order.length;
  const harmonic = correction === 'benjamini-yekutieli' ? order.reduce((sum, _, i) => sum + 1 / (i + 1), 0) : 1;
  const adjusted: (number | null)[] = pValues.map(() => null);
  const stepDown = correction === 'holm';
  let running = stepDown ? 0 : 1;
  for (let step = 0; step < m; step++) {
    const rank = stepDown ? step : m - 1 - step;
    const p = pValues[order[rank]!]!;
    if (correction === 'bonferroni') running = Math.min(1, p * m);
    else if (stepDown) running = Math.max(running, Math.min(1, p * (m - rank)));
    else running = Math.min(running, (p * m * harmonic) / (rank + 1));
    adjusted[order[rank]!] = running;
  }
  return { pValues: adjusted, tests: m };
}
