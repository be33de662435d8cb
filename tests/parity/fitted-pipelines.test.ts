import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { interpret } from '../../src/core/graph/interpret.ts';
import type { AnyModel } from '../../src/core/model.ts';
import { models } from '../../src/core/models/index.ts';
import { fit } from '../../src/core/pipeline/fit.ts';
import { fitSteps } from '../../src/core/pipeline/fit-steps.ts';
import { graphInputs } from '../../src/core/pipeline/predict.ts';
import { proposeSteps } from '../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { readTarget } from '../../src/core/pipeline/target.ts';
import { categoryColumn, numberColumn } from '../../src/core/table/column.ts';
import type { Field, Task } from '../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';
import { importModule } from '../../src/engine/import-module.ts';
import { moduleText } from '../../src/export/javascript/module-text.ts';
import { packageFitted } from '../../src/export/package-fitted.ts';
import { writeOnnx } from '../../src/export/onnx/write-onnx.ts';
import { rawColumns } from '../../src/export/raw-values.ts';
import { outputColumns } from '../../src/export/served-model.ts';
import { type OnnxRuntime, verifyJavaScript, verifyOnnx } from '../../src/export/verify.ts';
import { countModels, scaledFor } from '../contract/count-models.ts';
import { amountModels } from '../contract/count-models.ts';
import { mixedTable, withAmount } from './mixed-table.ts';

const targets = ['value', 'amount', 'two', 'three'];

/** ONNX cannot count words and says so; that step is held by steps.test.ts, and here a text counts as one category. */
const wordsAsCategories = (step: Recipe['steps'][number]): Recipe['steps'][number] =>
  step.id === 'text-terms' ? { id: 'one-hot', columns: step.columns, params: {} } : step;

/** The recipe with everything that reaches the model between 0 and 1: cycles of dates are not, as they come. */
async function withoutNegatives(recipe: Recipe): Promise<Recipe> {
  const all = Int32Array.from({ length: train.rows }, (_, i) => i);
  const made = (await fitSteps(recipe, train, readTarget(recipe, train, all))).stages.at(-1)!;
  const last = { id: 'min-max', columns: made.map(s => s.name), params: { clip: true } };
  return { ...recipe, steps: [...recipe.steps, last] };
}

function recipeFor(
  table: Table,
  task: Task,
  target: string | undefined,
  model: Recipe['model'],
  threshold?: number,
  only?: string,
): Recipe {
  const columns: Field[] = table.names.map((name, i) => ({
    name,
    kind: table.columns[i]!.kind,
    role:
      name === target
        ? 'target'
        : targets.includes(name) || (only !== undefined && only !== name)
          ? 'aside'
          : 'feature',
  }));
  const features = columns.filter(c => c.role === 'feature');
  const formula = 'if(month(t0) > 6, abs([Age (years) %é]) ^ 0.5, 0)';
  return {
    version: 1,
    task,
    columns,
    rows: [],
    derive:
      only === undefined ? [{ id: 'formula', name: 'late', role: 'feature', params: { expression: formula } }] : [],
    split: { kind: 'random', test: 0.2 },
    steps: [
      ...scaledFor(model.id, proposeSteps(table, features)).map(wordsAsCategories),
      ...(only === undefined ? [{ id: 'impute', columns: ['late'], params: { strategy: 'mean' } }] : []),
    ],
    model,
    ...(threshold !== undefined && { threshold }),
    seed: 7,
  };
}

interface Case {
  readonly model: AnyModel;
  readonly task: Task;
  readonly target: string | undefined;
  readonly threshold?: number;
  /** The only column used; all of them where it is not given. */
  readonly only?: string;
}

const targetsOf: Record<Task, readonly Pick<Case, 'target' | 'threshold'>[]> = {
  regression: [{ target: 'value' }],
  classification: [{ target: 'two' }, { target: 'two', threshold: 0.31 }, { target: 'three' }],
  clustering: [{ target: undefined }],
  anomaly: [{ target: undefined }],
};

const targetsFor = (model: AnyModel, task: Task) =>
  amountModels.has(model.id) ? [{ target: 'amount' }] : targetsOf[task];

