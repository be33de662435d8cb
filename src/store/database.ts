import { type IDBPDatabase, openDB } from 'idb';
import { StudioError } from '../core/errors.ts';
import type { StudioSchema } from './schema.ts';

export type StudioDatabase = IDBPDatabase<StudioSchema>;

/** One entry a released version; append, never edit. */
const upgrades: readonly ((db: StudioDatabase) => void)[] = [
  db => {
    db.createObjectStore('projects', { keyPath: 'id' });
    db.createObjectStore('datasets', { keyPath: 'id' }).createIndex('byProject', 'projectId');
    db.createObjectStore('tables', { keyPath: 'id' });
    db.createObjectStore('profiles', { keyPath: 'id' });
    db.createObjectStore('runs', { keyPath: 'id' }).createIndex('byProject', 'projectId');
    db.createObjectStore('checkpoints', { keyPath: 'runId' });
    const versions = db.createObjectStore('versions', { keyPath: 'id' });
    versions.createIndex('byProject', 'projectId');
    versions.createIndex('byModel', 'model');
    db.createObjectStore('events', { keyPath: 'id', autoIncrement: true }).createIndex('byProject', 'projectId');
    db.createObjectStore('deployments', { keyPath: 'model' });
    db.createObjectStore('predictions', { keyPath: 'id', autoIncrement: true }).createIndex('byModel', 'model');
    db.createObjectStore('monitors', { keyPath: 'id' }).createIndex('byProject', 'projectId');
  },
  // Files on the person's disk that datasets were read from; they never leave with a project.
  db => void db.createObjectStore('links', { keyPath: 'id' }),
];

let open: Promise<StudioDatabase> | undefined;

/** The studio's database, opened once for each page and worker. */
export function openDatabase(): Promise<StudioDatabase> {
  open ??= start().catch((error: unknown) => {
    open = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StudioError(
      'store/unavailable',
      `The browser does not let this page store anything (${reason}). The studio keeps tables and models in the browser’s storage, so it cannot work without it. Allow this site to store data, or leave the private window, and reload the page.`,
    );
  });
  return open;
}

/** Asynchronous as a whole: where storage is forbidden, even asking for it throws. */
async function start(): Promise<StudioDatabase> {
  return openDB<StudioSchema>('terrarium', upgrades.length, {
    upgrade(db, from) {
      for (const upgrade of upgrades.slice(from)) upgrade(db);
    },
    blocking(_current, _next, event) {
      (event.target as IDBDatabase).close();
      open = undefined;
    },
    terminated() {
      open = undefined;
    },
  });
}

/** Run a write and turn a full disk into a sentence a person can act on. */
export async function writing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') {
      throw new StudioError(
        'store/full',
        'The browser has no room left for this site. Nothing was changed. Delete a project you no longer need, or save this one to a file first.',
      );
    }
    throw error;
  }
}
