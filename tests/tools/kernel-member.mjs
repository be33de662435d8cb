// A worker of a team in Node, which cannot load TypeScript by itself.
import { parentPort } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { memberOf } = await import('../../src/kernels/wasm/member.ts');
const take = memberOf((answer, transfer) => parentPort.postMessage(answer, [...transfer]));
parentPort.on('message', take);
