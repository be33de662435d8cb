import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkLog, type Chunking } from '../../../../src/core/monitor/chunks.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const hourly = (from: number, hours: number) => Float64Array.from({ length: hours }, (_, i) => from + i * HOUR);

describe('chunkLog', () => {
  it('puts every row with a time into exactly one chunk, in time order, whatever the times', () => {
    const time = fc.array(fc.oneof(fc.integer({ min: -40 * DAY, max: 400 * DAY }), fc.constant(NaN)), { minLength: 1, maxLength: 60 }); // prettier-ignore
    const chunking = fc.constantFrom<Chunking>({ by: 'day' }, { by: 'week' }, { by: 'month' }, { by: 'auto' }, { by: 'count', size: 7 }); // prettier-ignore
    fc.assert(
      fc.property(time, chunking, (times, chunking) => {
        const { chunks, untimed, by } = chunkLog(times.length, Float64Array.from(times), chunking);
        const all = chunks.flatMap(c => [...c.rows]);
        expect(new Set(all).size).toBe(all.length);
        expect(all.length + untimed).toBe(times.length);
        chunks.forEach((c, i) => {
          expect(c.index).toBe(i);
          if (by === 'count') return;
          for (const r of c.rows) expect(times[r]! >= c.from! && times[r]! < c.to!).toBe(true);
          if (i > 0) expect(c.from).toBe(chunks[i - 1]!.to);
        });
        if (by !== 'count') expect(all.map(r => times[r]!)).toEqual(all.map(r => times[r]!).sort((a, b) => a - b));
      }),
    );
  });

  it('cuts ISO weeks from Monday and months of their own length, in UTC', () => {
    const time = Float64Array.of(Date.UTC(2024, 1, 29), Date.UTC(2024, 2, 3, 23, 59), Date.UTC(2024, 2, 4));
    expect(chunkLog(3, time, { by: 'week' }).chunks.map(c => [c.label, [...c.rows]])).toEqual([
      ['week of 2024-02-26', [0, 1]],
      ['week of 2024-03-04', [2]],
    ]);
    const months = chunkLog(3, time, { by: 'month' }).chunks;
    expect(months.map(c => c.label)).toEqual(['2024-02', '2024-03']);
    expect((months[0]!.to! - months[0]!.from!) / DAY).toBe(29);
    expect(chunkLog(1, Float64Array.of(-1), { by: 'week' }).chunks[0]!.from).toBe(Date.UTC(1969, 11, 29));
  });

  it('keeps empty periods as gaps', () => {
    const time = Float64Array.of(0, 3 * DAY);
    expect(chunkLog(2, time, { by: 'day' }).chunks.map(c => c.rows.length)).toEqual([1, 0, 0, 1]);
  });

  it('marks the last period partial only where it has not ended, judged by the rhythm of the log', () => {
    const monday = Date.UTC(2025, 5, 2);
    const partial = (time: Float64Array) => chunkLog(time.length, time, { by: 'week' }).chunks.map(c => c.partial);
    expect(partial(hourly(monday, 14 * 24))).toEqual([false, false]);
    expect(partial(hourly(monday, 10 * 24))).toEqual([false, true]);
    const daily = Float64Array.from({ length: 14 }, (_, i) => monday + i * DAY);
    expect(partial(daily)).toEqual([false, false]);
  });

  it('takes the shortest period that typically holds 200 rows', () => {
    const start = Date.UTC(2025, 4, 11);
    expect(chunkLog(3400, hourly(start, 3400)).by).toBe('month');
    expect(
      chunkLog(
        13_600,
        Float64Array.from({ length: 13_600 }, (_, i) => start + (i * HOUR) / 4),
      ).by,
    ).toBe('week');
    expect(
      chunkLog(
        1000,
        Float64Array.from({ length: 1000 }, (_, i) => start + (i * HOUR) / 12),
      ).by,
    ).toBe('day');
  });

  it('falls back to counts without times, and cuts a short log in two so that something can be confirmed', () => {
    expect(chunkLog(1200, null).chunks.map(c => c.rows.length)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(chunkLog(131, null).chunks.map(c => [c.rows.length, c.partial])).toEqual([[66, false], [65, false]]); // prettier-ignore
    expect(chunkLog(250, null, { by: 'count', size: 200 }).chunks.map(c => c.partial)).toEqual([false, true]);
    expect(chunkLog(0, null).chunks).toEqual([]);
    expect(chunkLog(2, Float64Array.of(NaN, NaN)).by).toBe('count');
  });

  it('refuses what would make endless chunks, and periods without times', () => {
    expect(() => chunkLog(2, Float64Array.of(0, 8e15), { by: 'day' })).toThrow('may have 1000 chunks');
    expect(() => chunkLog(1_000_000, null, { by: 'count', size: 1 })).toThrow('may have 1000 chunks');
    expect(() => chunkLog(10, null, { by: 'count', size: 0 })).toThrow('whole number of rows');
    expect(() => chunkLog(10, null, { by: 'week' })).toThrow('no time column');
    expect(chunkLog(2, Float64Array.of(0, 8e15)).by).toBe('count');
  });
});
