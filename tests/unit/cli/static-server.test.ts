import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveFolder, type StaticServer } from '../../../src/cli/static-server.ts';

let outer: string;
let server: StaticServer;

beforeAll(async () => {
  outer = mkdtempSync(join(tmpdir(), 'served-'));
  mkdirSync(join(outer, 'site', 'assets'), { recursive: true });
  writeFileSync(join(outer, 'secret.txt'), 'secret');
  mkdirSync(join(outer, 'site-beside'));
  writeFileSync(join(outer, 'site-beside', 'secret.txt'), 'secret');
  for (const name of ['index.html', 'a.wasm', 'b.mjs', 'manifest.webmanifest', 'assets/c-1a2b.js']) {
    writeFileSync(join(outer, 'site', name), name);
  }
  server = await serveFolder(join(outer, 'site'), { port: 0 });
});

afterAll(async () => {
  await server.close();
  rmSync(outer, { recursive: true });
});

/** Send the path exactly as written; fetch would tidy the dots away before asking. */
function ask(path: string, method = 'GET'): Promise<{ status: number; body: string }> {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(server.url);
    const sent = request({ hostname, port, path, method }, response => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () => done({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', fail).end();
  });
}

describe('the static server', () => {
  test.each([
    ['', 'text/html; charset=utf-8'],
    ['a.wasm', 'application/wasm'],
    ['b.mjs', 'text/javascript; charset=utf-8'],
    ['manifest.webmanifest', 'application/manifest+json; charset=utf-8'],
  ])('gives %j its media type', async (name, type) => {
    const response = await fetch(server.url + name);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(name || 'index.html');
  });

  test('lets a browser keep only files with a hash in their name', async () => {
    expect((await fetch(`${server.url}assets/c-1a2b.js`)).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(server.url)).headers.get('cache-control')).toBe('no-cache');
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/../site-beside/secret.txt',
    '/a%00.wasm',
    '/%zz',
  ])('gives out nothing for %s', async path => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toContain('secret');
  });

  test('answers HEAD without a body and refuses to be written to', async () => {
    expect(await ask('/a.wasm', 'HEAD')).toEqual({ status: 200, body: '' });
    expect((await ask('/a.wasm', 'POST')).status).toBe(405);
  });

  test('takes another port when the wanted one is taken, and sends isolation headers when asked', async () => {
    const wanted = Number(new URL(server.url).port);
    const second = await serveFolder(join(outer, 'site'), { port: wanted, isolate: true });
    expect(Number(new URL(second.url).port)).not.toBe(wanted);
    const { headers } = await fetch(second.url);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    await second.close();
  });
});
