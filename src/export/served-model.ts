import { encodeTexts, type NumberBlock, numberBlock, type TextBlock, textAt } from '../core/graph/block.ts';
import { type Inputs, interpret, type Outputs } from '../core/graph/interpret.ts';
import type { ModelPackage } from './model-package.ts';
import { blockTypeOfInput } from './model-package.ts';
import { makePredictor, type ModelOutputs } from './runtime/predictor.ts';
import type { ServedModel } from './runtime/types.ts';
import { metaOf, schemaOf } from './schema.ts';

/** The model as it answers on the studio's own endpoint: raw values read as every export reads them, graph interpreted. */
export async function servedModel(pkg: ModelPackage): Promise<ServedModel> {
  return { meta: await metaOf(pkg), ...packagePredictor(pkg) };
}

/** The same without its identity, for when only predictions are wanted. */
export function packagePredictor(pkg: ModelPackage) {
  const schema = schemaOf(pkg);
  const { predictColumns, predictMany } = makePredictor(schema, (columns, rows) => {
    const inputs: Inputs = new Map(
      pkg.inputs.map((input, i) => [
        input.name,
        blockTypeOfInput(input) === 'string'
          ? encodeTexts(columns[i] as readonly string[])
          : numberBlock(Float64Array.from(columns[i] as readonly number[])),
      ]),
    );
    return outputColumns(pkg, interpret(pkg.graph, inputs, rows));
  });
  return { schema, predictColumns, predictMany };
}

/** The blocks of a graph's outputs as plain columns. */
export function outputColumns(pkg: Pick<ModelPackage, 'task'>, outputs: Outputs): ModelOutputs {
  const numbers = (name: string): Float64Array => (outputs.get(name) as NumberBlock).data;
  switch (pkg.task) {
    case 'classification': {
      const labels = outputs.get('label') as TextBlock;
      const label = Array.from(labels.codes, (_, row) => textAt(labels, row));
      return { label, probabilities: numbers('probabilities') };
    }
    case 'regression':
      return { prediction: numbers('prediction') };
    case 'clustering':
      return {
        cluster: numbers('cluster'),
        distances: numbers('distances'),
        ...(outputs.has('probabilities') && { probabilities: numbers('probabilities') }),
      };
    case 'anomaly':
      return { score: numbers('score'), anomaly: numbers('anomaly') };
    default:
      return pkg.task satisfies never;
  }
}
