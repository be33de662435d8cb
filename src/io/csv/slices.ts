import { StudioError } from '../../core/errors.ts';
import type { ReadContext } from '../result.ts';
import type { SliceResult, SliceTask } from './slice.ts';

/** Reads slices in several workers at once; the engine offers one. */
export interface SlicePool {
  readonly workers: number;
  /** Bytes below which a slice is not worth a worker. */
  readonly smallestSlice?: number;
  run(file: Blob, task: SliceTask, ctx: ReadContext): Promise<SliceResult>;
}

const usualSmallest = 4_000_000;
const largestSlice = 24_000_000;

/** Whether to cut a file of this size. */
export const isWorthSlicing = (bytes: number, { smallestSlice = usualSmallest }: SlicePool): boolean =>
  bytes >= 2 * smallestSlice;

/**
 * Read a file in slices at once. Where a slice begins is a guess: the first line end in it could stand within quotes. It is
 * proven when the slice before ends exactly there, since a reader at a line start outside quotes has no other memory; the
 * first slice begins for certain. A slice that began wrongly, or found an error whose line is not known, is read again.
 */
export async function readSlices(
  file: Blob,
  whole: SliceTask,
  pool: SlicePool,
  ctx: ReadContext,
): Promise<readonly SliceResult[]> {
  const tasks = cut(whole, pool);
  const done = new Float64Array(tasks.length);
  const report = (i: number, bytes: number): void => {
    done[i] = bytes;
    ctx.progress?.(whole.from + done.reduce((sum, part) => sum + part, 0), file.size);
  };
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  ctx.signal?.addEventListener('abort', abort);
  try {
    const attempts = tasks.map((_, i) => i);
    const found: (SliceResult | { readonly error: unknown })[] = [];
    const work = async (): Promise<void> => {
      for (let i = attempts.shift(); i !== undefined; i = attempts.shift()) {
        const at = i;
        found[at] = await pool
          .run(file, tasks[at]!, { signal: stop.signal, progress: bytes => report(at, bytes) })
          .catch((error: unknown) => ({ error }));
        const slice = found[at];
        if ('error' in slice && (at === 0 || !isOfTheFile(slice.error))) return stop.abort();
      }
    };
    await Promise.all(Array.from({ length: pool.workers }, work));
    return await prove(file, tasks, found, pool, ctx);
  } finally {
    ctx.signal?.removeEventListener('abort', abort);
  }
}

/** Equal slices, a multiple of the workers, so that all end at about the same time. */
function cut(whole: SliceTask, { workers, smallestSlice = usualSmallest }: SlicePool): SliceTask[] {
  const bytes = whole.to - whole.from;
  const rounds = Math.max(1, Math.ceil(bytes / workers / largestSlice));
  const count = Math.max(1, Math.min(rounds * workers, Math.floor(bytes / smallestSlice)));
  return Array.from({ length: count }, (_, i) => ({
    ...whole,
    from: whole.from + Math.floor((bytes * i) / count),
    to: i + 1 === count ? whole.to : whole.from + Math.floor((bytes * (i + 1)) / count),
    atLineStart: i === 0,
    header: whole.header && i === 0,
  }));
}

async function prove(
  file: Blob,
  tasks: readonly SliceTask[],
  found: readonly (SliceResult | { readonly error: unknown } | undefined)[],
  pool: SlicePool,
  ctx: ReadContext,
): Promise<SliceResult[]> {
  const proven: SliceResult[] = [];
  let at = tasks[0]!.from;
  let line = tasks[0]!.line;
  for (const [i, task] of tasks.entries()) {
    if (i > 0 && at >= task.to) continue; // a record of the slice before runs through this whole slice
    const first = found[i];
    const holds = first && !('error' in first) && first.startedAt === at;
    if (first && 'error' in first && (i === 0 || !isOfTheFile(first.error))) throw first.error;
    const exact: SliceTask = { ...task, from: at, atLineStart: true, line };
    const slice = holds ? first : await pool.run(file, exact, ctx);
    proven.push(slice);
    at = slice.endedAt;
    line += slice.lines;
  }
  return proven;
}

/** Whether the error is about what was read; a dead worker or a cancel is not. */
const isOfTheFile = (error: unknown): boolean => error instanceof StudioError && error.code.startsWith('read/');
