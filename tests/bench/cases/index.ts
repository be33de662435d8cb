import type { BenchCase } from '../bench.ts';
import { csv } from './csv.ts';
import { growth } from './growth.ts';
import { parquet } from './parquet.ts';
import { profile } from './profile.ts';
import { predict, train } from './train.ts';

/** What `npm run bench -- NAME…` can measure. */
export const cases: readonly BenchCase[] = [csv, parquet, profile, train, predict, growth];
