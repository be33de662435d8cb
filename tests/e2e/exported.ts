import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Download, Page } from 'playwright-core';
import { expect } from 'vitest';

// What a stranger does with a download: unpack it, run it, and hold it to the golden rows that came with it.

type Value = string | number | boolean | null;

interface Golden {
  readonly classes: readonly string[];
  readonly tolerance: { readonly abs: number; readonly rel: number };
  readonly rows: readonly {
    readonly in: Readonly<Record<string, Value>>;
    readonly out: {
      readonly label?: string;
      readonly probabilities?: readonly (number | string)[];
      readonly prediction?: number | string;
      readonly cluster?: number;
      readonly score?: number | string;
      readonly anomaly?: number;
      readonly distances?: readonly (number | string)[];
    };
  }[];
}

interface Schema {
  readonly inputs: readonly { readonly name: string; readonly kind: string }[];
}

/** What a model said of one row: its label where it has one, and its numbers. */
interface Answer {
  readonly label: string | undefined;
  readonly numbers: readonly number[];
}

export interface Checked {
  readonly files: readonly string[];
  readonly rows: number;
  readonly labelFlips: number;
  /** Largest difference of any number, as a share of what the rows' own tolerance allows. */
  readonly worst: number;
}

/** Unpack the archive of a model in ONNX, run it with ONNX Runtime in Node on its golden rows. */
export async function checkOnnx(download: Download): Promise<Checked> {
  const { files, folder, golden, schema } = await unpack(download);
  const session = await InferenceSession.create(join(folder, 'model.onnx'), { logSeverityLevel: 3 });
  const feeds = new Map(schema.inputs.map(input => [input.name, tensorOf(input, golden)]));
  const results = await session.run(Object.fromEntries(feeds));
  const labels = (results['label'] ?? results['cluster'] ?? results['anomaly'])?.data as readonly string[] | undefined;
  // Of a mixture both the probabilities of its groups and the distances to them.
  const blocks = ['probabilities', 'distances', 'prediction', 'score'].flatMap(name => results[name] ?? []);
  const numbersOf = (r: number): number[] =>
    blocks.flatMap(({ data }) => {
      const width = data.length / golden.rows.length;
      return [...(data as Float64Array).subarray(r * width, (r + 1) * width)];
    });
  return compare(
    files,
    golden,
    golden.rows.map((_, r) => ({
      label: labels?.[r] === undefined ? undefined : String(labels[r]),
      numbers: numbersOf(r),
    })),
  );
}

/** Unpack the archive of an ES module, import it in Node and ask it about its golden rows. */
export async function checkModule(download: Download): Promise<Checked> {
  const { files, folder, golden } = await unpack(download);
  const address = pathToFileURL(join(folder, 'model.mjs')).href;
  const model = (await import(/* @vite-ignore */ address)) as {
    predictMany(rows: readonly object[]): readonly {
      label?: string;
      probabilities?: Record<string, number>;
      prediction?: number;
      cluster?: number;
      distances?: readonly number[];
      score?: number;
      anomaly?: number;
    }[];
  };
  const answers = model.predictMany(golden.rows.map(row => row.in));
  return compare(
    files,
    golden,
    answers.map(({ label, probabilities, prediction, cluster, distances, score, anomaly }) => ({
      label: label ?? (cluster ?? anomaly)?.toString(),
      numbers: [
        golden.classes.length ? golden.classes.map(name => probabilities![name]!) : Object.values(probabilities ?? {}),
        distances ?? [],
        prediction ?? [],
        score ?? [],
      ].flat(),
    })),
  );
}

async function unpack(download: Download) {
  const entries = unzipSync(readFileSync(await download.path()));
  const folder = mkdtempSync(join(tmpdir(), 'terrarium-export-'));
  for (const [name, bytes] of Object.entries(entries)) writeFileSync(join(folder, name), bytes);
  const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  return {
    files: Object.keys(entries).sort(),
    folder,
    golden: json('golden.json') as Golden,
    schema: json('schema.json') as Schema,
  };
}

/** As the export page documents: doubles with NaN for missing, dates as epoch milliseconds, texts with '' for missing. */
function tensorOf({ name, kind }: Schema['inputs'][number], golden: Golden): Tensor {
  const values = golden.rows.map(row => row.in[name] ?? null);
  const dims = [values.length, 1];
  if (kind === 'category' || kind === 'text')
    return new Tensor(
      'string',
      values.map(value => (value === null ? '' : String(value))),
      dims,
    );
  const numbers = values.map(value =>
    value === null ? NaN : kind === 'datetime' && typeof value === 'string' ? Date.parse(value) : Number(value),
  );
  return new Tensor('float64', Float64Array.from(numbers), dims);
}

function compare(files: readonly string[], golden: Golden, answers: readonly Answer[]): Checked {
  const { abs, rel } = golden.tolerance;
  let [labelFlips, worst] = [0, 0];
  golden.rows.forEach(({ out }, r) => {
    const { probabilities, distances, prediction, score } = out;
    const expected = [probabilities ?? [], distances ?? [], prediction ?? [], score ?? []].flat().map(Number);
    const found = answers[r]!;
    if (found.label !== (out.label ?? (out.cluster ?? out.anomaly)?.toString())) labelFlips++;
    if (found.numbers.length !== expected.length) worst = Infinity;
    expected.forEach((value, k) => {
      // Where both are missing, or the same to the bit, there is nothing to hold against a tolerance that may be 0.
      if (Object.is(value, found.numbers[k])) return;
      const difference = Math.abs(value - found.numbers[k]!);
      worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference / Math.max(abs, rel * Math.abs(value)));
    });
  });
  return { files, rows: golden.rows.length, labelFlips, worst };
}

const CHECKS = { 'JavaScript module': checkModule, 'ONNX model': checkOnnx } as const;
type Checkable = keyof typeof CHECKS;

/** In Export & serve: take the module and the ONNX model, and demand that they answer outside as the studio did. */
export async function agreeOutside(
  page: Page,
  targets: readonly Checkable[] = ['JavaScript module', 'ONNX model'],
): Promise<void> {
  for (const target of targets) {
    const arriving = page.waitForEvent('download', { timeout: 120_000 });
    await page.getByRole('button', { name: `Check and download: ${target}` }).click();
    const found = await CHECKS[target](await arriving);
    expect(found.labelFlips).toBe(0);
    expect(found.worst).toBeLessThanOrEqual(1);
  }
}
