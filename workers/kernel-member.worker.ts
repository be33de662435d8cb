import { type Call, type Job, memberOf } from '../src/kernels/wasm/member.ts';

const take = memberOf((answer, transfer) => self.postMessage(answer, { transfer: [...transfer] }));

self.onmessage = ({ data }: MessageEvent<Job | Call>) => take(data);
