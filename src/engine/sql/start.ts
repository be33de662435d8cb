import type { AsyncDuckDB } from '@duckdb/duckdb-wasm';

/** The worker, as far as the database's client speaks with it. */
type EngineWorker = Pick<Worker, 'postMessage' | 'addEventListener' | 'removeEventListener' | 'terminate'>;

/** A database that was just started in a worker of its own: its memory is given back when the worker ends. */
export interface StartedDatabase {
  readonly db: AsyncDuckDB;
  readonly end: () => void;
  /** Resolves, with the reason, when the worker dies by itself. */
  readonly broken: Promise<string>;
}

/**
 * DuckDB's WebAssembly build with exceptions, which every browser since 2022 runs: in a browser from the files that the
 * build puts beside the page (33 MB, fetched when first used), in Node from the installed package.
 */
export async function startDatabase(progress: (loaded: number, total: number) => void): Promise<StartedDatabase> {
  const duckdb = await import('@duckdb/duckdb-wasm');
  const { worker, wasm } = inNode() ? nodeWorker() : await browserWorker();
  const end = (): void => worker.terminate();
  const broken = new Promise<string>(resolve => {
    worker.addEventListener('error', ({ message }: ErrorEvent) => resolve(message || 'its worker died'));
  });
  // Node sees a CommonJS module and gives it as `default`.
  const { AsyncDuckDB: Client, VoidLogger } = 'default' in duckdb ? (duckdb.default as typeof duckdb) : duckdb;
  try {
    const db = new Client(new VoidLogger(), worker as unknown as Worker);
    await db.instantiate(wasm, null, ({ bytesLoaded, bytesTotal }) => progress(bytesLoaded, bytesTotal));
    return { db, end, broken };
  } catch (error) {
    end();
    throw error;
  }
}

const inNode = (): boolean => typeof process !== 'undefined' && Boolean(process.versions?.node);

async function browserWorker(): Promise<{ worker: EngineWorker; wasm: string }> {
  const [{ default: script }, { default: wasm }] = await Promise.all([
    import('@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'),
    import('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url'),
  ]);
  const address = (path: string): string => new URL(path, import.meta.url).href;
  return { worker: new Worker(address(script)), wasm: address(wasm) };
}

/** Gives the package's script the globals of a browser's worker. */
const NODE_WORKER = `
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
createRequire(workerData)(workerData);
parentPort.on('message', data => globalThis.onmessage({ data }));
`;

function nodeWorker(): { worker: EngineWorker; wasm: string } {
  const { createRequire } = process.getBuiltinModule('node:module');
  const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
  const { resolve } = createRequire(import.meta.url);
  const thread = new Thread(new URL(`data:text/javascript,${encodeURIComponent(NODE_WORKER)}`), {
    workerData: resolve('@duckdb/duckdb-wasm/dist/duckdb-node-eh.worker.cjs'),
    // The script prints every error of every query.
    stdout: true,
    stderr: true,
  });
  return { worker: asBrowserWorker(thread), wasm: resolve('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm') };
}

type Thread = InstanceType<(typeof import('node:worker_threads'))['Worker']>;

/** A thread of Node with a browser's manners; it keeps the process alive only while it owes an answer. */
function asBrowserWorker(thread: Thread): EngineWorker {
  let owed = 0;
  thread.unref();
  thread.on('message', () => {
    owed = Math.max(0, owed - 1);
    if (owed === 0) thread.unref();
  });
  return {
    postMessage(message: unknown, transfer?: unknown) {
      owed++;
      thread.ref();
      thread.postMessage(message, transfer as never);
    },
    addEventListener(type: string, hear: (event: unknown) => void) {
      if (type === 'message') thread.on('message', data => hear({ data }));
      else if (type === 'error') thread.on('error', (error: Error) => hear({ error, message: error.message }));
      else thread.on('exit', () => hear({}));
    },
    removeEventListener: () => undefined,
    terminate: () => void thread.terminate(),
  } as EngineWorker;
}
