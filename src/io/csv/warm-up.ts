import { planFrom } from './plan.ts';
import { createSliceReader, type SliceTask } from './slice.ts';
import { csvLimits } from './limits.ts';

/** One cell of every usual form, so that each path of the readers is run often enough to be compiled. */
const forms: readonly ((row: number) => string)[] = [
  row => String(1000 + row),
  row => (row % 50 ? (row / 7).toFixed(2) : ''),
  row => `-${(row / 999).toFixed(8)}`,
  row => (row % 7 ? String(row % 5) : 'NA'),
  row => ['north', 'south', 'east', 'west'][row % 4]!,
  row => `C${row * 7919}`,
  row => `"some words, ${row % 3 ? 'plain' : '""quoted""'} and number ${row}"`,
  row => `2021-0${1 + (row % 9)}-1${row % 10}`,
  row => (row % 20 ? `2021-03-04 1${row % 10}:20:3${row % 10}` : ''),
  row => (row % 3 ? 'true' : 'false'),
];
const warmRows = 3000;
const rounds = 4;

/**
 * Read a small made-up table a few times. A browser compiles what has run often; a worker that waits for a file does this
 * meanwhile, and the file is read at full speed from its first byte.
 */
export function warmUp(): void {
  const line = (row: number): string => forms.map(form => form(row)).join(',');
  const bytes = new TextEncoder().encode(Array.from({ length: warmRows }, (_, row) => `${line(row)}\n`).join(''));
  const layout = { header: false, width: forms.length, unnamedFirst: false };
  const task: SliceTask = {
    ...{ from: 0, to: bytes.length, atLineStart: true, line: 1, header: false, layout },
    plan: forms.map(() => ({ op: 'gather' })),
    ...{ dialect: { delimiter: ',', quote: '"' }, decimal: '.', missing: undefined, sample: null },
    ...{ limits: csvLimits, recordBytes: bytes.length / warmRows },
  };
  const { plan } = planFrom(bytes.subarray(0, 1 << 15), task, [], undefined);
  for (let round = 0; round < rounds; round++) {
    const reader = createSliceReader({ ...task, plan });
    for (let at = 0; at < bytes.length; at += 1 << 17) reader.push(bytes.subarray(at, at + (1 << 17)));
    reader.end();
  }
}
