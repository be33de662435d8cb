// The report prints numbers too, so the formatting itself lives in core.
export * from '../core/format.ts';
