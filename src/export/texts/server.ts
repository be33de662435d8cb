// Written by tests/tools/write-export-texts.ts from ../runtime/server.ts; change that file instead.
export const serverText = `/** Answers node:http requests from the models of a registry. \`newId\` names requests that bring no name of their own. */
function makeListener(registry, newId) {
  return async (request, response) => {
    const reply = (status, headers, body) => {
      response.writeHead(status, headers);
      response.end(JSON.stringify(body));
    };
    try {
      const body = await readText(request);
      if (body === undefined) {
        const headers = { 'content-type': 'application/json', connection: 'close' };
        return reply(413, headers, { error: \`the body has more than \${mostBytes} bytes\` });
      }
      const { method = 'GET', url = '/', headers } = request;
      const answer = await handleRequest(
        { method, path: url, headers: headers, body, fallbackId: newId() },
        registry,
      );
      reply(answer.status, answer.headers, answer.body);
    } catch (error) {
      console.error(error);
      reply(
        500,
        { 'content-type': 'application/json' },
        { error: 'the model could not answer; see the log' },
      );
    }
  };
}
/** The body as text; undefined as soon as it is too large. */
async function readText(request) {
  const chunks = [];
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
`;
