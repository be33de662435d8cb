import type { dataApi } from '../engine/data.ts';
import type { trainingWorkerApi } from '../engine/training-worker-api.ts';
import { connect } from '../rpc/connect.ts';
import type { Api, Client, Port } from '../rpc/protocol.ts';

/** A worker that is started when first needed and started anew after it died. */
function lazyWorker<A extends Api>(start: () => Worker): () => Client<A> {
  let client: Client<A> | undefined;
  return () => {
    if (client) return client;
    const worker = start();
    client = connect<A>(worker as unknown as Port, () => {
      // It may only have lost its way: what it was at must not come to an end behind everyone's back.
      worker.terminate();
      client = undefined;
    });
    return client;
  };
}

/** Reading, profiling and previewing tables, off the main thread. */
export const dataWorker = lazyWorker<typeof dataApi>(
  () => new Worker(new URL('../../workers/data.worker.ts', import.meta.url), { type: 'module', name: 'data' }),
);

const startTrainingWorker = (): Worker =>
  new Worker(new URL('../../workers/training.worker.ts', import.meta.url), { type: 'module', name: 'training' });

/** Training, measuring and exporting, off the main thread and apart from the data worker, so that tables stay browsable. */
export const trainingWorker = lazyWorker<typeof trainingWorkerApi>(startTrainingWorker);

/**
 * A training worker of its own for one piece of work, and gone with all its memory when that is done: what ONNX Runtime
 * takes up is given back, and a training that goes on meanwhile is not held up.
 */
export async function inOwnWorker<T>(work: (worker: Client<typeof trainingWorkerApi>) => Promise<T>): Promise<T> {
  const worker = startTrainingWorker();
  try {
    return await work(connect<typeof trainingWorkerApi>(worker as unknown as Port));
  } finally {
    worker.terminate();
  }
}
