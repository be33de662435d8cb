import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { arithmeticOps, comparisonOps, logicalOps, unaryOps } from '../../src/core/graph/graph.ts';
import { interpret } from '../../src/core/graph/interpret.ts';
import type { Task } from '../../src/core/table/schema.ts';
import { graphInputs } from '../../src/core/pipeline/predict.ts';
import { moduleText } from '../../src/export/javascript/module-text.ts';
import { writeOnnx } from '../../src/export/onnx/write-onnx.ts';
import { rawColumns } from '../../src/export/raw-values.ts';
import type { PredictedColumns } from '../../src/export/runtime/types.ts';
import { outputColumns } from '../../src/export/served-model.ts';
import { importModule } from '../../src/engine/import-module.ts';
import { type OnnxRuntime, verifyOnnx } from '../../src/export/verify.ts';
import { randomCase } from './random-model.ts';

const tasks: readonly Task[] = ['classification', 'regression', 'clustering', 'anomaly'];
const ROWS = 120;
const RUNS = 30; // 4 tasks x 30 graphs x 120 rows = 14,400 rows for each of the two forms

const metadata = { schema: '{}', goldenSha256: '0' };

/** Each output as its bits, so that NaN equals NaN and 0 is not -0. */
function bits(outputs: Partial<PredictedColumns>): unknown {
  const words = (values?: ArrayLike<number>) =>
    values && new BigUint64Array(Float64Array.from(values, plainNaN).buffer);
  const { label, probabilities, prediction, cluster, distances, score, anomaly } = outputs;
  return { label, values: [probabilities, prediction, cluster, distances, score, anomaly].map(words) };
}
const plainNaN = (value: number): number => (Number.isNaN(value) ? NaN : value);

test('the graphs hold every operation of the language', () => {
  const cases = tasks.flatMap(task => fc.sample(randomCase(task, 2, true), { numRuns: 3 * RUNS, seed: 1 }));
  const found = new Set<string>(cases.flatMap(({ pkg }) => pkg.graph.nodes.map(n => n.op)));
  const others = ['input', 'constant', 'text', 'not', 'text-equal', 'is-missing', 'to-number', 'where', 'one-hot', 'lookup', 'text-length', 'token-counts', 'concat', 'columns', 'matmul', 'squared-distances', 'softmax', 'arg-max', 'arg-min', 'pick-text', 'interpolate', 'trees', 'fill-nearest', 'mean-nearest']; // prettier-ignore
  const all = [...unaryOps, ...arithmeticOps, ...comparisonOps, ...logicalOps, ...others];
  expect([...found].sort()).toEqual(all.sort());
});

describe.each(tasks)('%s: random graphs over every operation', task => {
  test('the module gives the interpreter’s answers bit for bit', async () => {
    await fc.assert(
      fc.asyncProperty(randomCase(task, ROWS, true), async ({ pkg, table }) => {
        const expected = outputColumns(pkg, interpret(pkg.graph, graphInputs(pkg, table), table.rows));
        const { predictColumns } = await importModule(await moduleText(pkg));
        expect(bits(predictColumns(rawColumns(pkg, table)))).toEqual(bits(expected));
      }),
      { numRuns: RUNS, seed: 1 },
    );
  }, 120_000);

  test('ONNX Runtime gives the same labels, and the same numbers to 1e-9', async () => {
    await fc.assert(
      fc.asyncProperty(randomCase(task, ROWS), async ({ pkg, table }) => {
        const result = await verifyOnnx(writeOnnx(pkg, metadata), pkg, table, ort as unknown as OnnxRuntime);
        expect(result).toMatchObject({ rows: ROWS, labelFlips: 0, agrees: true });
      }),
      { numRuns: RUNS, seed: 2 },
    );
  }, 120_000);
});
