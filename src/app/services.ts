import type { dataApi } from '../engine/data.ts';
import type { trainingWorkerApi } from '../engine/training-worker-api.ts';
import { connect } from '../rpc/connect.ts';
import type { Api, Client, Port } from '../rpc/protocol.ts';

/** A worker that is started when first needed and started anew after it died. */
function lazyWorker<A extends Api>(start: () => Worker): () => Client<A> {
  let client: Client<A> | undefined;
  return () => {
    client ??= connect<A>(start() as unknown as Port, () => (client = undefined));
    return client;
  };
}

/** Reading, profiling and previewing tables, off the main thread. */
export const dataWorker = lazyWorker<typeof dataApi>(
  () => new Worker(new URL('../../workers/data.worker.ts', import.meta.url), { type: 'module', name: 'data' }),
);

/** Training, measuring and exporting, off the main thread and apart from the data worker, so that tables stay browsable. */
export const trainingWorker = lazyWorker<typeof trainingWorkerApi>(
  () => new Worker(new URL('../../workers/training.worker.ts', import.meta.url), { type: 'module', name: 'training' }),
);
