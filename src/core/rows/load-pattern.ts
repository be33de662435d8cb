import type { RE2JS } from 're2js';

/** More would be something else that was pasted; `core/pattern.ts` refuses it. */
export const LONGEST_PATTERN = 1000;

/** A pattern, with the engine loaded when the first one is needed. */
export const loadPattern = async (owner: string, pattern: string): Promise<RE2JS> =>
  (await import('../pattern.ts')).compilePattern(owner, pattern);
