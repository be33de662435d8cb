/** So many rows of a batch go through a network together at least, however short memory is. */
const FEWEST = 16;

/** Most rows of a batch in memory together after memory ran short `shrink` times: half as many each time. */
export const rowsAtOnce = (batch: number, shrink: number): number =>
  Math.min(batch, Math.max(FEWEST, Math.ceil(batch / 2 ** shrink)));

/** How often less memory can be asked for: at least once, for rows that are only measured go through in larger numbers. */
export const shrinksOf = (batch: number): number => Math.max(1, Math.ceil(Math.log2(batch / FEWEST)));
