import { StudioError } from '../../core/errors.ts';
import type { Ref } from '../../core/graph/graph.ts';
import { blockTypeOfInput, type ModelPackage } from '../model-package.ts';
import type { SchemaOutput } from '../runtime/types.ts';
import { outputsOf } from '../schema.ts';
import { ML_DOMAIN, OnnxGraph } from './onnx-graph.ts';
import { beforeJumps } from './before-jumps.ts';
import { emitNode } from './operations.ts';
import { type DataType, dataType, encodeModel, type ValueInfo } from './proto.ts';

/** What the model carries about itself as metadata_props, ready as text. */
export interface OnnxMetadata {
  readonly schema: string;
  readonly goldenSha256: string;
}

/**
 * model.onnx, exact profile: IR 10, opset 21, ai.onnx.ml 5 where it is used (ONNX Runtime 1.21 or later), everything in
 * float64. One input per raw column, `[N, 1]`, under its own name: tensor(double) for numbers, booleans (0, 1) and dates
 * (epoch milliseconds UTC) with NaN for missing; tensor(string) for category and text with '' for missing. Outputs:
 * `label` string [N] and `probabilities` double [N, K]; `prediction` double [N, 1]; `cluster` int64 [N], `distances`, and
 * `probabilities` of a mixture;
 * `score` double [N, 1] and `anomaly` int64 [N].
 */
export function writeOnnx(pkg: ModelPackage, metadata: OnnxMetadata): Uint8Array {
  const outputs = outputsOf(pkg);
  refuseNames(pkg, outputs);
  const { graph } = pkg;
  const onnx = new OnnxGraph([...pkg.inputs, ...outputs].map(v => v.name));
  const blocks: string[] = [];
  const at = (ref: Ref): string => blocks[ref]!;
  const input = (name: string): string => {
    if (pkg.inputs.some(i => i.name === name)) return name;
    throw new StudioError('export/input', `The model reads the column "${name}", which is not among its inputs.`, {
      name,
    });
  };
  const spread = (ref: Ref): string => {
    const first = pkg.inputs[0];
    if (!first)
      throw new StudioError(
        'export/inexpressible',
        'ONNX needs at least one input to know the number of rows, and this model reads no column. Keep one feature and train again.',
      );
    // The rows of the first input by one: Expand repeats the constant's single row.
    const rows = onnx.node('Shape', [first.name]);
    return onnx.node('Expand', [at(ref), rows]);
  };
  const inexpressible = (what: string, functionName: string, source: string): StudioError => {
    const derived = derivedWith(pkg, functionName);
    const where = derived.length ? `the derived ${derived.length === 1 ? 'column' : 'columns'} ${derived.map(n => `"${n}"`).join(', ')}` : 'the model'; // prettier-ignore
    return new StudioError(
      'export/inexpressible',
      `ONNX cannot express ${what} (${source}), which ${where} uses. Set it aside and train again, or choose the JavaScript module, the page or the Node server, which can.`,
      { operation: functionName, derived },
    );
  };
  const digitsMatter = beforeJumps(graph);
  const emitter = { onnx, graph, at, input, spread, inexpressible, digitsMatter };
  graph.nodes.forEach((_, i) => blocks.push(emitNode(i as Ref, emitter)));
  for (const output of outputs) {
    const ref = graph.outputs.find(o => o.name === output.name)?.ref;
    if (ref === undefined)
      throw new StudioError('export/output', `The model's graph has no output "${output.name}".`, {
        name: output.name,
      });
    endOutput(onnx, output, graph.shapes[ref]!.constant ? spread(ref) : at(ref));
  }
  return encodeModel({
    irVersion: 10,
    opsets: [['', 21], ...(onnx.usesMl ? [[ML_DOMAIN, 5] as const] : [])],
    producer: ['terrarium', pkg.version],
    name: pkg.name || 'model',
    description: `${pkg.name}, version ${pkg.version}, made by Terrarium on ${pkg.createdAt}.`,
    nodes: onnx.nodes,
    initializers: onnx.initializers,
    inputs: pkg.inputs.map(i =>
      valueInfo(i.name, blockTypeOfInput(i) === 'string' ? dataType.string : dataType.double, 1),
    ),
    outputs: outputs.map(o => outputInfo(o)),
    metadata: [
      ['studio.schema', metadata.schema],
      ['studio.recipe_sha256', pkg.recipeSha256],
      ['studio.classes', JSON.stringify(pkg.classes)],
      ['studio.version', pkg.version],
      ['studio.golden_sha256', metadata.goldenSha256],
    ],
  });
}

const valueInfo = (name: string, type: DataType, width?: number): ValueInfo => ({
  name,
  type,
  dims: width === undefined ? ['N'] : ['N', width],
});

function outputInfo({ name, datatype, width }: SchemaOutput): ValueInfo {
  if (datatype === 'BYTES') return valueInfo(name, dataType.string);
  if (datatype === 'INT64') return valueInfo(name, dataType.int64);
  return valueInfo(name, dataType.double, width ?? 1);
}

/** Labels, clusters and flags lose their second dimension; numbers pass. */
function endOutput(onnx: OnnxGraph, { name, datatype }: SchemaOutput, block: string): void {
  if (datatype === 'FP64') return onnx.end('Identity', [block], name);
  const typed = datatype === 'INT64' ? onnx.node('Cast', [block], { to: dataType.int64 }) : block;
  onnx.end('Squeeze', [typed, onnx.int64s([1])], name);
}

/** Derived columns whose formula calls a function. */
const derivedWith = ({ recipe }: ModelPackage, functionName: string): readonly string[] =>
  recipe.derive
    .filter(({ params }) => Object.values(params).some(v => String(v).includes(`${functionName}(`)))
    .map(({ name }) => name);

/** ONNX values share one namespace, and '' means "not given". */
function refuseNames(pkg: ModelPackage, outputs: readonly SchemaOutput[]): void {
  for (const { name } of pkg.inputs) {
    if (outputs.some(o => o.name === name))
      throw new StudioError(
        'export/inexpressible',
        `ONNX: the column "${name}" has the name of one of the model's outputs. Rename the column and train again, or choose the ES module.`,
        { name },
      );
    if (name === '')
      throw new StudioError(
        'export/inexpressible',
        'ONNX: an input must have a name, and one column has none. Name the column and train again, or choose the ES module.',
        { name },
      );
  }
}
