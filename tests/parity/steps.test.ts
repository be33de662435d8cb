import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import type { ParamValues } from '../../src/core/params.ts';
import { fit } from '../../src/core/pipeline/fit.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import type { AnyStep } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import type { Field } from '../../src/core/table/schema.ts';
import { importModule } from '../../src/engine/import-module.ts';
import { moduleText } from '../../src/export/javascript/module-text.ts';
import { writeOnnx } from '../../src/export/onnx/write-onnx.ts';
import { packageFitted } from '../../src/export/package-fitted.ts';
import { type OnnxRuntime, verifyJavaScript, verifyOnnx } from '../../src/export/verify.ts';
import { laterDate, withStepAlone } from '../contract/step-recipes.ts';
import { mixedTable } from './mixed-table.ts';

/** Settings that lower to other operations than the defaults do. */
const variants: Readonly<Record<string, readonly ParamValues[]>> = {
  impute: [{ strategy: 'constant', indicator: true }],
  outliers: [{ treatment: 'missing' }, { method: 'z-score', deviations: 1 }],
  nearest: [
    { weights: 'distance', neighbours: 3 },
    { rows: 25, scaled: false },
  ],
  iterative: [{ rounds: 2, alpha: 0.01 }],
  isolation: [{ adds: 'both' }],
  'yeo-johnson': [{ standardise: false }],
  'quantile-map': [{ output: 'normal' }, { quantiles: 7 }],
  'select-best': [{ keep: 1 }],
  'min-max': [{ from: -3, to: 2, clip: true }],
  ordinal: [{ order: 'given', given: 'red, ünï, blue' }],
  frequency: [{ as: 'count' }],
  rare: [{ share: 0.15, name: 'red' }],
  bins: [
    { strategy: 'equal-widths', output: 'columns' },
    { strategy: 'k-means', count: 3 },
    { strategy: 'tree', output: 'columns' },
  ],
  polynomial: [{ degree: 3 }, { distinct: true }],
  'target-encoding': [{ smoothing: 'given', weight: 3 }],
  eliminate: [{ keep: 1 }],
  'low-variance': [{ limit: 10 }],
  'date-parts': [
    {
      parts: ['year', 'quarter', 'month', 'week', 'day of month', 'day of year', 'weekday', 'weekend', 'hour', 'minute'].map(p => [p]), // prettier-ignore
      cycles: [['month'], ['day of year'], ['weekday'], ['hour']],
      since: 'first-date',
      keep: true,
    },
  ],
  principal: [{ count: 2, whiten: true, scaled: false, keep: true }],
  projection: [{ kind: 'sparse', count: 2 }],
  'centre-distances': [{ groups: 3, keep: false }],
  holidays: [{ country: 'united-states' }, { country: 'germany', around: true, own: [['2nd Sunday of May']] }],
  'time-since': [{ unit: 'seconds' }],
};

const cases = (steps as readonly AnyStep[]).flatMap(step =>
  [{}, ...(variants[step.id] ?? [])].map(params => [`${step.id} ${JSON.stringify(params)}`, step, params] as const),
);

const train = mixedTable(400, 1, false);
const later = mixedTable(2000, 2, true);
const numbers = ['Age (years) %é', '__proto__', 'flag'];
const texts = ['colour'];
const dates = ['t0'];

test.each(cases)(
  '%s: interpreter, module and ONNX Runtime agree on rows training never saw',
  async (_, step, params) => {
    const task = step.tasks?.includes('regression') === false ? 'classification' : 'regression';
    const target = task === 'regression' ? 'value' : 'two';
    const features = [...numbers, ...texts, ...(step.accepts === 'date' ? dates : [])];
    const columns = train.names.map((name, i): Field => {
      const role = name === target ? 'target' : features.includes(name) ? 'feature' : 'aside';
      return { name, kind: train.columns[i]!.kind, role };
    });
    const start: Recipe = {
      version: 1,
      task,
      columns,
      rows: [],
      derive: laterDate(step, 't0'),
      split: { kind: 'random', test: 0.2 },
      steps: [],
      model: { id: task === 'regression' ? 'ridge' : 'logistic', params: {} },
      seed: 7,
    };
    const recipe = await withStepAlone(start, step, params, train);
    const all = Int32Array.from({ length: train.rows }, (_row, i) => i);
    const identity = { name: 'step', version: '1', recipeSha256: 'f00d', createdAt: '2026-01-31T12:00:00.000Z' };
    const pkg = packageFitted(await fit(recipe, train, all), identity);
    const javascript = await verifyJavaScript(await moduleText(pkg), pkg, later, importModule);
    expect(javascript).toEqual({ rows: 2000, largestDifference: 0, labelFlips: 0, agrees: true });
    if (step.group === 'Text') {
      expect(() => writeOnnx(pkg, { schema: '{}', goldenSha256: '0' })).toThrow(
        expect.objectContaining({ code: 'export/inexpressible' }),
      );
      return;
    }
    const bytes = writeOnnx(pkg, { schema: '{}', goldenSha256: '0' });
    expect(await verifyOnnx(bytes, pkg, later, ort as unknown as OnnxRuntime)).toMatchObject({
      rows: 2000,
      agrees: true,
    });
  },
  60_000,
);
