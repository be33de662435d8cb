import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { fit } from '../../../src/core/pipeline/fit.ts';
import { predict } from '../../../src/core/pipeline/predict.ts';
import { proposeRecipe } from '../../../src/core/pipeline/propose.ts';
import { allRows } from '../../../src/core/row-operation.ts';
import { numberColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import { importModule } from '../../../src/engine/import-module.ts';
import { declarationsText } from '../../../src/export/javascript/declarations.ts';
import { moduleText } from '../../../src/export/javascript/module-text.ts';
import { makeGolden } from '../../../src/export/make-golden.ts';
import { writeOnnx } from '../../../src/export/onnx/write-onnx.ts';
import { packageFitted } from '../../../src/export/package-fitted.ts';
import { checkGolden } from '../../../src/export/runtime/golden.ts';
import { predictCsv } from '../../../src/export/runtime/page.ts';
import { packagePredictor, servedModel } from '../../../src/export/served-model.ts';
import { type OnnxRuntime, verifyJavaScript, verifyOnnx } from '../../../src/export/verify.ts';

// Two clouds that overlap, so that the rows between them may be of either.
const table = makeTable([
  ['x', numberColumn(Array.from({ length: 80 }, (_, i) => Math.sin(7 * i) * Math.cos(i) + (i % 2 ? 1.2 : 0)))],
  ['y', numberColumn(Array.from({ length: 80 }, (_, i) => Math.cos(11 * i * i) * (i % 2 ? 0.5 : 1)))],
]);
const made = { name: 'clouds', version: '1', recipeSha256: 'f00d', createdAt: '2026-01-31T12:00:00.000Z' };

async function cloudModel(id: string) {
  const fields = ['x', 'y'].map(name => ({ name, kind: 'number', role: 'feature' }) as const);
  const recipe = { ...proposeRecipe(table, fields, 1, 'clustering'), model: { id, params: { k: 2 } } };
  const fitted = await fit(recipe, table, allRows(table));
  return { fitted, pkg: packageFitted(fitted, made) };
}

test('a mixture says in every export how probable each group is, as the studio does', async () => {
  const { fitted, pkg } = await cloudModel('gaussian-mixture');
  const said = predict(fitted, table);
  if (said.task !== 'clustering' || !said.probabilities) throw new Error('it must give probabilities');
  const own = said.probabilities.subarray(0, 2);
  expect(own[0]! + own[1]!).toBeCloseTo(1, 12);
  expect(said.probabilities.some(p => p > 0.01 && p < 0.99)).toBe(true);

  const model = packagePredictor(pkg);
  expect(model.schema.outputs.map(o => [o.name, o.width])).toEqual([['cluster', undefined], ['distances', 2], ['probabilities', 2]]); // prettier-ignore
  const row = { x: Math.sin(0), y: Math.cos(0) };
  const module = (await importModule(await moduleText(pkg))) as unknown as typeof model;
  const [first] = module.predictMany([row]);
  expect(first).toEqual(model.predictMany([row])[0]);
  expect(first).toMatchObject({ cluster: said.clusters[0], probabilities: { 0: own[0], 1: own[1] } });
  expect(declarationsText(pkg)).toContain('probabilities: Record<number, number>;');

  const agreement = { rows: 80, labelFlips: 0, agrees: true };
  expect(await verifyJavaScript(await moduleText(pkg), pkg, table, importModule)).toMatchObject(agreement);
  const schema = { schema: '{}', goldenSha256: '' };
  expect(await verifyOnnx(writeOnnx(pkg, schema), pkg, table, ort as unknown as OnnxRuntime)).toMatchObject(agreement);
});

test('its golden rows and the page hold them too', async () => {
  const { pkg } = await cloudModel('gaussian-mixture');
  const model = packagePredictor(pkg);
  const golden = await makeGolden(pkg, table);
  expect(golden.rows[0]!.out.probabilities).toHaveLength(2);
  expect(checkGolden(golden, model.predictMany)).toEqual([]);
  const other = (rows: Parameters<typeof model.predictMany>[0]) => model.predictMany(rows).map(r => ({ ...r, probabilities: { 0: 0, 1: 1 } })); // prettier-ignore
  expect(checkGolden(golden, other).length).toBeGreaterThan(0);
  const page = {
    ...(await servedModel(pkg)),
    predict: (row: ReadonlyMap<string, unknown>) => model.predictMany([row])[0]!,
  };
  const [header, line] = predictCsv(page, 'x,y\n0,1\n').text.split(/\r?\n/);
  expect(header).toBe('x,y,cluster,p_0,p_1,distance_0,distance_1,warnings');
  expect(line!.split(',')).toHaveLength(8);
});

test('groups without probabilities promise none', async () => {
  const { fitted, pkg } = await cloudModel('k-means');
  expect(predict(fitted, table)).not.toHaveProperty('probabilities');
  expect(declarationsText(pkg)).not.toContain('probabilities');
  expect(packagePredictor(pkg).predictMany([{ x: 0, y: 1 }])[0]).not.toHaveProperty('probabilities');
});
