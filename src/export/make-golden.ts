import type { Table } from '../core/table/table.ts';
import type { ModelPackage, PackageInput } from './model-package.ts';
import { type RawValue, rawColumns } from './raw-values.ts';
import type { Golden, GoldenOutput } from './runtime/golden.ts';
import type { PredictedRow } from './runtime/types.ts';
import { metaOf } from './schema.ts';
import { packagePredictor } from './served-model.ts';

type RawRow = Readonly<Record<string, RawValue>>;

/** Rows of the sample that go into golden.json; the made-up rows come on top. */
const SAMPLE_ROWS = 32;
const tolerance = { abs: 1e-9, rel: 1e-9 } as const;

/**
 * golden.json: up to 32 rows of the sample, evenly spread, and made-up ones (all missing, unknown categories, zeros, far
 * outside the range on both sides), each with what the interpreter says. Every export must say the same.
 */
export async function makeGolden(pkg: ModelPackage, sample: Table): Promise<Golden> {
  const rows = [...sampleRows(pkg, sample), ...madeUpRows(pkg)];
  const { predictMany } = packagePredictor(pkg);
  const { name, version, sha256 } = await metaOf(pkg);
  const outputs = predictMany(rows).map(row => goldenOutput(pkg, row));
  return {
    format: 'terrarium-golden/1',
    model: { name, version, sha256 },
    classes: pkg.classes,
    tolerance,
    rows: rows.map((row, i) => ({ in: row, out: outputs[i]! })),
  };
}

export const goldenText = (golden: Golden): string => `${JSON.stringify(golden, null, 1)}\n`;

function sampleRows(pkg: ModelPackage, sample: Table): RawRow[] {
  const columns = rawColumns(pkg, sample);
  const count = Math.min(SAMPLE_ROWS, sample.rows);
  return Array.from({ length: count }, (_, i) => {
    const row = Math.floor((i * sample.rows) / count);
    return rowOf(pkg, ({ name }) => columns.get(name)![row]!);
  });
}

/** fromEntries defines each name as its own property, "__proto__" too. */
const rowOf = (pkg: ModelPackage, value: (input: PackageInput) => RawValue): RawRow =>
  Object.fromEntries(pkg.inputs.map(input => [input.name, value(input)]));

function madeUpRows(pkg: ModelPackage): RawRow[] {
  const unknown = 'a value never seen';
  const far =
    (side: 1 | -1, size: number) =>
    (input: PackageInput): RawValue => {
      const { kind, min = 0, max = 1, levels } = input;
      const edge = side > 0 ? max : min;
      switch (kind) {
        case 'number':
          return edge + side * size * (max - min || 1);
        case 'datetime':
          return new Date(
            Math.max(-8.64e15, Math.min(8.64e15, Math.round(edge + side * 86_400_000 * size))),
          ).toISOString();
        case 'boolean':
          return side > 0;
        case 'category':
          return levels?.[side > 0 ? 0 : levels.length - 1] ?? unknown;
        case 'text':
          return side > 0 ? 'A few words, with ünïcode and 漢字' : ' ';
        default:
          return kind satisfies never;
      }
    };
  const zero = (input: PackageInput): RawValue =>
    input.kind === 'number' ? 0 : input.kind === 'datetime' ? '1970-01-01' : null;
  return [
    rowOf(pkg, () => null),
    rowOf(pkg, zero),
    rowOf(pkg, input => (input.kind === 'category' || input.kind === 'text' ? unknown : null)),
    rowOf(pkg, far(1, 1)),
    rowOf(pkg, far(-1, 1)),
    rowOf(pkg, far(1, 1000)),
    rowOf(pkg, far(-1, 1000)),
    rowOf(pkg, input => (input.kind === 'number' ? 1e12 : null)),
    rowOf(pkg, input => (input.kind === 'number' ? -1e12 : null)),
  ];
}

function goldenOutput(
  { classes }: ModelPackage,
  { label, probabilities, prediction, cluster, distances, score, anomaly }: PredictedRow,
): GoldenOutput {
  if (label !== undefined) return { label, probabilities: classes.map(name => spell(probabilities![name]!)) };
  if (prediction !== undefined) return { prediction: spell(prediction) };
  if (score !== undefined) return { score: spell(score), anomaly: anomaly! };
  const shares = probabilities && { probabilities: Object.values(probabilities).map(spell) };
  return { cluster: cluster!, ...shares, distances: distances!.map(spell) };
}

/** JSON lacks NaN and infinities. */
const spell = (value: number): number | string => (Number.isFinite(value) ? value : String(value));
