import type { Bench, Comparison } from './bench.ts';
import { type Labelled, labelledFile, writeLabelled } from './data/labelled.ts';
import type { Subject } from './subjects.ts';

/** What the job `tensorflow` is to train. */
export interface TensorOptions {
  readonly backend: 'wasm' | 'webgpu';
  readonly data: Labelled;
  readonly hidden: readonly number[];
  readonly batchSize: number;
  readonly epochs: number;
  readonly apart: number;
}

const HIDDEN = [64, 64];
const BATCH = 256;
/** Rows that both set apart and measure after each epoch. */
const APART = 0.05;

/**
 * Networks on one backend: the studio's whole fit on a table against `model.fit` of TensorFlow.js on tensors. The goal is a
 * ratio of at most 1/8 on WASM and 1/5 on WebGPU. Headless Chromium has a software adapter alone, on which a step takes
 * a fifth of a second: there a few steps show that both run, and the ratio says nothing of a graphics processor.
 */
export async function tensorComparisons(bench: Bench): Promise<Comparison[]> {
  const rows = bench.quick ? 16_000 : 160_000;
  const all = [
    { backend: 'wasm', epochs: 5, data: { kind: 'classes', rows, width: 28, test: rows / 8 }, note: '' },
    {
      backend: 'webgpu',
      epochs: 1,
      data: { kind: 'classes', rows: bench.quick ? 1280 : 5120, width: 28, test: 640 },
      note: ' (smoke test)',
    },
  ] as const;
  const wanted = all
    .map(one => ({
      ...one,
      what: `network 28-64-64-2 on ${one.backend}${one.note}, batch ${BATCH}, epochs ${one.epochs}, ${one.data.rows.toLocaleString('en')} × 28`,
    })) // prettier-ignore
    .filter(({ what }) => bench.wanted(`${what}, TensorFlow.js`));
  return Promise.all(wanted.map(one => comparison(bench, one)));
}

async function comparison(
  bench: Bench,
  { what, ...peer }: { readonly what: string } & Pick<TensorOptions, 'backend' | 'data' | 'epochs'>,
): Promise<Comparison> {
  const { backend, data, epochs } = peer;
  const file = await bench.file(labelledFile(data), to => writeLabelled(to, data));
  const shape = { hidden: HIDDEN, batchSize: BATCH, epochs };
  const subject: Subject = {
    name: what,
    task: 'classification',
    data,
    model: { id: 'neural-network', params: { ...shape, patience: epochs, validation: APART, learningRate: 0.001 } },
    peer: '',
  };
  const options: TensorOptions = { backend, data, apart: APART, ...shape };
  return {
    what,
    ours: bench.inBrowser('Terrarium', 'learner', [file], { work: 'train', repeats: 1, subject, device: backend }),
    peers: [bench.inBrowser('TensorFlow.js, model.fit', 'tensorflow', [file], options)],
  };
}
