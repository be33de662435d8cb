import type { RequestHandler } from './service-worker-scope.ts';

/** One built file, as the build lists it: its address relative to the service worker, and a hash unless its name holds one. */
export interface ManifestEntry {
  readonly url: string;
  readonly revision: string | null;
}

export interface OfflineOptions {
  readonly manifest: readonly ManifestEntry[];
  /** The folder the studio lies in, as an absolute address ending in a slash. */
  readonly scope: string;
  readonly caches: CacheStorage;
  readonly fetch: (request: Request) => Promise<Response>;
}

/** The studio without a network: the built files, kept in one cache for each version of them. */
export interface Offline extends RequestHandler {
  /** Keep every file of this version; rejects, and leaves the version before in charge, when one cannot be had. */
  install(): Promise<void>;
  /** Drop the caches of versions before this one. */
  activate(): Promise<void>;
}

const PARALLEL_FETCHES = 6;

export function createOffline({ manifest, scope, caches, fetch }: OfflineOptions): Offline {
  const prefix = `terrarium ${new URL(scope).pathname} `;
  const home = new URL('index.html', scope).href;
  const keys = new Set(manifest.map(entry => new URL(entry.url, scope).href));
  const cacheName = versionOf(manifest).then(version => prefix + version);
  const earlierCaches = async (): Promise<string[]> => {
    const current = await cacheName;
    return (await caches.keys()).filter(name => name.startsWith(prefix) && name !== current);
  };

  /** A file whose name holds its hash is the same in every version: take it from there before asking the network. */
  async function keptEarlier(address: string): Promise<Response | undefined> {
    for (const name of await earlierCaches()) {
      const response = await (await caches.open(name)).match(address);
      if (response) return response;
    }
    return undefined;
  }

  async function keep(cache: Cache, entry: ManifestEntry): Promise<void> {
    const address = new URL(entry.url, scope).href;
    if (await cache.match(address)) return;
    const unchanging = entry.revision === null;
    const request = new Request(address, { cache: unchanging ? 'default' : 'reload' });
    const response = (unchanging ? await keptEarlier(address) : undefined) ?? (await fetch(request));
    if (!response.ok)
      throw new Error(`${address} answered ${response.status}; the studio is not kept for offline use.`);
    await cache.put(address, rebuilt(response));
  }

  async function answer(request: Request): Promise<Response> {
    const address = withoutQuery(request.url);
    const key = address === scope ? home : address;
    const cache = await caches.open(await cacheName);
    const kept = await cache.match(key);
    if (kept && (keys.has(key) || hasHashedName(key, scope))) return kept;
    try {
      const response = await fetch(request);
      // Large files that were not fetched in advance, and samples, are kept once they have been used.
      if (response.status === 200 && response.type === 'basic') await cache.put(key, rebuilt(response.clone()));
      return response;
    } catch (error) {
      if (kept) return kept;
      throw error;
    }
  }

  return {
    async install() {
      const cache = await caches.open(await cacheName);
      const waiting = [...manifest];
      const lanes = Array.from({ length: PARALLEL_FETCHES }, async () => {
        for (let entry = waiting.pop(); entry; entry = waiting.pop()) await keep(cache, entry);
      });
      await Promise.all(lanes);
    },
    async activate() {
      await Promise.all((await earlierCaches()).map(name => caches.delete(name)));
    },
    takes: request => request.method === 'GET' && request.url.startsWith(scope) && !request.headers.has('range'),
    respond: async request => isolated(await answer(request)),
  };
}

/** A short name for exactly this list of files. */
async function versionOf(manifest: readonly ManifestEntry[]): Promise<string> {
  const lines = manifest.map(({ url, revision }) => `${url} ${revision ?? ''}`).sort();
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines.join('\n')));
  return [...new Uint8Array(digest).subarray(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

function hasHashedName(address: string, scope: string): boolean {
  return address.startsWith(new URL('assets/', scope).href);
}

function withoutQuery(address: string): string {
  const url = new URL(address);
  return url.origin + url.pathname;
}

/**
 * The same answer made anew. A navigation refuses a response that came through a redirect, and the body is already
 * unpacked, so the headers that speak of its packed form no longer hold.
 */
function rebuilt(response: Response, more: Readonly<Record<string, string>> = {}): Response {
  const headers = new Headers(response.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/**
 * Add the headers a static host cannot send. With them the page is cross-origin isolated from its second load on, and
 * shared memory and threads in WebAssembly work. Scripts of workers need the embedder policy too.
 */
function isolated(response: Response): Response {
  if (response.status === 0 || response.type === 'error') return response;
  return rebuilt(response, {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  });
}
