import type { Measured } from '../../bench.ts';

/** Takes its own time, so that loading modules and engines is not in it. */
export interface Job {
  run(files: readonly File[], options: object): Promise<Measured>;
}

/** What can be measured in the browser: ours and the peers that run there. One file a job, one line here. */
export const jobs: ReadonlyMap<string, () => Promise<Job>> = new Map([
  ['csv', () => import('./csv.ts')],
  ['parquet', () => import('./parquet.ts')],
  ['profile', () => import('./profile.ts')],
  ['learner', () => import('./learner.ts')],
  ['tensorflow', () => import('./tensorflow.ts')],
  ['csv-duckdb', () => import('./csv-duckdb.ts')],
  ['csv-udsv', () => import('./csv-udsv.ts')],
  ['csv-papaparse', () => import('./csv-papaparse.ts')],
]);
