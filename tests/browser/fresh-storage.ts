import { beforeAll } from 'vitest';

/** Every file of tests begins with empty storage: they share one origin, and so one database. */
beforeAll(
  () =>
    new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('terrarium');
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error ?? new Error('the database could not be deleted'));
    }),
);
