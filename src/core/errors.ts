/** The part of the studio an error belongs to; the text after the slash is stable and documented where it is thrown. */
export type ErrorArea =
  | 'param'
  | 'column'
  | 'table'
  | 'read'
  | 'recipe'
  | 'split'
  | 'fit'
  | 'model'
  | 'graph'
  | 'formula'
  | 'sql'
  | 'metric'
  | 'export'
  | 'serve'
  | 'monitor'
  | 'store'
  | 'project'
  | 'rpc'
  | 'device'
  | 'cli';

export type ErrorCode = `${ErrorArea}/${string}`;

export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * An error a person can act on. The message names the subject, what was expected, what was found and, where it is not
 * plain, what to do. Details are plain fields, so the whole error survives structured clone and crosses workers.
 */
export class StudioError extends Error {
  override name = 'StudioError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Throw the cancellation error when the caller has asked to stop. Long loops call this between batches. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new StudioError('rpc/cancelled', 'Stopped before it was finished.');
}
