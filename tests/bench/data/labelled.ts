import { open } from 'node:fs/promises';
import { type Random, randomStream } from '../../../src/core/random.ts';

/** Rows with something to learn; the last `test` of them are held out. */
export interface Labelled {
  readonly kind: 'classes' | 'groups';
  readonly rows: number;
  readonly width: number;
  readonly test: number;
}

export const labelledFile = ({ kind, rows, width, test }: Labelled): string => `${kind}-${rows}+${test}x${width}.bin`;

/**
 * Columns one after the other, then what is to be learned: float64, little-endian, `rows + test` values each. Same
 * numbers, same bytes.
 * `classes`: normal columns; the log-odds add up lines, bends and products of the first columns, so that trees and lines
 * both have work. `groups`: eight overlapping round groups.
 */
export async function writeLabelled(path: string, data: Labelled): Promise<void> {
  const random = randomStream(20_261_126, `labelled ${data.kind}`);
  const columns = data.kind === 'classes' ? classes(data, random) : groups(data, random);
  const file = await open(path, 'w');
  for (const column of columns) await file.write(column);
  await file.close();
}

function classes({ rows, test, width }: Labelled, random: Random): Float64Array[] {
  const all = rows + test;
  const x = Array.from({ length: width }, () => Float64Array.from({ length: all }, () => random.normal()));
  const weights = Array.from({ length: width }, (_, j) => random.normal() / (1 + j / 4));
  const y = Float64Array.from({ length: all }, (_, r) => {
    let odds = 0;
    for (let j = 0; j < width; j++) odds += weights[j]! * x[j]![r]!;
    odds += 1.5 * x[0]![r]! * x[1]![r]! + Math.abs(x[2]![r]!) * 1.2 - Math.sin(2 * x[3]![r]!) - 1;
    return random.next() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  });
  return [...x, y];
}

function groups({ rows, test, width }: Labelled, random: Random): Float64Array[] {
  const all = rows + test;
  const centres = Array.from({ length: 8 }, () => Array.from({ length: width }, () => 1.2 * random.normal()));
  const y = Float64Array.from({ length: all }, () => random.integer(centres.length));
  const x = Array.from({ length: width }, (_, j) => y.map(k => centres[k]![j]! + random.normal()));
  return [...x, y];
}
