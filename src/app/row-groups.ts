/** So many of the row groups, spread evenly over the file, the first one always among them. */
export function spreadGroups(groups: number, wanted: number): readonly number[] {
  const count = Math.max(1, Math.min(groups, wanted));
  return Array.from({ length: count }, (_, i) => Math.floor((i * groups) / count));
}

/** Shares of the rows that can be offered: at least two row groups are left out, each share has other groups. */
export const shares = (groups: number): readonly number[] =>
  [1, 2, 5, 10, 100].filter((share, i) => i === 0 || Math.ceil(groups / share) < groups);
