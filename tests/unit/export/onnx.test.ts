import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../../../src/core/graph/builder.ts';
import type { Ref } from '../../../src/core/graph/graph.ts';
import { categoryColumn, numberColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import type { ModelPackage } from '../../../src/export/model-package.ts';
import { writeOnnx } from '../../../src/export/onnx/write-onnx.ts';
import { type OnnxRuntime, verifyOnnx } from '../../../src/export/verify.ts';
import { churn, churnShare, churnTable, constantModel, plainRecipe } from './small-model.ts';

const metadata = { schema: '{"a":1}', goldenSha256: 'beef' };
const runtime = ort as unknown as OnnxRuntime;

/** The length-delimited fields of a message, by number. */
function fields(bytes: Uint8Array): Map<number, Uint8Array[]> {
  const reader = new BinaryReader(bytes);
  const out = new Map<number, Uint8Array[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited) out.set(field, [...(out.get(field) ?? []), reader.bytes()]);
    else if (type === WireType.Varint)
      out.set(field, [...(out.get(field) ?? []), Uint8Array.of(Number(reader.int64()))]);
    else reader.skip(type);
  }
  return out;
}
const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

async function run(pkg: ModelPackage, feeds: Record<string, ort.Tensor>) {
  const session = await ort.InferenceSession.create(writeOnnx(pkg, metadata));
  return session.run(feeds);
}
const doubles = (...values: number[]) => new ort.Tensor('float64', Float64Array.from(values), [values.length, 1]);
const strings = (...values: string[]) => new ort.Tensor('string', values, [values.length, 1]);

/** A regression on the number x. */
function ofNumber(build: (g: GraphBuilder, x: Ref) => Ref): ModelPackage {
  const g = new GraphBuilder();
  const graph = g.done([{ name: 'prediction', ref: build(g, g.input('x', 'float64')) }]);
  return { ...constantModel('regression'), graph, inputs: [{ name: 'x', kind: 'number', required: false, missingShare: 0 }] }; // prettier-ignore
}

describe('the file', () => {
  test('declares IR 10, opset 21, and ai.onnx.ml 5 only where it is used', () => {
    const model = fields(writeOnnx(churn(), metadata));
    expect(model.get(1)![0]![0]).toBe(10);
    const opsets = (m: typeof model) =>
      m
        .get(8)!
        .map(fields)
        .map(o => [decode(o.get(1)?.[0]), o.get(2)![0]![0]]);
    expect(opsets(model)).toEqual([['', 21], ['ai.onnx.ml', 5]]); // prettier-ignore
    const plain = fields(
      writeOnnx(
        ofNumber((g, x) => g.unary('exp', x)),
        metadata,
      ),
    );
    expect(opsets(plain)).toEqual([['', 21]]);
  });

  test('carries its schema, recipe, classes, version, and golden rows by checksum', () => {
    const entries = fields(writeOnnx(churn(), metadata)).get(14)!.map(fields);
    expect(entries.map(e => [decode(e.get(1)![0]), decode(e.get(2)![0])])).toEqual([
      ['studio.schema', '{"a":1}'],
      ['studio.recipe_sha256', 'f00d'],
      ['studio.classes', '["10","9"]'],
      ['studio.version', '3'],
      ['studio.golden_sha256', 'beef'],
    ]);
  });

  test('is the same to the byte when written again', () => {
    expect(writeOnnx(churn(), metadata)).toEqual(writeOnnx(churn(), metadata));
  });
});

test('raw columns in under their own names, label and probabilities out', async () => {
  const session = await ort.InferenceSession.create(writeOnnx(churn(), metadata));
  expect(session.inputNames).toEqual(['age', 'city', 'member', 'since', 'notes']);
  expect(session.outputNames).toEqual(['label', 'probabilities']);
  const { label, probabilities } = await session.run({
    age: doubles(60, NaN, 20),
    city: strings('Oslo', '', 'Lima'),
    member: doubles(1, NaN, 0),
    since: doubles(0, 0, 0),
    notes: strings('', '', ''),
  });
  expect(label).toMatchObject({ type: 'string', dims: [3], data: ['10', '10', '9'] });
  expect(probabilities).toMatchObject({ type: 'float64', dims: [3, 2] });
  const shares = [churnShare(60, 'Oslo', true), churnShare(null, null, null), churnShare(20, 'Lima', false)];
  shares.forEach((share, i) => expect(probabilities!.data[i * 2] as number).toBeCloseTo(share, 12));
});

test('a batch without rows is answered with none', async () => {
  const none = { age: doubles(), city: strings(), member: doubles(), since: doubles(), notes: strings() };
  const { label, probabilities } = await run(churn(), none);
  expect([label!.dims, probabilities!.dims]).toEqual([[0], [0, 2]]);
});

test.each(['regression', 'classification'] as const)('a constant %s gives as many rows as it gets', async task => {
  const table = makeTable([['city', categoryColumn(['a', null, 'b'])], ['age', numberColumn([1, NaN, 3])]]); // prettier-ignore
  const pkg = constantModel(task);
  expect(await verifyOnnx(writeOnnx(pkg, metadata), pkg, table, runtime)).toEqual({ rows: 3, largestDifference: 0, labelFlips: 0, agrees: true }); // prettier-ignore
  const { prediction, label } = await run(pkg, { city: strings('a', 'b'), age: doubles(1, 2) });
  if (task === 'regression') expect(prediction).toMatchObject({ dims: [2, 1], data: Float64Array.of(4.5, 4.5) });
  else expect(label).toMatchObject({ dims: [2], data: ['b', 'b'] });
});

