import type { ErrorCode, ErrorDetails } from '../core/errors.ts';

/**
 * What a worker exposes: async methods of plain arguments, each given a call context last. `P` is what the method reports
 * while it works.
 */
export interface CallContext<P = never> {
  readonly signal: AbortSignal;
  progress(update: P): void;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- methods of any signature; the client's types are computed from the object itself
export type Api = Record<string, (...args: any[]) => unknown>;

type Last<A extends readonly unknown[]> = A extends [...unknown[], infer L] ? L : never;
type WithoutContext<A extends readonly unknown[]> = A extends [...infer Rest, CallContext<never> | CallContext<infer _>]
  ? Rest
  : A;
type ProgressOf<A extends readonly unknown[]> = Last<A> extends CallContext<infer P> ? P : never;

export interface CallOptions<P = never> {
  readonly signal?: AbortSignal | undefined;
  readonly transfer?: Transferable[];
  onProgress?(update: P): void;
}

/** The caller's view of a served object: the same methods without the context, plus call options, always async. */
export type Client<A extends Api> = {
  readonly [K in keyof A]: (
    ...args: [...WithoutContext<Parameters<A[K]>>, CallOptions<ProgressOf<Parameters<A[K]>>>?]
  ) => Promise<Awaited<ReturnType<A[K]>>>;
};

export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: 'cancel'; readonly id: number };

export type FromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly update: unknown }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'error';
      readonly id: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly details: ErrorDetails;
    };

/** One end of a channel: a Worker, the inside of one, or a MessagePort of the browser or of Node. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  start?(): void;
}
