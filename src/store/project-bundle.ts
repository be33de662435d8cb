import * as v from 'valibot';
import { ethicsAnswers } from '../core/ethics/checklist.ts';
import { StudioError } from '../core/errors.ts';
import { lower } from '../core/pipeline/lower.ts';
import { parseRecipe, type Recipe } from '../core/pipeline/recipe.ts';
import { kinds, roles, tasks } from '../core/table/schema.ts';
import type {
  DatasetRecord,
  DeploymentRecord,
  EventRecord,
  MonitorRecord,
  PredictionRecord,
  ProjectRecord,
  RunRecord,
  VersionRecord,
} from './schema.ts';

/** Everything of a project but the tables' values: what a project file holds as JSON. */
export interface ProjectBundle {
  readonly project: ProjectRecord;
  readonly datasets: readonly DatasetRecord[];
  readonly runs: readonly RunRecord[];
  readonly versions: readonly VersionRecord[];
  readonly events: readonly Omit<EventRecord, 'id'>[];
  readonly deployments: readonly DeploymentRecord[];
  readonly monitors: readonly MonitorRecord[];
  readonly predictions: readonly Omit<PredictionRecord, 'id'>[];
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const text = v.pipe(v.string(), v.maxLength(1_000_000));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const number = v.number();
const nullable = v.nullable;
const date = v.pipe(
  text,
  v.check(value => !Number.isNaN(Date.parse(value)), 'Expected a date'),
);
const list = <const S extends v.GenericSchema>(item: S, most = 1_000_000) => v.pipe(v.array(item), v.maxLength(most));
const aliased = nullable(v.pipe(count, v.minValue(1)));

/** A recipe has a schema of its own, which says which part of it is wrong. */
const recipe = v.pipe(
  v.unknown(),
  v.transform((value): Recipe => parseRecipe(value)),
);

const metric = v.looseObject({
  id,
  result: v.looseObject({
    value: nullable(number),
    status: v.picklist(['ok', 'undefined', 'insufficient']),
    reason: nullable(text),
    n: count,
    dropped: count,
    interval: v.optional(v.object({ low: number, high: number, level: number, method: text })),
  }),
});

const named = v.looseObject({ id, columns: list(text), params: v.looseObject({}) });
const fitted = v.looseObject({
  version: v.literal(1),
  recipe,
  task: v.picklist(tasks),
  inputs: list(
    v.looseObject({ name: text, kind: v.picklist(kinds), missingShare: number, levels: v.optional(list(text)) }),
  ),
  classes: list(text),
  features: list(text),
  steps: list(named),
  model: v.looseObject({ id, params: v.looseObject({}) }),
  rows: v.object({ learned: count, validation: count }),
  device: nullable(v.looseObject({ name: text, description: text })),
});

const project = v.object({
  id,
  name: v.pipe(text, v.maxLength(1000)),
  createdAt: date,
  updatedAt: date,
  datasetId: nullable(id),
  recipe: nullable(recipe),
  history: list(recipe, 100),
  decisions: list(v.object({ finding: text, decision: text })),
  openings: list(v.object({ at: date, runId: id })),
  notes: v.object({ purpose: text, limits: text }),
  ethics: v.optional(
    v.object({
      sensitive: list(text, 1000),
      consent: text,
      answers: list(v.object({ question: text, answer: v.picklist(ethicsAnswers), note: text }), 100),
    }),
  ),
});

const dataset = v.looseObject({
  id,
  projectId: id,
  name: text,
  origin: v.variant('kind', [
    v.object({ kind: v.picklist(['file', 'paste']) }),
    v.object({ kind: v.literal('url'), url: text }),
    v.object({ kind: v.literal('sample'), sample: text }),
    v.object({ kind: v.literal('log'), of: list(id, 1000), model: id, version: v.pipe(count, v.minValue(1)) }),
    v.object({ kind: v.literal('refined'), of: list(id, 1000), part: v.picklist(['all', 'clean', 'quarantined']) }),
    v.object({ kind: v.literal('combined'), of: list(id, 1000), how: v.picklist(['append', 'replace']) }),
  ]),
  bytes: count,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  rows: count,
  fields: list(v.looseObject({ name: text, kind: v.picklist(kinds), role: v.picklist(roles) })),
  notes: list(v.looseObject({ code: text, text })),
  licence: v.optional(text),
  choice: v.optional(
    v.object({
      member: v.optional(text),
      sheet: v.optional(text),
      skip: v.optional(v.number()),
      path: v.optional(text),
      columns: v.optional(list(text, 100_000)),
      rowGroups: v.optional(list(v.number(), 1_000_000)),
      sample: v.optional(v.object({ share: number, seed: number })),
    }),
  ),
  dialect: nullable(v.object({ delimiter: text, quote: text, header: v.boolean(), encoding: text })),
  format: text,
  milliseconds: number,
  createdAt: date,
});

const run = v.looseObject({
  id,
  projectId: id,
  number: v.pipe(count, v.minValue(1)),
  status: v.picklist(['running', 'done', 'failed', 'interrupted']),
  recipe,
  recipeSha256: text,
  dataset: v.object({ id, name: text, sha256: text, rows: count }),
  task: v.picklist(tasks),
  startedAt: date,
  milliseconds: nullable(number),
  device: nullable(v.looseObject({ name: text, description: text })),
  rows: nullable(v.object({ train: count, test: count })),
  history: list(v.looseObject({ phase: text, done: number, total: number })),
  fitted: nullable(fitted),
  crossValidation: nullable(
    v.looseObject({ folds: count, testOverTrain: number, metrics: list(metric), perFold: list(list(metric)) }),
  ),
  moves: v.optional(list(text)),
  endedEarly: v.boolean(),
  importance: v.optional(
    v.object({
      metric: text,
      baseline: number,
      rows: count,
      repeats: count,
      features: list(v.object({ name: text, mean: number, sd: number }), 100_000),
    }),
  ),
  error: nullable(v.object({ code: text, message: text })),
});

const version = v.looseObject({
  id,
  projectId: id,
  model: id,
  version: v.pipe(count, v.minValue(1)),
  runId: id,
  fitted,
  sha256: text,
  createdAt: date,
  heldOut: list(metric),
  reference: v.looseObject({
    version: v.literal(1),
    task: v.picklist(tasks),
    classes: list(text),
    features: list(v.looseObject({})),
    signals: list(v.looseObject({})),
    metrics: list(v.looseObject({ id, value: number, standardError: number })),
  }),
});

const event = v.object({
  projectId: id,
  at: date,
  type: v.picklist(['published', 'promoted', 'rolled-back', 'challenger', 'withdrawn']),
  model: id,
  alias: nullable(v.picklist(['champion', 'challenger'])),
  from: aliased,
  to: aliased,
  reason: text,
  evidence: nullable(text),
});

const deployment = v.object({
  model: id,
  projectId: id,
  champion: aliased,
  challenger: aliased,
  previousChampion: aliased,
  epoch: count,
});

const batchExpectations = v.object({
  results: list(
    v.object({
      id: text,
      severity: v.picklist(['fail', 'warn']),
      mostly: number,
      quarantine: v.boolean(),
      words: text,
      columns: list(text),
      state: v.picklist(['pass', 'warn', 'fail', 'nothing']),
      checked: count,
      failing: count,
      share: nullable(number),
      examples: list(v.object({ row: count, value: text })),
      found: nullable(text),
    }),
  ),
  byChunk: list(list(count)),
  rows: count,
  failing: count,
  leftOut: count,
});

const monitor = v.looseObject({
  id,
  projectId: id,
  versionId: id,
  source: text,
  datasetId: nullable(id),
  createdAt: date,
  alerts: count,
  settings: v.object({
    datasetId: nullable(id),
    time: nullable(text),
    truth: nullable(text),
    prediction: nullable(text),
    late: nullable(v.object({ datasetId: id, key: text, lateKey: text })),
    chunking: v.looseObject({ by: text }),
    clean: v.optional(v.boolean()),
  }),
  expectations: v.optional(nullable(batchExpectations)),
  decisions: list(v.object({ alert: text, kind: v.picklist(['seen', 'later']), reason: text, at: date })),
  report: v.looseObject({
    version: v.literal(1),
    task: v.picklist(tasks),
    rows: count,
    headline: text,
    missingColumns: list(text),
    chunks: list(v.looseObject({ index: count, label: text, rows: count, features: list(v.looseObject({})), signals: list(v.looseObject({})), quality: list(v.looseObject({})) })), // prettier-ignore
    alerts: list(v.looseObject({ id: text, cause: text, severity: text, title: text, meaning: text, features: list(text), action: v.object({ id: text, label: text }) })), // prettier-ignore
  }),
});

const prediction = v.object({
  model: id,
  version: v.pipe(count, v.minValue(1)),
  requestId: text,
  at: number,
  milliseconds: number,
  inputs: list(nullable(v.union([v.string(), v.number(), v.nan(), v.boolean()])), 100_000),
  label: nullable(text),
  values: list(v.union([v.number(), v.nan()]), 100_000),
});

const bundle = v.object({
  project,
  datasets: list(dataset, 1000),
  runs: list(run, 100_000),
  versions: list(version, 10_000),
  events: list(event),
  deployments: list(deployment, 1000),
  monitors: list(monitor, 10_000),
  predictions: list(prediction, 5_000_000),
});

/** A bundle from untrusted JSON: shapes, references among its records, and models that can be lowered. */
export function parseBundle(value: unknown): ProjectBundle {
  const result = v.safeParse(bundle, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw damaged(`${v.getDotPath(issue) ?? 'its content'} is not right. ${issue.message}`);
  }
  const parsed = result.output as unknown as ProjectBundle;
  checkReferences(parsed);
  for (const r of parsed.runs) if (r.fitted) checkModel(`run ${r.number}`, r.fitted);
  for (const r of parsed.versions) checkModel(`version ${r.version}`, r.fitted);
  return parsed;
}

export const damaged = (what: string): StudioError =>
  new StudioError('project/damaged', `The project file is damaged: ${what}. Nothing was stored.`);

/** Every record belongs to the one project, ids are distinct, and aliases point to versions that are there. */
function checkReferences({ project: { id: own, datasetId }, ...b }: ProjectBundle): void {
  const owned = [b.datasets, b.runs, b.versions, b.events, b.deployments, b.monitors].flat();
  if (owned.some(record => record.projectId !== own)) throw damaged('a record belongs to another project');
  for (const ids of [
    b.datasets.map(d => d.id),
    b.runs.map(r => r.id),
    b.versions.map(r => r.id),
    b.monitors.map(m => m.id),
    b.deployments.map(d => d.model),
  ])
    // prettier-ignore
    if (new Set(ids).size !== ids.length) throw damaged('two records have the same id');
  if (datasetId !== null && !b.datasets.some(d => d.id === datasetId)) throw damaged('its table is not in it');
  const versions = new Set(b.versions.map(r => r.id));
  if (b.versions.some(r => r.id !== `${r.model}/${r.version}`)) throw damaged('a version has the id of another');
  for (const { model, champion, challenger, previousChampion } of b.deployments)
    for (const alias of [champion, challenger, previousChampion])
      if (alias !== null && !versions.has(`${model}/${alias}`)) throw damaged('a version that answers is not in it');
  const models = new Set(b.versions.map(r => r.model));
  if (b.predictions.some(p => !models.has(p.model))) throw damaged('predictions of a model that is not in it');
}

function checkModel(name: string, model: Parameters<typeof lower>[0]): void {
  try {
    lower(model);
  } catch (error) {
    throw damaged(`the model of ${name} cannot be used (${error instanceof Error ? error.message : String(error)})`);
  }
}
