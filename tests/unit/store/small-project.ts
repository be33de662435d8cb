import { makeReference } from '../../../src/core/monitor/reference.ts';
import { outcomeOf } from '../../../src/core/pipeline/evaluate.ts';
import { fit } from '../../../src/core/pipeline/fit.ts';
import { proposeRecipe } from '../../../src/core/pipeline/propose.ts';
import { splitRows } from '../../../src/core/pipeline/split.ts';
import { categoryColumn, numberColumn } from '../../../src/core/table/column.ts';
import type { Field } from '../../../src/core/table/schema.ts';
import { makeTable, takeTableRows } from '../../../src/core/table/table.ts';
import { evaluateAll } from '../../../src/core/metrics/index.ts';
import { tableToArrow } from '../../../src/io/arrow/write-arrow.ts';
import { newProject } from '../../../src/store/projects.ts';
import type { ProjectContents } from '../../../src/store/project-zip.ts';
import type { RunRecord } from '../../../src/store/schema.ts';

const AT = '2024-05-01T10:00:00.000Z';

/** A project with a table, a trained run, a published version, its event, a monitor and two answered rows. */
export async function contents(): Promise<ProjectContents> {
  const n = 60;
  const table = makeTable([
    ['__proto__', numberColumn(Array.from({ length: n }, (_, i) => (i % 9 ? (i * 37) % 50 : NaN)))],
    ['soil', categoryColumn(Array.from({ length: n }, (_, i) => ['clay', 'sand', null][i % 3]!))],
    ['yield', numberColumn(Array.from({ length: n }, (_, i) => ((i * 37) % 50) * 2 + (i % 3)))],
  ]);
  const fields: Field[] = [
    { name: '__proto__', kind: 'number', role: 'feature' },
    { name: 'soil', kind: 'category', role: 'feature' },
    { name: 'yield', kind: 'number', role: 'target', unit: 't' },
  ];
  const recipe = proposeRecipe(table, fields);
  const { train, test } = splitRows(
    recipe,
    table,
    Int32Array.from({ length: n }, (_, i) => i),
  );
  const fitted = await fit(recipe, table, train);
  const outcome = outcomeOf(fitted, table, test);
  const heldOut = evaluateAll(outcome);
  const sha256 = 'a'.repeat(64);
  const run: RunRecord = {
    id: 'run-one',
    projectId: 'project-one',
    number: 1,
    status: 'done',
    recipe,
    recipeSha256: sha256,
    dataset: { id: 'table-one', name: 'plants.csv', sha256, rows: n },
    task: recipe.task,
    startedAt: AT,
    milliseconds: 12.5,
    device: null,
    rows: { train: train.length, test: test.length },
    history: [{ phase: 'epoch', done: 1, total: 1, loss: NaN }],
    fitted,
    crossValidation: { folds: 2, testOverTrain: 0.5, metrics: heldOut, perFold: [heldOut, heldOut] },
    moves: ['The memory of a device was short.'],
    endedEarly: false,
    error: null,
  };
  const reference = makeReference({ table: takeTableRows(table, train), fields: fitted.inputs, outcome, seed: 42 });
  return {
    tables: [new Blob([tableToArrow(table, fields) as Uint8Array<ArrayBuffer>])],
    bundle: {
      project: {
        ...newProject('project-one', 'Plants', new Date(AT)),
        datasetId: 'table-one',
        recipe,
        history: [recipe],
        openings: [{ at: AT, runId: 'run-one' }],
        ethics: {
          sensitive: ['__proto__'],
          consent: 'Plants cannot be asked.',
          answers: [{ question: 'needed', answer: 'not-sure', note: '' }],
        },
        notes: { purpose: 'To know <b>what</b> grows.', limits: '' },
      },
      datasets: [
        {
          id: 'table-one',
          projectId: 'project-one',
          name: 'plants.csv',
          origin: { kind: 'file' },
          bytes: 1234,
          sha256,
          rows: n,
          fields,
          notes: [{ code: 'read/missing', text: 'Empty cells are missing.' }],
          dialect: { delimiter: ',', quote: '"', header: true, encoding: 'utf-8' },
          format: 'csv',
          milliseconds: 3,
          createdAt: AT,
        },
      ],
      runs: [run],
      versions: [
        {
          id: 'plants/1',
          projectId: 'project-one',
          model: 'plants',
          version: 1,
          runId: 'run-one',
          fitted,
          sha256,
          createdAt: AT,
          heldOut,
          reference,
        },
      ],
      events: [
        {
          projectId: 'project-one',
          at: AT,
          type: 'published',
          model: 'plants',
          alias: 'champion',
          from: null,
          to: 1,
          reason: 'First version.',
          evidence: null,
        },
      ],
      deployments: [
        { model: 'plants', projectId: 'project-one', champion: 1, challenger: null, previousChampion: null, epoch: 1 },
      ],
      monitors: [
        {
          id: 'monitor-one',
          projectId: 'project-one',
          versionId: 'plants/1',
          source: 'The endpoint’s log',
          datasetId: null,
          createdAt: AT,
          alerts: 0,
          settings: {
            datasetId: null,
            time: 'answered_at',
            truth: 'yield',
            prediction: null,
            late: { datasetId: 'table-one', key: 'request_id', lateKey: 'soil' },
            chunking: { by: 'count', size: 100 },
          },
          decisions: [{ alert: 'model-age', kind: 'seen', reason: 'It is new.', at: AT }],
          report: {
            version: 1,
            task: 'regression',
            rows: 2,
            untimed: 0,
            by: 'count',
            chunks: [],
            alerts: [],
            headline: 'Too few rows to judge.',
            blocksPromotion: false,
            missingColumns: [],
          },
        },
      ],
      predictions: [
        { model: 'plants', version: 1, requestId: 'r1', at: 1, milliseconds: 0.5, inputs: [1, 'clay'], label: null, values: [NaN, -0] }, // prettier-ignore
        { model: 'plants', version: 1, requestId: 'r2', at: 2, milliseconds: 0.5, inputs: [null, null], label: null, values: [3.5] }, // prettier-ignore
      ],
    },
  };
}
