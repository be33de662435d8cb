import { StudioError } from '../core/errors.ts';
import { type NumberBlock, sliceBlock, type TextBlock, textAt } from '../core/graph/block.ts';
import { interpret } from '../core/graph/interpret.ts';
import { graphInputs } from '../core/pipeline/predict.ts';
import type { Table } from '../core/table/table.ts';
import type { ModelPackage } from './model-package.ts';
import { rawColumns } from './raw-values.ts';
import type { ModelOutputs } from './runtime/predictor.ts';
import type { PredictedColumns, RawColumns } from './runtime/types.ts';
import { outputColumns } from './served-model.ts';

/** How an exported artefact compares with the studio's own predictions on the same rows. */
export interface Verification {
  readonly rows: number;
  /** Largest absolute difference of any number; Infinity where one side is not a number and the other is. */
  readonly largestDifference: number;
  /** Rows in which the label, the cluster or the flag differs. */
  readonly labelFlips: number;
  /** No flips, and every number within 1e-9 of the studio's, absolutely or relative to it. */
  readonly agrees: boolean;
}

/** The parts of onnxruntime-web or onnxruntime-node that are used; the caller chooses which, and loads it. */
export type OnnxRuntime = Pick<typeof import('onnxruntime-web'), 'InferenceSession' | 'Tensor'>;

const TOLERANCE = 1e-9;
const BATCH = 8192;
/** Numbers a row that ONNX Runtime makes of distances to stored points, times rows: it holds whole blocks in memory. */
const BATCH_CELLS = 4e6;

function batchRows({ nodes, shapes }: ModelPackage['graph']): number {
  const cells = nodes.map((node, i) => (node.op === 'mean-nearest' ? node.voters.values.length : shapes[i]!.width));
  return Math.max(16, Math.min(BATCH, Math.floor(BATCH_CELLS / cells.reduce((a, b) => Math.max(a, b), 1))));
}

/** What the studio uses of an exported module. */
export interface ExportedModule {
  predictColumns(columns: RawColumns, rows?: number): PredictedColumns;
}

/** Run the exported module over the table; `load` turns its text into a module. */
export async function verifyJavaScript(
  text: string,
  pkg: ModelPackage,
  table: Table,
  load: (text: string) => Promise<ExportedModule>,
): Promise<Verification> {
  const { predictColumns } = await load(text);
  const columns = [...rawColumns(pkg, table)];
  return compare(pkg, table, (from, to) =>
    predictColumns(new Map(columns.map(([name, values]) => [name, values.slice(from, to)])), to - from),
  );
}

/** Run the ONNX model over the table with the given runtime. */
export async function verifyOnnx(
  bytes: Uint8Array,
  pkg: ModelPackage,
  table: Table,
  runtime: OnnxRuntime,
): Promise<Verification> {
  const session = await runtime.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  try {
    const inputs = graphInputs(pkg, table);
    return await compare(pkg, table, async (from, to) => {
      const feeds = [...inputs].map(([name, block]) => [name, feed(runtime, sliceBlock(block, from, to))] as const);
      const results = await session.run(Object.fromEntries(feeds));
      const column = (name: string): ArrayLike<number> | undefined =>
        results[name] && Array.from(results[name].data as ArrayLike<number | bigint>, Number);
      const label = results['label']?.data as readonly string[] | undefined;
      return definedOnly({
        label: label && Array.from(label),
        probabilities: column('probabilities'),
        prediction: column('prediction'),
        cluster: column('cluster'),
        distances: column('distances'),
        score: column('score'),
        anomaly: column('anomaly'),
      });
    });
  } finally {
    await session.release();
  }
}

function feed({ Tensor }: OnnxRuntime, block: NumberBlock | TextBlock) {
  if (block.type === 'float64') return new Tensor('float64', block.data.slice(), [block.data.length, 1]);
  const texts = Array.from(block.codes, (_, row) => textAt(block, row));
  return new Tensor('string', texts, [texts.length, 1]);
}

type Loose = { readonly [K in keyof ModelOutputs]: ModelOutputs[K] | undefined };

const definedOnly = (outputs: Loose): ModelOutputs =>
  Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined)) as ModelOutputs;

async function compare(
  pkg: ModelPackage,
  table: Table,
  run: (from: number, to: number) => ModelOutputs | Promise<ModelOutputs>,
): Promise<Verification> {
  const expected = outputColumns(pkg, interpret(pkg.graph, graphInputs(pkg, table), table.rows));
  let largestDifference = 0;
  let labelFlips = 0;
  let agrees = true;
  const batch = batchRows(pkg.graph);
  for (let from = 0; from < table.rows; from += batch) {
    const to = Math.min(table.rows, from + batch);
    const found = await run(from, to);
    for (const name of ['probabilities', 'prediction', 'distances', 'score'] as const) {
      const all = expected[name];
      if (!all) continue;
      const width = all.length / table.rows;
      const part = found[name] ?? missingOutput(name);
      if (part.length !== (to - from) * width) missingOutput(name);
      for (let i = 0; i < part.length; i++) {
        const value = all[from * width + i]!;
        const difference = distance(value, part[i]!);
        largestDifference = Math.max(largestDifference, difference);
        if (difference > TOLERANCE * Math.max(1, Math.abs(value))) agrees = false;
      }
    }
    for (const name of ['label', 'cluster', 'anomaly'] as const) {
      const all = expected[name];
      if (!all) continue;
      const part = found[name] ?? missingOutput(name);
      for (let i = 0; i < to - from; i++) if (part[i] !== all[from + i]) labelFlips++;
    }
  }
  return { rows: table.rows, largestDifference, labelFlips, agrees: agrees && labelFlips === 0 };
}

function distance(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0;
  const difference = Math.abs(a - b);
  return Number.isNaN(difference) ? Infinity : difference;
}

function missingOutput(name: string): never {
  throw new StudioError('export/output', `The exported model did not give the whole output "${name}".`, { name });
}
