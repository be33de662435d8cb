import type { BenchCase } from '../bench.ts';
import { csv } from './csv.ts';

/** What `npm run bench -- NAME…` can measure. */
export const cases: readonly BenchCase[] = [csv];
