/** Ranks from 1, ties sharing their mean rank, and Σ (t³ - t) over the groups of ties. */
export function midRanks(values: Float64Array): { ranks: Float64Array; tieTerm: number } {
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  let tieTerm = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    const t = end - start;
    tieTerm += t ** 3 - t;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return { ranks, tieTerm };
}
