import { serveThread, type ThreadStart } from '../src/kernels/wasm/thread.ts';

self.onmessage = ({ data }: MessageEvent<ThreadStart>) => serveThread(data, () => self.postMessage('ready'));
