import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importModule } from '../../../src/engine/import-module.ts';
import { exportTargets, zipFiles } from '../../../src/export/index.ts';
import { moduleText } from '../../../src/export/javascript/module-text.ts';
import { declarationsText } from '../../../src/export/javascript/declarations.ts';
import { makeGolden } from '../../../src/export/make-golden.ts';
import { checkGolden } from '../../../src/export/runtime/golden.ts';
import type { ModelMeta, ModelSchema, PredictedRow, RawRow } from '../../../src/export/runtime/types.ts';
import { schemaText } from '../../../src/export/schema.ts';
import { servedModel } from '../../../src/export/served-model.ts';
import { verifyJavaScript } from '../../../src/export/verify.ts';
import { unzipSync } from 'fflate';
import { churn, churnShare, churnTable, constantModel } from './small-model.ts';

interface WholeModule {
  readonly meta: ModelMeta;
  readonly schema: ModelSchema;
  predict(row: RawRow): PredictedRow;
  predictMany(rows: readonly RawRow[]): PredictedRow[];
}

let churnModule: WholeModule;
beforeAll(async () => {
  churnModule = (await importModule(await moduleText(churn()))) as unknown as WholeModule;
});

describe('model.mjs', () => {
  test('predicts one row from raw values', () => {
    const share = churnShare(25, 'Oslo', true);
    expect(churnModule.predict({ age: '25', city: 'Oslo', member: 'yes', since: '2001-02-03' })).toEqual({
      label: '10',
      probabilities: { '10': share, '9': 1 - share },
      warnings: [],
    });
  });

  test('takes a Map, and an empty row', () => {
    const row = new Map<string, unknown>([['age', 60], ['member', true]]); // prettier-ignore
    expect(churnModule.predict(row).probabilities!['10']).toBe(churnShare(60, null, true));
    expect(churnModule.predict({}).warnings).toEqual([
      { column: 'age', problem: 'missing', message: 'age: value is missing' },
    ]);
    expect(churnModule.predictMany([])).toEqual([]);
  });

  test('does not take inherited properties for values', () => {
    const row = Object.create({ age: 93 }) as RawRow;
    expect(churnModule.predict(row).probabilities!['10']).toBe(churnShare(null, null, null));
  });

  test('says what it is, as schema.json does', async () => {
    const { meta, schema } = churnModule;
    expect({ ...meta, ...schema }).toEqual(JSON.parse(await schemaText(churn())));
    expect(meta).toMatchObject({ name: 'churn', version: '3', target: 'left', threshold: 0.5 });
    expect((await servedModel(churn())).meta).toEqual(meta);
  });

  test('has no import, no eval, and nothing from data that could end a script', async () => {
    const pkg = { ...churn(), name: '</script><!--\u2028' };
    const text = await moduleText(pkg);
    expect(text).not.toMatch(/\bimport\b(?! \{ predict)|\beval\b|new Function|<\/script|<!--|\u2028/);
    expect(((await importModule(text)) as unknown as WholeModule).meta.name).toBe(pkg.name);
  });

  test('agrees with the studio, and disagreement is caught', async () => {
    const text = await moduleText(churn());
    expect(await verifyJavaScript(text, churn(), churnTable(), importModule)).toEqual({ rows: 5, largestDifference: 0, labelFlips: 0, agrees: true }); // prettier-ignore
    const wrong = text.replace('[1, 1, -1, 2]', '[-1, 1, -1, 2]');
    const result = await verifyJavaScript(wrong, churn(), churnTable(), importModule);
    expect(result.agrees).toBe(false);
    expect(result.labelFlips).toBeGreaterThan(0);
  });

  test('a constant model answers each row', async () => {
    const { predictMany } = (await importModule(
      await moduleText(constantModel('classification')),
    )) as unknown as WholeModule;
    const answer = { label: 'b', probabilities: { a: 0.25, b: 0.75 }, warnings: [] };
    expect(predictMany([{}, { city: 'x' }])).toEqual([answer, answer]);
  });
});

describe('golden.json', () => {
  test('holds sample rows and made-up ones, and the module agrees with it', async () => {
    const golden = await makeGolden(churn(), churnTable());
    expect(golden.rows).toHaveLength(14);
    expect(golden.rows[3]!.in).toEqual({ age: 25, city: 'Lima', member: true, since: '2017-07-14T02:40:00.000Z', notes: 'x' }); // prettier-ignore
    expect(golden.rows[5]!.in).toEqual({ age: null, city: null, member: null, since: null, notes: null });
    const share = churnShare(30, 'Oslo', true);
    expect(golden.rows[0]!.out).toEqual({ label: '10', probabilities: [share, 1 - share] });
    expect(checkGolden(golden, churnModule.predictMany)).toEqual([]);
  });

  test('is read back from JSON as it was, and catches a changed model', async () => {
    const golden = JSON.parse(JSON.stringify(await makeGolden(churn(), churnTable()))) as Awaited<ReturnType<typeof makeGolden>>; // prettier-ignore
    expect(checkGolden(golden, churnModule.predictMany)).toEqual([]);
    const shifted = (rows: readonly RawRow[]) =>
      churnModule.predictMany(rows.map(row => ({ ...row, age: Number((row as { age: unknown }).age) + 1 })));
    expect(checkGolden(golden, shifted).length).toBeGreaterThan(10);
    const other = (rows: readonly RawRow[]) => churnModule.predictMany(rows).map(row => ({ ...row, label: '?' }));
    expect(checkGolden(golden, other)[0]).toBe('row 0: label "?", expected "10"');
  });
});

describe('model.d.ts', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'types-'))));
  afterAll(() => rm(folder, { recursive: true }));

  test('accepts right calls and refuses a misspelt column', async () => {
    await writeFile(join(folder, 'model.d.mts'), declarationsText(churn()));
    const use = `import { meta, predict, predictColumns } from './model.mjs';
export const name: string = meta.name;
export const label: '10' | '9' = predict({ age: 3, city: 'Oslo', since: new Date(), member: null }).label;
export const share: number = predict({ city: 'anything' }).probabilities['9'];
export const many: Float64Array = predictColumns({ age: [1, null] }).probabilities;
// @ts-expect-error -- there is no such column
predict({ agee: 3 });
`;
    const file = join(folder, 'use.mts');
    await writeFile(file, use);
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    });
    const messages = ts.getPreEmitDiagnostics(program).map(d => ts.flattenDiagnosticMessageText(d.messageText, '\n'));
    expect(messages).toEqual([]);
  }, 60_000);
});

test('each target gives its files, with schema and golden rows, and they zip to the same bytes', async () => {
  const golden = await makeGolden(churn(), churnTable());
  const names: Record<string, readonly string[]> = {};
  for (const target of exportTargets) {
    const files = await target.files(churn(), golden);
    names[target.id] = files.map(f => f.name);
    expect(zipFiles(files)).toEqual(zipFiles(await target.files(churn(), golden)));
    expect(Object.keys(unzipSync(zipFiles(files)))).toEqual(names[target.id]);
  }
  expect(names).toEqual({
    onnx: ['model.onnx', 'verify.py', 'schema.json', 'golden.json'],
    javascript: ['model.mjs', 'model.d.ts', 'verify.mjs', 'schema.json', 'golden.json'],
    page: ['predict.html', 'schema.json', 'golden.json'],
    server: ['server.mjs', 'model.mjs', 'model.d.ts', 'verify.mjs', 'schema.json', 'golden.json'],
  });
});
