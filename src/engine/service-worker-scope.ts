/**
 * The part of the service worker's global scope the studio uses. TypeScript's own declarations of it (lib webworker)
 * cannot stand beside the DOM's in one program.
 */
export interface ServiceWorkerScope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifecycleEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

export interface LifecycleEvent {
  /** The worker is kept alive, and the step counts as failed when the promise rejects. */
  waitUntil(work: Promise<unknown>): void;
}

export interface RequestEvent extends LifecycleEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** One thing the service worker can answer with. Handlers are asked in order; the first that takes a request answers it. */
export interface RequestHandler {
  takes(request: Request): boolean;
  respond(request: Request): Promise<Response>;
}
