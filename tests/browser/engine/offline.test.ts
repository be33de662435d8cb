import { afterEach, describe, expect, test } from 'vitest';
import { createOffline, type ManifestEntry } from '../../../src/engine/offline.ts';

const scope = 'https://host.example/deep/studio/';

/** A host with these files, counting what is asked of it; a name that is not there answers 404, `down` fails like no network. */
function host(files: Record<string, string>) {
  const asked: string[] = [];
  const server = {
    asked,
    down: false,
    files: new Map(Object.entries(files)),
    fetch: (request: Request): Promise<Response> => {
      const name = request.url.slice(scope.length);
      asked.push(name);
      if (server.down) return Promise.reject(new TypeError('no network'));
      const body = server.files.get(name);
      const response = new Response(body ?? 'missing', { status: body === undefined ? 404 : 200 });
      // Responses made by hand have the type "default"; those from a network of the same origin have "basic".
      return Promise.resolve(Object.defineProperty(response, 'type', { value: 'basic' }));
    },
  };
  // A clone is made by the browser and would lose the type given above.
  return server;
}

const first: ManifestEntry[] = [
  { url: 'index.html', revision: 'a' },
  { url: 'assets/app-1111.js', revision: null },
];
const second: ManifestEntry[] = [
  { url: 'index.html', revision: 'b' },
  { url: 'assets/app-1111.js', revision: null },
  { url: 'assets/new-2222.js', revision: null },
];

const get = (name: string, init?: RequestInit): Request => new Request(scope + name, init);

afterEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
});

describe('the studio offline', () => {
  test('serves the kept version without the network, under any path, whatever the query', async () => {
    const server = host({ 'index.html': 'page', 'assets/app-1111.js': 'script' });
    const offline = createOffline({ manifest: first, scope, caches, fetch: server.fetch });
    await offline.install();
    server.down = true;
    for (const name of ['', 'index.html', '?x=1']) {
      expect(await (await offline.respond(get(name))).text()).toBe('page');
    }
    expect(await (await offline.respond(get('assets/app-1111.js'))).text()).toBe('script');
  });

  test('adds the isolation headers and keeps status and media type', async () => {
    const server = host({ 'index.html': 'page', 'assets/app-1111.js': 'script', 'samples/wine.csv': 'a,b' });
    const offline = createOffline({ manifest: first, scope, caches, fetch: server.fetch });
    await offline.install();
    for (const name of ['', 'samples/wine.csv', 'samples/none.csv']) {
      const response = await offline.respond(get(name));
      expect(response.status).toBe(name.includes('none') ? 404 : 200);
      expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    }
  });

  test('a version with a missing file is not installed, and the one before stays', async () => {
    const server = host({ 'index.html': 'page', 'assets/app-1111.js': 'script' });
    const before = createOffline({ manifest: first, scope, caches, fetch: server.fetch });
    await before.install();
    const after = createOffline({ manifest: second, scope, caches, fetch: server.fetch });
    await expect(after.install()).rejects.toThrow(/new-2222\.js answered 404/);
    server.down = true;
    expect(await (await before.respond(get(''))).text()).toBe('page');
  });

  test('an update asks again for what may have changed and only for that, then drops the version before', async () => {
    const server = host({ 'index.html': 'page', 'assets/app-1111.js': 'script' });
    await createOffline({ manifest: first, scope, caches, fetch: server.fetch }).install();
    server.files.set('index.html', 'new page').set('assets/new-2222.js', 'more');
    server.asked.length = 0;
    const after = createOffline({ manifest: second, scope, caches, fetch: server.fetch });
    await after.install();
    expect(server.asked.toSorted()).toEqual(['assets/new-2222.js', 'index.html']);
    await caches.open('someone else');
    await after.activate();
    expect(await caches.keys()).toHaveLength(2);
    expect(await (await after.respond(get(''))).text()).toBe('new page');
  });

  test('a large file is kept at first use, a sample is asked for again while there is a network', async () => {
    const server = host({ 'assets/ort-9.wasm': 'large', 'samples/wine.csv': 'a,b' });
    const offline = createOffline({ manifest: [], scope, caches, fetch: server.fetch });
    for (const _ of [1, 2]) await offline.respond(get('assets/ort-9.wasm'));
    for (const _ of [1, 2]) await offline.respond(get('samples/wine.csv'));
    expect(server.asked).toEqual(['assets/ort-9.wasm', 'samples/wine.csv', 'samples/wine.csv']);
    server.down = true;
    expect(await (await offline.respond(get('samples/wine.csv'))).text()).toBe('a,b');
    await expect(offline.respond(get('samples/other.csv'))).rejects.toThrow('no network');
  });

  test('leaves alone what is not a plain request for a file of the studio', () => {
    const offline = createOffline({ manifest: first, scope, caches, fetch: () => Promise.reject(new Error('asked')) });
    expect(offline.takes(get('index.html'))).toBe(true);
    expect(offline.takes(get('index.html', { method: 'POST' }))).toBe(false);
    expect(offline.takes(get('index.html', { headers: { range: 'bytes=0-1' } }))).toBe(false);
    expect(offline.takes(new Request('https://other.example/index.html'))).toBe(false);
  });
});
