import type { StepWork, Stream } from '../step.ts';
import { pacer } from '../work.ts';

/** Rows gone over between two looks at the clock. */
const STRETCH = 1 << 15;

/** Go over rows stretch by stretch, letting messages arrive between them. */
export async function eachStretch(
  rows: number,
  work: StepWork,
  run: (from: number, to: number) => void,
): Promise<void> {
  const pace = pacer(work);
  for (let from = 0; from < rows; from += STRETCH) {
    await pace('Looking at rows', from, rows);
    run(from, Math.min(rows, from + STRETCH));
  }
}

/** Learn something of each column by itself, letting messages arrive between them. */
export async function eachColumn<T>(
  columns: readonly Stream[],
  work: StepWork,
  learn: (column: Stream, at: number) => T | Promise<T>,
): Promise<T[]> {
  const pace = pacer(work);
  const found: T[] = [];
  for (const column of columns) {
    await pace('Looking at columns', found.length, columns.length);
    found.push(await learn(column, found.length));
  }
  return found;
}
