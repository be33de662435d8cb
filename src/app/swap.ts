import { DEMONSTRATION } from '../core/monitor/log-settings.ts';
import { latestPredictions } from '../store/predictions.ts';
import { sendRequest } from './endpoint.ts';

/** What became of the requests that were sent while the champion changed. */
export interface SwapReport {
  readonly sent: number;
  /** Answered with a prediction, by version. */
  readonly answered: readonly { readonly version: string; readonly count: number }[];
  readonly failed: number;
  /** Begun before the move and answered after it. */
  readonly inFlight: number;
  /** Answered requests that are in the prediction log. */
  readonly logged: number;
  readonly milliseconds: number;
  /** Who answered: the service worker, or the page itself where there is none. */
  readonly by: string;
}

interface Answer {
  readonly begun: number;
  readonly ended: number;
  readonly version: string | null;
  readonly by: string;
}

export interface SwapMeans {
  send(
    body: string,
    requestId: string,
  ): Promise<{ readonly ok: boolean; readonly version: string | null; readonly by: string }>;
  /** Names of requests in the log that begin like this. */
  logged(prefix: string, most: number): Promise<readonly string[]>;
}

const AT_ONCE = 6;
const BEFORE = 60;
const AFTER = 60;

/**
 * Move an alias while requests keep coming in: sixty are answered first, then the alias moves while others are under way,
 * then sixty more. Nothing waits for the move, as nothing would in service.
 */
export async function swapUnderLoad<T>(
  bodies: readonly string[],
  move: () => Promise<T>,
  means: SwapMeans,
): Promise<{ readonly moved: T; readonly report: SwapReport }> {
  const prefix = `${DEMONSTRATION}${crypto.randomUUID().slice(0, 8)}-`;
  const answers: Answer[] = [];
  let sent = 0;
  let afterMove = 0;
  let movedAt = Infinity;
  let moving: Promise<T> | undefined;
  let stopped = false;
  const started = performance.now();
  const start = (): Promise<T> =>
    move().then(
      moved => {
        movedAt = performance.now();
        return moved;
      },
      (error: unknown) => {
        stopped = true;
        throw error;
      },
    );
  async function lane(): Promise<void> {
    while (!stopped && afterMove < AFTER) {
      const body = bodies[sent % bodies.length]!;
      const begun = performance.now();
      const result = await means
        .send(body, `${prefix}${sent++}`)
        .catch(() => ({ ok: false, version: null, by: 'nobody' }));
      const ended = performance.now();
      answers.push({ begun, ended, version: result.ok ? result.version : null, by: result.by });
      if (begun > movedAt) afterMove++;
      if (answers.length === BEFORE) {
        moving = start();
        moving.catch(() => undefined); // told by the await below
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const moved = await (moving ?? start());
  const logged = new Set(await means.logged(prefix, 2 * sent));
  const good = answers.filter(a => a.version !== null);
  const versions = [...new Set(good.map(a => a.version!))].sort((a, b) => Number(a) - Number(b));
  return {
    moved,
    report: {
      sent,
      answered: versions.map(version => ({ version, count: good.filter(a => a.version === version).length })),
      failed: answers.length - good.length,
      inFlight: good.filter(a => a.begun < movedAt && a.ended >= movedAt).length,
      logged: logged.size,
      milliseconds: performance.now() - started,
      by: good[0]?.by ?? 'nobody',
    },
  };
}

/** Real requests to the studio's endpoint and its real log. */
export const realMeans = (model: string): SwapMeans => ({
  async send(body, requestId) {
    const response = await sendRequest(`/predict?model=${encodeURIComponent(model)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': requestId },
      body,
    });
    await response.text();
    const version = response.headers.get('x-model-version');
    return { ok: response.ok, version, by: response.headers.get('x-answered-by') ?? 'nobody' };
  },
  async logged(prefix, most) {
    const rows = await latestPredictions(model, most);
    return rows.map(r => r.requestId).filter(id => id.startsWith(prefix));
  },
});
