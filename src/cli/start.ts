import { parseArgs } from 'node:util';
import { build } from 'vite';
import { serveFolder } from './static-server.ts';

const DEFAULT_PORT = 4173;

/** `npm start [-- --port N]`: build the studio, then serve it to this computer until it is stopped. */
async function start(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string', default: String(DEFAULT_PORT) } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port: expected a whole number from 0 to 65535, got ${values.port}`);
  }
  console.log('Building the studio …');
  await build({ logLevel: 'warn' });
  const server = await serveFolder('dist', { port, isolate: true });
  console.log(`\nTerrarium is ready at ${server.url}\nOpen it in Chrome, Edge, Firefox or Safari. Ctrl+C stops it.`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close().then(() => process.exit(0));
    });
  }
}

start().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
