import type { Outcome } from '../../../../src/core/metrics/outcome.ts';
import type { DeviceName } from '../../../../src/core/model.ts';
import { outcomeOf } from '../../../../src/core/pipeline/evaluate.ts';
import { fit } from '../../../../src/core/pipeline/fit.ts';
import type { Fitted } from '../../../../src/core/pipeline/fitted.ts';
import { lower } from '../../../../src/core/pipeline/lower.ts';
import { predict } from '../../../../src/core/pipeline/predict.ts';
import { parseRecipe } from '../../../../src/core/pipeline/recipe.ts';
import { categoryColumn, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, type Table, takeTableRows } from '../../../../src/core/table/table.ts';
import { recipePieces } from '../../../../src/core/device-work.ts';
import { kernelsFor } from '../../../../src/engine/device-race.ts';
import type { Measured } from '../../bench.ts';
import type { Subject } from '../../subjects.ts';
import { rocAuc } from '../roc-auc.ts';

interface Options {
  readonly work: 'train' | 'predict';
  readonly repeats: number;
  readonly subject: Subject;
  /** The device a network trains on; the quickest unless given. */
  readonly device?: DeviceName;
}

/** Fit a recipe on the training rows, or predict the rows held out, several times over, with what was fitted. */
export async function run([file]: readonly File[], options: object): Promise<Measured> {
  const { work, repeats, subject, device } = options as Options;
  const { rows, test } = subject.data;
  const table = await readTable(file!, subject);
  const recipe = recipeOf(subject, table);
  const kernels = await kernelsFor(device, recipePieces(recipe, rows));
  const range = (from: number, to: number) => Int32Array.from({ length: to - from }, (_, i) => from + i);

  let started = performance.now();
  const fitted = await fit(recipe, table, range(0, rows), { kernels });
  let ms = performance.now() - started;
  const heldOut = range(rows, rows + test);
  if (work === 'predict') {
    const many = takeTableRows(
      table,
      Int32Array.from({ length: test * repeats }, (_, i) => rows + (i % test)),
    );
    started = performance.now();
    const graph = lower(fitted);
    predict(fitted, many, graph, { kernels: kernels.graph });
    ms = performance.now() - started;
  }
  return { ms, score: scoreOf(outcomeOf(fitted, table, heldOut), fitted) };
}

async function readTable(file: File, { data, task }: Subject): Promise<Table> {
  const all = data.rows + data.test;
  const numbers = new Float64Array(await file.arrayBuffer());
  const column = (j: number) => numbers.slice(j * all, (j + 1) * all);
  const features = Array.from({ length: data.width }, (_, j) => [`x${j}`, numberColumn(column(j))] as const);
  if (task === 'clustering') return makeTable(features);
  const y = Array.from(column(data.width));
  return makeTable([...features, ['y', task === 'classification' ? categoryColumn(y.map(String)) : numberColumn(y)]]);
}

function recipeOf({ task, model }: Subject, table: Table) {
  return parseRecipe({
    version: 1,
    task,
    columns: table.names.map((name, i) => ({
      name,
      kind: table.columns[i]!.kind,
      role: name === 'y' ? 'target' : 'feature',
    })),
    rows: [],
    derive: [],
    split: { kind: 'random', test: 0.2 },
    steps: [],
    model,
    seed: 1,
  });
}

/** As learner.py: area under the ROC curve, or the share of the squared distances that the groups explain. */
function scoreOf(outcome: Outcome, fitted: Fitted): number {
  switch (outcome.task) {
    case 'classification':
      return rocAuc(outcome.probabilities.filter((_, i) => i % 2 === 1), outcome.truth); // prettier-ignore
    case 'regression': {
      const { truth, predicted } = outcome;
      const mean = truth.reduce((a, b) => a + b, 0) / truth.length;
      const share = (of: (i: number) => number) => truth.reduce((sum, v, i) => sum + (v - of(i)) ** 2, 0);
      return 1 - share(i => predicted[i]!) / share(() => mean);
    }
    case 'clustering':
      return explained(outcome.points, outcome.width, (fitted.model.state as { centres: number[] }).centres);
    default:
      throw new Error(`There is no score for ${fitted.task}.`);
  }
}

function explained(points: Float64Array, width: number, centres: readonly number[]): number {
  const rows = points.length / width;
  const means = Array.from({ length: width }, (_, j) => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += points[r * width + j]!;
    return sum / rows;
  });
  const distance = (r: number, to: readonly number[], at: number) => {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (points[r * width + j]! - to[at + j]!) ** 2;
    return sum;
  };
  let [within, total] = [0, 0];
  for (let r = 0; r < rows; r++) {
    let least = Infinity;
    for (let at = 0; at < centres.length; at += width) least = Math.min(least, distance(r, centres, at));
    within += least;
    total += distance(r, means, 0);
  }
  return 1 - within / total;
}