describe('where ONNX and JavaScript differ, JavaScript holds', () => {
  test.each<[string, (g: GraphBuilder, x: Ref) => Ref, number[], number[]]>([
    [
      '1 to a missing power is missing',
      (g, x) => g.binary('power', g.constant(1), x),
      [NaN, Infinity, 2],
      [NaN, NaN, 1],
    ],
    ['anything to the power 0 is 1', (g, x) => g.binary('power', x, g.constant(0)), [NaN, 0, -2], [1, 1, 1]],
    ['relu keeps what is missing', (g, x) => g.unary('relu', x), [NaN, -1, 2], [NaN, 0, 2]],
    [
      'sigmoid keeps its tails',
      (g, x) => g.unary('log', g.unary('sigmoid', x)),
      [-700, 0, NaN],
      [-700, Math.log(0.5), NaN],
    ],
    [
      'min and max of a missing value are missing',
      (g, x) => g.binary('maximum', x, g.constant(0)),
      [NaN, -1, 1],
      [NaN, 0, 1],
    ],
    [
      'division by zero is infinite',
      (g, x) => g.binary('divide', g.constant(1), x),
      [0, -0, NaN],
      [Infinity, -Infinity, NaN],
    ],
    [
      'a missing value first is the best, elsewhere never',
      (g, x) => g.argMax(g.concat([x, g.constant(1, 2, 2)])),
      [NaN, 0, 9],
      [0, 2, 0],
    ],
    ['the first of equals is taken', (g, x) => g.argMin(g.concat([g.constant(5), x, x])), [1, 5, 9], [1, 0, 0]],
    [
      'comparison with a missing value is false',
      (g, x) => g.toNumber(g.compare('less-or-equal', x, x)),
      [NaN, 1, Infinity],
      [0, 1, 1],
    ],
    [
      'wide blocks keep every missing value',
      (g, x) => g.columns(g.unary('relu', g.concat([x, g.constant(...Array<number>(70).fill(1))])), [0]),
      [NaN, -3, 3],
      [NaN, 0, 3],
    ],
  ])('%s', async (_, build, given, expected) => {
    const { prediction } = await run(ofNumber(build), { x: doubles(...given) });
    expect(prediction!.dims).toEqual([3, 1]);
    expected.forEach((value, i) => {
      const found = prediction!.data[i] as number;
      if (Number.isFinite(value)) expect(found).toBeCloseTo(value, 10);
      else expect(found).toBe(value);
    });
  });

  test('an index that is no place in the list picks no text', async () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float64');
    const graph = g.done([
      { name: 'label', ref: g.pickText(x, ['a', 'b']) },
      { name: 'probabilities', ref: g.concat([x, x]) },
    ]);
    const pkg: ModelPackage = { ...ofNumber((_, y) => y), task: 'classification', classes: ['a', 'b'], graph };
    const { label } = await run(pkg, { x: doubles(0, 1, 2, -1, 0.5, NaN, Infinity) });
    expect(label!.data).toEqual(['a', 'b', '', '', '', '', '']);
  });
});

describe('what ONNX cannot express is refused by name', () => {
  test('the length of a text, with the derived column that asks for it', () => {
    const g = new GraphBuilder();
    const graph = g.done([{ name: 'prediction', ref: g.textLength(g.input('city', 'string')) }]);
    const derive = [{ id: 'formula', name: 'name length', role: 'feature' as const, params: { expression: 'length(city)' } }]; // prettier-ignore
    const pkg = { ...constantModel('regression'), graph, recipe: { ...plainRecipe, derive } };
    expect(() => writeOnnx(pkg, metadata)).toThrow(
      'ONNX cannot express the length of a text (column "city"), which the derived column "name length" uses. Set it aside and train again',
    );
  });

  test.each([
    ['prediction', 'the column "prediction" has the name of one of the model\'s outputs'],
    ['', 'an input must have a name, and one column has none'],
  ])('a column named "%s"', (name, message) => {
    const pkg = constantModel('regression');
    expect(() => writeOnnx({ ...pkg, inputs: [{ ...pkg.inputs[0]!, name }] }, metadata)).toThrow(message);
  });

  test('a constant model that reads no column', () => {
    expect(() => writeOnnx({ ...constantModel('regression'), inputs: [] }, metadata)).toThrow(
      'this model reads no column',
    );
  });
});

test('a model that says otherwise is caught', async () => {
  const other = churn();
  const changed = writeOnnx({ ...other, graph: swapOutputs(other) }, metadata);
  const result = await verifyOnnx(changed, other, churnTable(), runtime);
  expect(result.agrees).toBe(false);
  expect(result.largestDifference).toBeGreaterThan(0.1);
});

/** The same graph with the columns of its probabilities exchanged. */
function swapOutputs({ graph }: ModelPackage): ModelPackage['graph'] {
  const at = graph.outputs.find(o => o.name === 'probabilities')!.ref;
  const nodes = graph.nodes.map((n, i) => (i === at && n.op === 'concat' ? { ...n, xs: n.xs.toReversed() } : n));
  return { ...graph, nodes };
}
