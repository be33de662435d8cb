import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { type NumberBlock, numberBlock } from '../../src/core/graph/block.ts';
import { GraphBuilder } from '../../src/core/graph/builder.ts';
import type { Tree } from '../../src/core/graph/graph.ts';
import { interpret } from '../../src/core/graph/interpret.ts';
import { OnnxGraph } from '../../src/export/onnx/onnx-graph.ts';
import { dataType, encodeModel } from '../../src/export/onnx/proto.ts';
import { trees } from '../../src/export/onnx/trees.ts';
import { Choices } from './random-model.ts';
import { randomTrees } from './random-trees.ts';

const ROWS = 100;

interface Ensemble {
  readonly width: number;
  readonly outputs: number;
  readonly trees: readonly Tree[];
  /** Row-major `[ROWS, width]`, whole or missing where the trees have sets. */
  readonly data: Float64Array;
}

const numbers = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -16, max: 16 }).map(k => k / 4) },
  { weight: 2, arbitrary: fc.nat(3000) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(Infinity, -Infinity, -0, 1e300, 2 ** 31 + 2, 2 ** 32 + 1, 1e18) },
);

const ensembles: fc.Arbitrary<Ensemble> = fc
  .tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 4 }),
    fc.boolean(),
    fc.array(fc.nat(10_000), { minLength: 60, maxLength: 60 }),
  ) // prettier-ignore
  .chain(([width, outputs, sets, choices]) =>
    fc.array(numbers, { minLength: ROWS * width, maxLength: ROWS * width }).map(values => ({
      width,
      outputs,
      trees: randomTrees(width, outputs, sets, new Choices(choices)),
      data: Float64Array.from(values, v => (sets ? Math.floor(v) : v)),
    })),
  );

function interpreted({ width, outputs, trees: all, data }: Ensemble): Float64Array {
  const g = new GraphBuilder();
  const inputs = Array.from({ length: width }, (_, c) => g.input(`x${c}`, 'float64'));
  const graph = g.done([{ name: 'y', ref: g.trees(g.concat(inputs), all, outputs) }]);
  const column = (c: number) => numberBlock(data.filter((_, i) => i % width === c));
  const blocks = new Map(inputs.map((_, c) => [`x${c}`, column(c)]));
  return (interpret(graph, blocks, ROWS).get('y') as NumberBlock).data;
}

async function byOnnxRuntime({ width, outputs, trees: all, data }: Ensemble): Promise<Float64Array> {
  const onnx = new OnnxGraph(['x', 'y']);
  onnx.end('Identity', [trees(onnx, 'x', all, outputs)], 'y');
  const named = (name: string, columns: number) => ({ name, type: dataType.double, dims: ['N', columns] });
  const bytes = encodeModel({
    irVersion: 10,
    opsets: [['', 21], ['ai.onnx.ml', 5]], // prettier-ignore
    producer: ['test', '1'],
    name: 'trees',
    description: '',
    nodes: onnx.nodes,
    initializers: onnx.initializers,
    inputs: [named('x', width)],
    outputs: [named('y', outputs)],
    metadata: [],
  });
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const results = await session.run({ x: new ort.Tensor('float64', data, [ROWS, width]) });
  await session.release();
  return results['y']!.data as Float64Array;
}

/** The bits, so that a sum in another order shows. */
const bits = (values: Float64Array) => new BigUint64Array(values.slice().buffer);

test('ONNX Runtime walks trees and adds up their leaves as the interpreter does, to the bit', async () => {
  await fc.assert(
    fc.asyncProperty(ensembles, async ensemble => {
      expect(bits(await byOnnxRuntime(ensemble))).toEqual(bits(interpreted(ensemble)));
    }),
    { numRuns: 300, seed: 3 },
  );
}, 60_000);
