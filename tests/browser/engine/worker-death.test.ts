import { afterEach, expect, test, vi } from 'vitest';
import { project } from '../../../src/app/project.svelte.ts';
import { source } from '../../../src/app/source.svelte.ts';
import { readCsv } from '../../../src/io/csv/read-csv.ts';
import { startSliceWorkers } from '../../../src/engine/slice-pool.ts';
import { listDatasets } from '../../../src/store/datasets.ts';
import { listProjects } from '../../../src/store/projects.ts';

const Genuine = Worker;
const started: Worker[] = [];

/** Every worker that is started from now on is at hand, so that it can die. */
function watchWorkers(): void {
  vi.stubGlobal(
    'Worker',
    class extends Genuine {
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        started.push(this);
      }
    },
  );
}

/** What the browser says when a worker ran out of memory or threw outside every handler. */
const die = (worker: Worker): boolean => worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }));

afterEach(() => {
  vi.unstubAllGlobals();
  started.length = 0;
});

const rows = 60_000;
const line = (i: number): string => `${i},"text ${i}",2021-01-01\n`;
const csv = (): Blob => new Blob([`n,t,d\n${Array.from({ length: rows }, (_, i) => line(i)).join('')}`]);

test('a data worker that dies while reading is told, the project is unchanged, and reading again works', async () => {
  watchWorkers();
  await source.choose('orders.csv', csv(), { kind: 'file' }, 'new');
  expect(source.pending?.name).toBe('orders.csv');

  const reading = source.read();
  await Promise.resolve();
  die(started[0]!);
  await reading;
  expect(source.failure).toMatchObject({ title: 'orders.csv was not read', error: { code: 'rpc/worker-died' } });
  expect(source.pending?.name).toBe('orders.csv');
  expect(project.record).toBeNull();
  expect(await listProjects()).toEqual([]);

  await source.read();
  expect(source.failure).toBeNull();
  expect(project.dataset).toMatchObject({ name: 'orders.csv', rows });
  expect(await listDatasets(project.record!.id)).toHaveLength(1);
});

test('a worker that dies over its slice ends the reading with that reason', async () => {
  watchWorkers();
  const slices = startSliceWorkers()!;
  await slices.ready();
  const big = new Blob(Array.from({ length: 12 }, (_, i) => (i === 0 ? 'n,t,d\n' : '') + line(i).repeat(60_000)));
  const reading = readCsv(big, {}, { slices });
  setTimeout(() => started.forEach(die), 20);
  await expect(reading).rejects.toMatchObject({ code: 'rpc/worker-died' });
  slices.close();
});

test('slices in workers give what one worker gives', async () => {
  const big = new Blob(Array.from({ length: 10 }, (_, i) => (i === 0 ? 'n,t,d\n' : '') + line(i).repeat(50_000)));
  const slices = startSliceWorkers()!;
  expect(await readCsv(big, {}, { slices })).toEqual(await readCsv(big));
  slices.close();
});
