import type { Vector } from 'apache-arrow';
import { fillNumbers } from '../arrow/chunks.ts';
import { withinCalendar, type Converted } from '../arrow/convert.ts';
import { plural, type ReadNote } from '../result.ts';

/** The Julian day number of 1970-01-01. */
const julianEpoch = 2_440_588;

/**
 * int96 timestamps, read as 12 plain bytes so that no date overflows: nanoseconds of the day (64 bits) and Julian day
 * (32 bits), little-endian, UTC.
 */
export function int96Column(name: string, vector: Vector, notes: ReadNote[]): Converted {
  let cut = 0;
  const values = fillNumbers({ name, rows: vector.length, chunks: vector.data }, 12, (data, i) => {
    const bytes = data.values as Uint8Array;
    const view = new DataView(bytes.buffer, bytes.byteOffset + i * 12, 12);
    const nanoseconds = Number(view.getBigInt64(0, true)); // at most 8.64e13 in a day, so exact
    const milliseconds = Math.floor(nanoseconds / 1e6);
    if (milliseconds * 1e6 !== nanoseconds) cut++;
    return (view.getInt32(8, true) - julianEpoch) * 86_400_000 + milliseconds;
  });
  if (cut > 0) {
    const text = `Times in "${name}" are finer than a millisecond in ${plural(cut, 'row')}; they were cut.`;
    notes.push({ code: 'read/time-cut', column: name, count: cut, text });
  }
  return {
    column: { kind: 'datetime', values: withinCalendar(values, fact => notes.push({ ...fact, column: name })) },
  };
}
