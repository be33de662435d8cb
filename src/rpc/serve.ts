import { StudioError } from '../core/errors.ts';
import type { Api, CallContext, FromWorker, Port, ToWorker } from './protocol.ts';

/** A result whose buffers move to the caller instead of being copied. */
export class Transfer<T> {
  readonly value: T;
  readonly buffers: Transferable[];
  constructor(value: T, buffers: Transferable[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

/** Answer calls that arrive on a port with the methods of an object. Errors cross whole; a stopped call says so. */
export function serve(api: Api, port: Port): void {
  const running = new Map<number, AbortController>();
  const send = (message: FromWorker, buffers?: Transferable[]) => port.postMessage(message, buffers);

  const call = async ({ id, method, args }: Extract<ToWorker, { type: 'call' }>): Promise<void> => {
    const abort = new AbortController();
    running.set(id, abort);
    const context: CallContext<unknown> = {
      signal: abort.signal,
      progress: update => send({ type: 'progress', id, update }),
    };
    try {
      const run = Object.hasOwn(api, method) ? api[method] : undefined;
      if (!run) throw new StudioError('rpc/unknown-method', `The worker has no method "${method}".`, { method });
      const value = await run(...args, context);
      if (value instanceof Transfer) send({ type: 'result', id, value: value.value }, value.buffers);
      else send({ type: 'result', id, value });
    } catch (error) {
      send(failure(id, error));
    } finally {
      running.delete(id);
    }
  };

  port.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'cancel') running.get(data.id)?.abort();
    else void call(data);
  });
  port.start?.();
}

function failure(id: number, error: unknown): FromWorker {
  if (error instanceof StudioError)
    return { type: 'error', id, code: error.code, message: error.message, details: error.details };
  return {
    type: 'error',
    id,
    code: 'rpc/failed',
    message: error instanceof Error ? error.message : String(error),
    details: {},
  };
}