/** Every model of the list for every task it is for, with all columns and with one alone. */
const cases: readonly (readonly [name: string, given: Case])[] = (models as readonly AnyModel[])
  .filter(model => !model.own) // nothing to deploy
  .flatMap(model =>
    model.tasks.flatMap(task =>
      targetsFor(model, task).flatMap(target =>
        // Of a single column of counts every class has the same share.
        [{}, { only: 'Age (years) %é' }].slice(0, countModels.has(model.id) ? 1 : 2).map(columns => {
          const given = { model, task, ...target, ...columns };
          const { threshold, only } = given as Case;
          const name = `${model.id}, ${task} of ${target.target ?? 'nothing'}`;
          return [`${name}${threshold ? `, threshold ${threshold}` : ''}${only ? `, one column` : ''}`, given] as const;
        }),
      ),
    ),
  );

const train = withAmount(mixedTable(400, 1, false));
const later = withAmount(mixedTable(10_000, 2, true));
const identity = { name: 'mixed', version: '1', recipeSha256: 'f00d', createdAt: '2026-01-31T12:00:00.000Z' };

describe.each(cases)('%s', (_, { model, task, target, threshold, only }) => {
  test('interpreter, module and ONNX Runtime agree on 10,000 rows with gaps and unknown values', async () => {
    const params = model.id === 'neural-network' ? { hidden: [12, 8], epochs: 4 } : {};
    const proposed = recipeFor(train, task, target, { id: model.id, params }, threshold, only);
    const recipe = countModels.has(model.id) ? await withoutNegatives(proposed) : proposed;
    const rows = Int32Array.from({ length: train.rows }, (_, i) => i);
    const pkg = packageFitted(await fit(recipe, train, rows), identity);

    const text = await moduleText(pkg);
    const javascript = await verifyJavaScript(text, pkg, later, importModule);
    expect(javascript).toEqual({ rows: 10_000, largestDifference: 0, labelFlips: 0, agrees: true });
    const bytes = writeOnnx(pkg, { schema: '{}', goldenSha256: '0' });
    const onnx = await verifyOnnx(bytes, pkg, later, ort as unknown as OnnxRuntime);
    expect(onnx).toMatchObject({ rows: 10_000, labelFlips: 0, agrees: true });

    // The answers are worth comparing: they differ from row to row unless the model is the baseline.
    const { label, prediction, cluster, score } = outputColumns(
      pkg,
      interpret(pkg.graph, graphInputs(pkg, later), later.rows),
    );
    const distinct = new Set<unknown>(
      Array.from<unknown>((label ?? prediction ?? cluster ?? score) as ArrayLike<unknown>),
    ).size;
    expect(model.tags.includes('baseline') ? distinct === 1 : distinct > 1).toBe(true);
    expect((await importModule(text)).predictColumns(rawColumns(pkg, later)).rows).toBe(10_000);
  }, 120_000);
});

test('classes that nothing tells apart get the same label everywhere', async () => {
  const rows = 45;
  const table = makeTable([
    [
      'colour',
      categoryColumn(Array.from({ length: rows }, (_, i) => ['red', 'green', 'blue', 'grey', 'white'][(i * i) % 5]!)),
    ],
    ['size', numberColumn(Array.from({ length: rows }, (_, i) => (i * 7) % 3))],
    ['name', categoryColumn(Array.from({ length: rows }, (_, i) => `name ${Math.min(i, 43)}`))],
  ]);
  const columns = table.names.map((name, i): Field => ({
    name,
    kind: table.columns[i]!.kind,
    role: name === 'name' ? 'target' : 'feature',
  }));
  const recipe: Recipe = {
    ...recipeFor(table, 'classification', 'name', { id: 'logistic', params: {} }, undefined, 'colour'),
    columns,
    steps: proposeSteps(table, columns.slice(0, 2)),
  };
  const pkg = packageFitted(
    await fit(
      recipe,
      table,
      Int32Array.from({ length: rows }, (_, i) => i),
    ),
    identity,
  );
  const { label } = outputColumns(pkg, interpret(pkg.graph, graphInputs(pkg, table), rows));
  // Rows alike in every column are one case with several names; each of its rows gets the same one.
  const seen = new Map<string, string>();
  label!.forEach((name, i) => {
    const alike = `${(i * i) % 5} ${(i * 7) % 3}`;
    expect(seen.get(alike) ?? name).toBe(name);
    seen.set(alike, name);
  });
  const onnx = await verifyOnnx(
    writeOnnx(pkg, { schema: '{}', goldenSha256: '0' }),
    pkg,
    table,
    ort as unknown as OnnxRuntime,
  );
  expect(onnx).toMatchObject({ labelFlips: 0, agrees: true });
  const javascript = await verifyJavaScript(await moduleText(pkg), pkg, table, importModule);
  expect(javascript).toMatchObject({ labelFlips: 0, agrees: true });
});
