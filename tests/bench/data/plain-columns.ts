import { open } from 'node:fs/promises';
import { randomStream } from '../../../src/core/random.ts';
import { plainLevels } from './plain-levels.ts';

/**
 * Four columns one after the other, little-endian: decimals that hardly repeat (float64), whole numbers up to 1,000
 * (float64), a category (int32 codes) and a moment every second (float64, epoch milliseconds). Same rows, same bytes.
 */
export async function writePlainColumns(path: string, rows: number): Promise<void> {
  const random = randomStream(20_240_302, 'plain columns');
  const file = await open(path, 'w');
  await file.write(Float64Array.from({ length: rows }, () => 100 * random.next() + 20 * random.next()));
  await file.write(Float64Array.from({ length: rows }, () => Math.floor(1000 * random.next() * random.next())));
  await file.write(Int32Array.from({ length: rows }, () => random.integer(plainLevels)));
  await file.write(Float64Array.from({ length: rows }, (_, row) => 1.6e12 + 1000 * row));
  await file.close();
}
