import type { PredictedRow } from './types.ts';

/** golden.json: rows and what the model said of them where it was made. Numbers JSON lacks are written as texts. */
export interface Golden {
  readonly format: 'terrarium-golden/1';
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** The order of `probabilities`. */
  readonly classes: readonly string[];
  /** A number agrees when it differs by at most `abs`, or by at most `rel` of itself. Labels agree exactly. */
  readonly tolerance: { readonly abs: number; readonly rel: number };
  readonly rows: readonly { readonly in: Readonly<Record<string, unknown>>; readonly out: GoldenOutput }[];
}

export interface GoldenOutput {
  readonly label?: string;
  readonly probabilities?: readonly (number | string)[];
  readonly prediction?: number | string;
  readonly cluster?: number;
  readonly distances?: readonly (number | string)[];
  readonly score?: number | string;
  readonly anomaly?: number;
}

/** One sentence for each disagreement; none when the model answers as it did where it was made. */
export function checkGolden(
  golden: Golden,
  predictMany: (rows: Golden['rows'][number]['in'][]) => PredictedRow[],
): string[] {
  const { abs, rel } = golden.tolerance;
  const agrees = (expected: number, found: number): boolean =>
    Object.is(expected, found) ||
    expected === found ||
    Math.abs(expected - found) <= Math.max(abs, rel * Math.abs(expected));
  const differences: string[] = [];
  predictMany(golden.rows.map(row => row.in)).forEach((found, r) => {
    const { label, probabilities, prediction, cluster, distances, score, anomaly } = golden.rows[r]!.out;
    const expected = [prediction ?? [], probabilities ?? [], distances ?? [], score ?? []].flat().map(Number);
    const numbers = [
      found.prediction ?? [],
      golden.classes.length
        ? golden.classes.map(name => found.probabilities![name]!)
        : Object.values(found.probabilities ?? {}),
      found.distances ?? [],
      found.score ?? [],
    ].flat();
    if (label !== found.label) differences.push(`row ${r}: label "${found.label}", expected "${label}"`);
    if (cluster !== found.cluster) differences.push(`row ${r}: cluster ${found.cluster}, expected ${cluster}`);
    if (anomaly !== found.anomaly) differences.push(`row ${r}: anomaly ${found.anomaly}, expected ${anomaly}`);
    if (expected.length !== numbers.length)
      differences.push(`row ${r}: ${numbers.length} numbers, expected ${expected.length}`);
    expected.forEach((value, k) => {
      if (!agrees(value, numbers[k]!)) differences.push(`row ${r}: number ${k} is ${numbers[k]}, expected ${value}`);
    });
  });
  return differences;
}
