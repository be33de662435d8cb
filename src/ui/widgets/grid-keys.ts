/** Where a key leads in a list of `count` rows, `page` of them in sight; null when the key does not move. */
export function nextRow(key: string, at: number, count: number, page: number): number | null {
  const target = new Map([
    ['ArrowDown', at + 1],
    ['ArrowUp', at - 1],
    ['PageDown', at + page],
    ['PageUp', at - page],
    ['Home', 0],
    ['End', count - 1],
  ]).get(key);
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}
