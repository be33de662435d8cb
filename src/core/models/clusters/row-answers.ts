import { StudioError } from '../../errors.ts';

/** Labels renumbered from the largest cluster on, those of one size by their first row; -1 stays noise. */
export function numberedBySize(labels: Int32Array): { labels: number[]; sizes: number[]; noise: number } {
  const sizes = new Map<number, number>();
  let noise = 0;
  for (const label of labels) {
    if (label < 0) noise += 1;
    else sizes.set(label, (sizes.get(label) ?? 0) + 1);
  }
  // A map keeps the order of first rows, and sorting is stable.
  const order = [...sizes.keys()].sort((a, b) => sizes.get(b)! - sizes.get(a)!);
  const numbers = new Map(order.map((label, i) => [label, i]));
  return {
    labels: Array.from(labels, label => numbers.get(label) ?? -1),
    sizes: order.map(label => sizes.get(label)!),
    noise,
  };
}

/** Refuse more rows than can be compared with each other in reasonable time. */
export function requireFewRows(owner: string, rows: number, most: number, instead: string): void {
  if (rows <= most) return;
  const words = (n: number) => n.toLocaleString('en');
  throw new StudioError(
    'fit/too-many-rows',
    `${owner}: must have at most ${words(most)} training rows, for each is compared with every other, got ${words(rows)}. Take a sample of the rows in the pipeline, or choose ${instead}.`,
    { rows, most },
  );
}
