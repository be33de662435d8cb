import { handleRequest, mostBytes, type ModelRegistry, type ServingRequest } from './handler.ts';

/** The parts of node:http's request and response that are used. */
interface IncomingMessage {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  iterator(options: { readonly destroyOnReturn: boolean }): AsyncIterable<Uint8Array>;
}
interface ServerResponse {
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  end(body: string): unknown;
}

/** Answers node:http requests from the models of a registry. `newId` names requests that bring no name of their own. */
export function makeListener(registry: ModelRegistry, newId: () => string) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const reply = (status: number, headers: Readonly<Record<string, string>>, body: unknown): void => {
      response.writeHead(status, headers);
      response.end(JSON.stringify(body));
    };
    try {
      const body = await readText(request);
      if (body === undefined) {
        const headers = { 'content-type': 'application/json', connection: 'close' };
        return reply(413, headers, { error: `the body has more than ${mostBytes} bytes` });
      }
      const { method = 'GET', url = '/', headers } = request;
      const answer = await handleRequest(
        { method, path: url, headers: headers as ServingRequest['headers'], body, fallbackId: newId() },
        registry,
      );
      reply(answer.status, answer.headers, answer.body);
    } catch (error) {
      console.error(error);
      reply(500, { 'content-type': 'application/json' }, { error: 'the model could not answer; see the log' });
    }
  };
}

/** The body as text; undefined as soon as it is too large. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The connection must outlive a refusal, so that the answer arrives.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > mostBytes) return undefined;
    chunks.push(chunk);
  }
  const all = new Uint8Array(size);
  chunks.reduce((at, chunk) => (all.set(chunk, at), at + chunk.length), 0);
  return new TextDecoder().decode(all);
}
