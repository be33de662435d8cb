import type { pacer } from '../work.ts';

/** Awaited between pieces of work: it lets messages arrive and throws when the work was cancelled. */
export type Pace = ReturnType<typeof pacer>;
