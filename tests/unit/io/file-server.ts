import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a server of files behaves. */
export interface Manners {
  /** Answers ranges with 206; without it every answer is whole. */
  readonly ranges?: boolean;
  /** Says in a ranged answer how long the whole file is. */
  readonly total?: boolean;
  /** Knows HEAD. */
  readonly head?: boolean;
  /** Says so many bytes more, or fewer, than it was asked for in ranges behind the first. */
  readonly wrongBy?: number;
  /** Sends every address on to another one first. */
  readonly redirect?: boolean;
  /** From the second request on the file is another one. */
  readonly changes?: boolean;
}

export interface FileServer {
  readonly url: string;
  /** Method, range and bytes sent of every request so far. */
  readonly requests: readonly { readonly method: string; readonly range: string | null; readonly sent: number }[];
  close(): void;
}

/** Serve one file under any address, with good or bad manners. */
export async function serveFile(content: Uint8Array, manners: Manners): Promise<FileServer> {
  const requests: { method: string; range: string | null; sent: number }[] = [];
  const server: Server = createServer((request, response) => {
    if (manners.redirect && request.url !== '/moved') {
      response.writeHead(302, { location: '/moved' });
      return void response.end();
    }
    const sent = answer(request, response, content, manners, requests.length);
    requests.push({ method: request.method!, range: request.headers.range ?? null, sent });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/table.parquet`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  content: Uint8Array,
  manners: Manners,
  earlier: number,
): number {
  if (request.method === 'HEAD') {
    response.writeHead(manners.head ? 200 : 405, manners.head ? { 'content-length': content.length } : {});
    response.end();
    return 0;
  }
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (!manners.ranges || from === undefined) {
    response.end(content);
    return content.length;
  }
  const start = Number(from);
  const end = Math.min(Number(to) + 1, content.length) + (start > 0 ? (manners.wrongBy ?? 0) : 0);
  const total = content.length + (manners.changes && earlier > 0 ? 1 : 0);
  const part = content.subarray(start, end);
  response.writeHead(206, manners.total ? { 'content-range': `bytes ${start}-${end - 1}/${total}` } : {});
  response.end(part);
  return part.length;
}
