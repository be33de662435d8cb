/** A run of chunks in which one signal keeps coming back. */
export interface SignalWindow {
  /** Indices of the first and last chunk in which it was seen. */
  readonly first: number;
  readonly last: number;
  /** The chunks in which it was seen. */
  readonly chunks: readonly number[];
  /** Seen in 2 of 3 chunks in a row; `confirmedAt` is the chunk in which that became true. */
  readonly confirmedAt: number | null;
  /** Still there in the latest chunk that was judged. */
  readonly ongoing: boolean;
}

/**
 * Windows of a signal over chunks: true is seen, false is quiet, null was not judged (empty, partial, too few rows) and
 * counts for nothing. Sightings with at most one quiet chunk between them belong to one window.
 */
export function signalWindows(seen: readonly (boolean | null)[]): readonly SignalWindow[] {
  const judged = seen.flatMap((s, i) => (s === null ? [] : [i]));
  const windows: SignalWindow[] = [];
  let group: number[] = [];
  const close = () => {
    if (!group.length) return;
    const chunks = group.map(position => judged[position]!);
    windows.push({
      first: chunks[0]!,
      last: chunks.at(-1)!,
      chunks,
      confirmedAt: chunks[1] ?? null,
      ongoing: group.at(-1)! >= judged.length - 1,
    });
    group = [];
  };
  judged.forEach((chunk, position) => {
    if (!seen[chunk]) return;
    if (group.length && position - group.at(-1)! > 2) close();
    group.push(position);
  });
  close();
  return windows;
}

/** Windows that touch or overlap, joined: what several columns do at the same time is one event. */
export function joinWindows<T extends { readonly window: SignalWindow }>(
  items: readonly T[],
): readonly (readonly T[])[] {
  const groups: { last: number; items: T[] }[] = [];
  for (const item of [...items].sort((a, b) => a.window.first - b.window.first)) {
    const current = groups.at(-1);
    if (current && item.window.first <= current.last + 1) {
      current.items.push(item);
      current.last = Math.max(current.last, item.window.last);
    } else groups.push({ last: item.window.last, items: [item] });
  }
  return groups.map(g => g.items);
}

export const overlaps = (a: Pick<SignalWindow, 'first' | 'last'>, b: Pick<SignalWindow, 'first' | 'last'>): boolean =>
  a.first <= b.last && b.first <= a.last;
