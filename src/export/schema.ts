import type { ModelPackage } from './model-package.ts';
import type { ModelMeta, ModelSchema, SchemaOutput } from './runtime/types.ts';
import { sha256 } from '../core/sha256.ts';

/** What goes in and what comes out: names, kinds, levels, ranges, units, classes. */
export function schemaOf(pkg: ModelPackage): ModelSchema {
  return {
    task: pkg.task,
    inputs: pkg.inputs.map(input => ({
      name: input.name,
      kind: input.kind,
      required: input.required,
      missingShare: input.missingShare,
      ...(input.unit !== undefined && { unit: input.unit }),
      ...(input.levels && { levels: input.levels }),
      ...(isFinite(input.min) && { min: input.min }),
      ...(isFinite(input.max) && { max: input.max }),
    })),
    outputs: outputsOf(pkg),
    classes: pkg.classes,
  };
}

/** JSON has no infinities: a range that is open is left out. */
const isFinite = (value: number | undefined): value is number => Number.isFinite(value);

export function outputsOf(pkg: ModelPackage): readonly SchemaOutput[] {
  switch (pkg.task) {
    case 'classification':
      return [
        { name: 'label', datatype: 'BYTES' },
        { name: 'probabilities', datatype: 'FP64', width: pkg.classes.length },
      ];
    case 'regression':
      return [{ name: 'prediction', datatype: 'FP64' }];
    case 'clustering': {
      const width = (name: string) => {
        const output = pkg.graph.outputs.find(o => o.name === name);
        return output && pkg.graph.shapes[output.ref]!.width;
      };
      const probable = width('probabilities');
      return [
        { name: 'cluster', datatype: 'INT64' },
        { name: 'distances', datatype: 'FP64', width: width('distances') ?? 0 },
        ...(probable === undefined ? [] : [{ name: 'probabilities', datatype: 'FP64', width: probable } as const]),
      ];
    }
    case 'anomaly':
      return [
        { name: 'score', datatype: 'FP64' },
        { name: 'anomaly', datatype: 'INT64' },
      ];
    default:
      return pkg.task satisfies never;
  }
}

export async function metaOf(pkg: ModelPackage): Promise<ModelMeta> {
  return {
    format: 'terrarium-model/1',
    name: pkg.name,
    version: pkg.version,
    sha256: await sha256(packageText(pkg)),
    recipeSha256: pkg.recipeSha256,
    created: pkg.createdAt,
    ...(pkg.target !== undefined && { target: pkg.target }),
    ...(pkg.threshold !== undefined && { threshold: pkg.threshold }),
    ...(pkg.metrics && { metrics: pkg.metrics }),
  };
}

/** The text whose SHA-256 is the model's: its task, graph, inputs and classes, with numbers JSON lacks written out. */
function packageText({ task, graph, inputs, classes }: ModelPackage): string {
  return JSON.stringify({ task, graph, inputs, classes }, (_, value: unknown) =>
    typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? { number: writeNumber(value) }
      : value,
  );
}

/** The shortest text that reads back as the same number, -0 included. */
export const writeNumber = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

/** schema.json. */
export async function schemaText(pkg: ModelPackage): Promise<string> {
  return `${JSON.stringify({ ...(await metaOf(pkg)), ...schemaOf(pkg) }, null, 2)}\n`;
}
