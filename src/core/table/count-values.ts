import { HyperLogLog } from '../sketch/hyperloglog.ts';
import { ValueCounter } from '../sketch/value-counter.ts';
import { type Column, columnLength } from './column.ts';
import type { Approximation } from './column-profile.ts';

/** Rows that are counted between two chances to stop. */
const stretch = 65_536;

/** How often each value occurs; where there are too many to count all, the frequent ones are counted again, exactly. */
export async function countValues(column: Column, breathe: () => Promise<void>): Promise<ValueCounter> {
  const rows = columnLength(column);
  const counter = new ValueCounter(column);
  for (let from = 0; from < rows; from += stretch) {
    counter.add(from, Math.min(rows, from + stretch));
    await breathe();
  }
  if (counter.exact) return counter;
  counter.beginRecount();
  for (let from = 0; from < rows; from += stretch) {
    counter.recount(from, Math.min(rows, from + stretch));
    await breathe();
  }
  return counter;
}

/** What a profile says of a counter. */
export const counted = (counter: ValueCounter): { distinct: number; approximate: Approximation | null } => ({
  distinct: counter.distinct,
  approximate: counter.exact ? null : { distinct: HyperLogLog.within, unlisted: counter.mayMiss },
});
