import { afterAll, describe, expect, test } from 'vitest';
import { StudioError } from '../../../../src/core/errors.ts';
import { columnLength } from '../../../../src/core/table/column.ts';
import { readTable } from '../../../../src/io/read.ts';
import { chance, mutate } from './mutate.ts';
import { seedFiles } from './seeds.ts';

/** Another run with FUZZ_SEED; more of it with FUZZ_TIMES. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_125);
const times = Number(process.env['FUZZ_TIMES'] ?? 1);

/** Files to read of each format; 12,000 in all, more than 10,000 of them CSV and Parquet. */
const plan: readonly (readonly [format: string, files: number])[] = [
  ['csv', 6500],
  ['parquet', 3800],
  ['arrow', 800],
  ['json', 400],
  ['zip', 300],
  ['xlsx', 200],
];
/** A file of a few kilobytes must not take longer, nor make a process larger by so much. */
const mostMilliseconds = 10_000;
const mostGrownBytes = 1_500_000_000;

console.log(`Changed files are made from seed ${seed}.`);
const seeds = await seedFiles();
const before = process.memoryUsage().rss;

describe('changed files give a table or a coded error', () => {
  test.each(plan)('%s, %i files', async (format, files) => {
    const random = chance(seed);
    const good = seeds[format]!;
    for (let i = 0; i < files * times; i++) {
      const bytes = mutate(good[i % good.length]!, random);
      const started = performance.now();
      try {
        const { table } = await readTable(`changed.${format}`, bytes);
        expect(table.columns.every(column => columnLength(column) === table.rows), `file ${i}`).toBe(true);
      } catch (error) {
        if (!(error instanceof StudioError)) throw new Error(`${format} file ${i} of seed ${seed}`, { cause: error });
        expect(error.code, `file ${i}`).toMatch(/^read\//);
      }
      expect(performance.now() - started, `${format} file ${i} of seed ${seed}`).toBeLessThan(mostMilliseconds);
    }
  }, 240_000 * times); // prettier-ignore
});

afterAll(() => expect(process.memoryUsage().rss - before).toBeLessThan(mostGrownBytes));
