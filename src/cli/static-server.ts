import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve, sep } from 'node:path';

const HOST = '127.0.0.1';

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.webmanifest', 'application/manifest+json; charset=utf-8'],
  ['.wasm', 'application/wasm'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.woff2', 'font/woff2'],
  ['.csv', 'text/csv; charset=utf-8'],
  ['.tsv', 'text/tab-separated-values; charset=utf-8'],
  ['.md', 'text/markdown; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.zip', 'application/zip'],
]);

export interface StaticServerOptions {
  /** The port to try first; when it is taken, any free one. 0 asks for any free one at once. */
  readonly port: number;
  /** Send the isolation headers, as a host that knows them would. Without them the service worker adds them. */
  readonly isolate?: boolean;
}

export interface StaticServer {
  /** The address of the folder, ending in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** Serve a folder of built files to this computer alone. */
export async function serveFolder(folder: string, options: StaticServerOptions): Promise<StaticServer> {
  const root = resolve(folder);
  const server = createServer((request, response) => {
    answer(root, options.isolate ?? false, request, response).catch(() => refuse(response, 500));
  });
  const port = await listen(server, options.port);
  return {
    url: `http://${HOST}:${port}/`,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) listen(server, 0).then(done, fail);
      else fail(error);
    });
    server.listen(port, HOST, () => done((server.address() as AddressInfo).port));
  });
}

async function answer(
  root: string,
  isolate: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const path = await fileFor(root, request.url ?? '/');
  if (path === null) return refuse(response, 404);
  const size = (await stat(path)).size;
  response.writeHead(200, {
    'content-type': MEDIA_TYPES.get(extname(path).toLowerCase()) ?? 'application/octet-stream',
    'content-length': size,
    // Files under assets/ carry a content hash in their names.
    'cache-control': path.startsWith(join(root, 'assets') + sep) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(isolate && {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    }),
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** The file an address names inside the root, or null. A folder stands for its index.html. */
async function fileFor(root: string, address: string): Promise<string | null> {
  let name: string;
  try {
    name = decodeURIComponent(new URL(address, `http://${HOST}`).pathname);
  } catch {
    return null;
  }
  const path = resolve(join(root, name));
  if (name.includes('\0') || (path !== root && !path.startsWith(root + sep))) return null;
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) return path;
  if (!found?.isDirectory()) return null;
  const index = join(path, 'index.html');
  return (await stat(index).catch(() => null))?.isFile() ? index : null;
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${status}\n`);
}
