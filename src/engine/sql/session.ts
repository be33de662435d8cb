import { StudioError, throwIfCancelled } from '../../core/errors.ts';
import { formatDuration } from '../../core/format.ts';
import type { NamedTable } from '../../core/row-operation.ts';
import { Database } from './database.ts';
import { sqlError } from './errors.ts';

export interface SqlOptions {
  readonly signal?: AbortSignal | undefined;
  /** What takes longer is ended; two minutes unless given. */
  readonly maxMilliseconds?: number;
  /** Bytes of the database's program that have come, while it is fetched for the first time. */
  readonly loading?: (loaded: number, total: number) => void;
}

const MOST_MILLISECONDS = 120_000;
/** The database ends, and gives its memory back, when nobody has asked it for this long. */
const IDLE_MILLISECONDS = 120_000;

let running: Promise<Database> | null = null;
let turn: Promise<void> = Promise.resolve();
let idle: ReturnType<typeof setTimeout> | undefined;

/**
 * Run work on the database over exactly these tables, one piece of work after another. A database that is stopped, runs
 * out of time or breaks is ended with its worker, and started anew for the next work. Errors: rpc/cancelled, sql/timeout,
 * sql/failed.
 */
export async function withDatabase<T>(
  tables: readonly NamedTable[],
  options: SqlOptions,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const before = turn;
  let leave = (): void => undefined;
  turn = new Promise(resolve => (leave = resolve));
  await before;
  clearTimeout(idle);
  try {
    throwIfCancelled(options.signal);
    const database = await started(options.loading);
    return await limited(database, options, async () => {
      await holdTables(database, tables);
      return work(database);
    });
  } finally {
    idle = setTimeout(endDatabase, IDLE_MILLISECONDS);
    // Node would wait for the timer before it ends.
    if (typeof idle === 'object') (idle as { unref?: () => void }).unref?.();
    leave();
  }
}

/** End the database, if one runs; the next work starts another. */
export function endDatabase(): void {
  void running?.then(database => database.end()).catch(() => undefined);
  running = null;
}

/** A database that could not take a table in is ended, because it may hold a part of it. */
async function holdTables(database: Database, tables: readonly NamedTable[]): Promise<void> {
  try {
    await database.hold(tables);
  } catch (error) {
    endDatabase();
    throw sqlError(error, '', 0, []);
  }
}

async function started(loading: SqlOptions['loading']): Promise<Database> {
  running ??= Database.start(loading ?? (() => undefined));
  try {
    return await running;
  } catch (error) {
    running = null;
    const reason = error instanceof Error ? error.message.slice(0, 200) : String(error);
    throw new StudioError(
      'sql/not-loaded',
      `The SQL engine could not be loaded (${reason}). Check the connection and try again; it is kept once it came.`,
    );
  }
}

function limited<T>(database: Database, options: SqlOptions, work: () => Promise<T>): Promise<T> {
  const { signal, maxMilliseconds = MOST_MILLISECONDS } = options;
  return new Promise((resolve, reject) => {
    const give = (error: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      reject(error as Error);
    };
    const abandon = (error: StudioError): void => {
      endDatabase();
      give(error);
    };
    const stop = (): void => abandon(new StudioError('rpc/cancelled', 'Stopped before it was finished.'));
    const timer = setTimeout(() => abandon(tooLong(maxMilliseconds)), maxMilliseconds);
    signal?.addEventListener('abort', stop, { once: true });
    database.broken.then(reason => abandon(failed(reason)));
    work().then(
      value => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        resolve(value);
      },
      (error: unknown) => {
        // Anything but an answer of the database, such as WebAssembly out of memory, leaves it in no state to go on.
        if (error instanceof StudioError) give(error);
        else abandon(failed(error instanceof Error ? error.message.slice(0, 200) : String(error)));
      },
    );
  });
}

const tooLong = (limit: number): StudioError =>
  new StudioError(
    'sql/timeout',
    `SQL: the query ran longer than ${formatDuration(limit)} and was stopped. Filter or aggregate earlier, or check the keys of a join.`,
    { limit },
  );

const failed = (reason: string): StudioError =>
  new StudioError('sql/failed', `The SQL engine stopped (${reason}). Nothing was changed; try again.`);
