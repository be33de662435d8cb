import { StudioError } from '../core/errors.ts';
import type { Api, CallOptions, Client, FromWorker, Port, ToWorker } from './protocol.ts';

interface Waiting {
  readonly options: CallOptions<unknown>;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * A typed client of an object served on the other end of a port. Options, when given, come last: a signal cancels the
 * call there, `onProgress` hears of its progress, `transfer` moves buffers. When the worker dies, every call that waits
 * is rejected with `rpc/worker-died`, and so is every later one.
 */
export function connect<A extends Api>(port: Port, onDeath?: (error: StudioError) => void): Client<A> {
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let dead: StudioError | undefined;

  const die = (event: Event): void => {
    if (dead) return;
    const reason =
      'message' in event && typeof event.message === 'string' && event.message ? ` (${event.message})` : '';
    dead = new StudioError(
      'rpc/worker-died',
      `The worker stopped unexpectedly${reason}. Nothing that was saved is lost; try again.`,
    );
    for (const { reject } of waiting.values()) reject(dead);
    waiting.clear();
    onDeath?.(dead);
  };
  port.addEventListener('error', die);
  port.addEventListener('messageerror', die);
  port.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    const call = waiting.get(data.id);
    if (!call) return;
    if (data.type === 'progress') return call.options.onProgress?.(data.update);
    waiting.delete(data.id);
    if (data.type === 'result') call.resolve(data.value);
    else call.reject(new StudioError(data.code, data.message, data.details));
  });
  port.start?.();

  const send = (message: ToWorker, transfer?: Transferable[]) => port.postMessage(message, transfer);
  const invoke = (method: string, given: unknown[]): Promise<unknown> => {
    const options = isOptions(given.at(-1)) ? (given.pop() as CallOptions<unknown>) : {};
    const id = next++;
    return new Promise((resolve, reject) => {
      if (dead) return reject(dead);
      if (options.signal?.aborted) return reject(new StudioError('rpc/cancelled', 'Stopped before it began.'));
      waiting.set(id, { options, resolve, reject });
      options.signal?.addEventListener('abort', () => send({ type: 'cancel', id }), { once: true });
      send({ type: 'call', id, method, args: given }, options.transfer);
    });
  };
  return new Proxy({} as Client<A>, {
    get: (_, method) => (method === 'then' ? undefined : (...args: unknown[]) => invoke(String(method), args)),
  });
}

function isOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every(k => k === 'signal' || k === 'onProgress' || k === 'transfer');
}
