/** Area under the ROC curve of scores against 0 and 1; equal scores count half. */
export function rocAuc(scores: Float64Array, truth: Int32Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!);
  let [ranks, positive] = [0, 0];
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && scores[order[end]!] === scores[order[i]!]) end++;
    for (let j = i; j < end; j++) if (truth[order[j]!] === 1) ranks += (i + end + 1) / 2;
    i = end;
  }
  for (const y of truth) positive += y;
  return (ranks - (positive * (positive + 1)) / 2) / (positive * (truth.length - positive));
}
