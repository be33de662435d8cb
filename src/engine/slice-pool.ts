import type { SlicePool } from '../io/csv/slices.ts';
import { connect } from '../rpc/connect.ts';
import type { Client, Port } from '../rpc/protocol.ts';
import type { sliceApi } from './slice-worker-api.ts';

type SliceClient = Client<typeof sliceApi>;

/** More readers than this wait for the disk rather than for a core. */
const mostWorkers = 8;

/** Smaller files are read before the workers would have started. */
const smallestFile = 8_000_000;

let prepared: SliceWorkers | null = null;

/** Start the workers while a person looks at the preview of a large file, so that they are ready when it is read. */
export function prepareSliceWorkers(file: Blob): void {
  if (file.size < smallestFile || prepared) return;
  prepared = startSliceWorkers();
  void prepared?.ready().catch(() => undefined);
}

/** Do some reading with slice workers, which end with it; null for a small file or where there are none. */
export async function withSliceWorkers<T>(
  file: Blob,
  read: (slices: SliceWorkers | undefined) => Promise<T>,
): Promise<T> {
  prepareSliceWorkers(file);
  const slices = file.size < smallestFile ? null : prepared;
  try {
    return await read(slices ?? undefined);
  } finally {
    prepared?.close();
    prepared = null;
  }
}

/** Workers that read text files in slices; a worker runs one slice at a time. */
export interface SliceWorkers extends SlicePool {
  /** Resolves when every worker has loaded. */
  ready(): Promise<void>;
  /** End the workers and give their memory back. */
  close(): void;
}

/** As many workers as the machine has cores; null where there are no workers to start, as on the command line. */
export function startSliceWorkers(): SliceWorkers | null {
  if (typeof Worker === 'undefined') return null;
  const workers = Math.min(mostWorkers, navigator.hardwareConcurrency);
  if (workers < 2) return null;
  const started: Worker[] = [];
  const start = (): SliceClient => {
    const worker = new Worker(new URL('../../workers/slice.worker.ts', import.meta.url), {
      type: 'module',
      name: 'slice',
    });
    started.push(worker);
    return connect<typeof sliceApi>(worker as unknown as Port);
  };
  const idle = Array.from({ length: workers }, start);
  const waiting: ((client: SliceClient) => void)[] = [];
  const release = (client: SliceClient): void => {
    const next = waiting.shift();
    if (next) next(client);
    else idle.push(client);
  };
  return {
    workers,
    async ready() {
      await Promise.all(idle.map(client => client.ready()));
    },
    async run(file, task, { signal, progress }) {
      const client = idle.pop() ?? (await new Promise<SliceClient>(resolve => waiting.push(resolve)));
      try {
        return await client.read(file, task, { signal, onProgress: bytes => progress?.(bytes, null) });
      } finally {
        release(client);
      }
    },
    close: () => started.forEach(worker => worker.terminate()),
  };
}
