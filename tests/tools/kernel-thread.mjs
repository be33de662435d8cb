// A helping thread in Node, which cannot load TypeScript by itself.
import { parentPort } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { serveThread } = await import('../../src/kernels/wasm/thread.ts');
parentPort.once('message', given => serveThread(given, () => parentPort.postMessage('ready')));
