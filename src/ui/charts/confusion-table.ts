import { tableOf, type ChartTable } from './chart-types.ts';

/**
 * Every pair of a true and a predicted class that some rows have, the pairs with most rows first and mistakes before what is
 * right, with the cell [truth, predicted] of each row. counts: [classes, classes], true classes down.
 */
export function confusionTable(
  labels: readonly string[],
  counts: ArrayLike<number>,
): { readonly table: ChartTable; readonly cells: readonly (readonly [number, number])[] } {
  const k = labels.length;
  const pairs = Array.from({ length: k * k }, (_, cell) => ({ t: Math.floor(cell / k), p: cell % k, n: counts[cell]! }))
    .filter(({ n }) => n > 0)
    .sort((a, b) => Number(a.t === a.p) - Number(b.t === b.p) || b.n - a.n);
  return {
    table: tableOf([
      ['True', pairs.map(({ t }) => labels[t]!)],
      ['Predicted', pairs.map(({ p }) => labels[p]!)],
      ['Rows', pairs.map(({ n }) => n)],
    ]),
    cells: pairs.map(({ t, p }) => [t, p]),
  };
}
