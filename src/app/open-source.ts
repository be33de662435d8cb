import type { Recipe } from '../core/pipeline/recipe.ts';
import type { SourceChoice, SourceInput } from '../engine/reading.ts';
import type { DatasetOrigin, DatasetRecord } from '../store/schema.ts';
import { runJob, type Job } from './jobs.ts';
import { project } from './project.svelte.ts';
import { fetchSample, type Sample } from './samples.ts';
import { dataWorker } from './services.ts';

export type { SourceChoice, SourceInput };

/** The seed a new project starts with; a person may choose another. */
export const FIRST_SEED = 42;

export interface OpenRequest {
  readonly name: string;
  readonly source: SourceInput;
  readonly origin: DatasetOrigin;
  /** What a person chose; the rest is recognised. */
  readonly given?: SourceChoice;
}

/** A job's stop and progress, as the reading calls of the worker take them. */
export const readProgress = (job: Job) => ({
  signal: job.signal,
  onProgress: ({ bytesDone, bytesTotal }: { bytesDone: number; bytesTotal: number | null }) =>
    job.report(bytesTotal ? bytesDone / bytesTotal : null),
});

/** A file's name without its ending, as a project's name. */
export const titleOf = (name: string): string =>
  name
    .replace(/\.[a-z0-9]{1,8}$/i, '')
    .replace(/[_-]+/g, ' ')
    .trim() || 'Untitled';

/**
 * Read a table into a new project (or into the open one, when it has no data yet), with a working recipe for the target
 * that suggests itself. When reading fails or is stopped, an untouched project is left as it was.
 */
export async function openInProject(request: OpenRequest): Promise<DatasetRecord | undefined> {
  return runJob(`Reading ${request.name}`, async job => {
    const id = project.record && !project.dataset ? project.record.id : crypto.randomUUID();
    const { dataset, suggestion } = await dataWorker().open(
      id,
      request.name,
      request.source,
      request.origin,
      request.given ?? {},
      readProgress(job),
    );
    const recipe = await dataWorker().propose(dataset.id, suggestion.target ?? null, [], FIRST_SEED);
    await adoptInto(id, titleOf(request.name), dataset, recipe);
    return dataset;
  });
}

/** Open a sample with its known target, roles and split. */
export async function openSample(sample: Sample): Promise<DatasetRecord | undefined> {
  return runJob(`Opening ${sample.title}`, async job => {
    const id = crypto.randomUUID();
    const source = await fetchSample(sample.file);
    const { dataset } = await dataWorker().open(
      id,
      sample.file,
      source,
      { kind: 'sample', sample: sample.id },
      {},
      readProgress(job),
    );
    const { aside, id: idColumn, time } = sample.recipeHints;
    let recipe = await dataWorker().propose(dataset.id, sample.target, aside, FIRST_SEED);
    if (idColumn !== null) recipe = await dataWorker().withRole(dataset.id, recipe, [idColumn], 'id');
    if (time !== null) recipe = await dataWorker().withRole(dataset.id, recipe, [time], 'time');
    if (sample.recipeHints.split === 'random')
      recipe = { ...recipe, split: { kind: 'random', test: recipe.split.test } };
    await adoptInto(id, sample.title, dataset, recipe);
    return dataset;
  });
}

/** Fetch what an address holds, to be looked at and then opened like a file. */
export async function fetchUrl(url: string): Promise<{ name: string; source: SourceInput } | undefined> {
  return runJob('Fetching the address', job => dataWorker().fetchUrl(url, readProgress(job)));
}

/** Read one more table into the open project: later data, a log. The project's own table and recipe stay as they are. */
export async function addDataset(request: OpenRequest): Promise<DatasetRecord | undefined> {
  const id = project.record?.id;
  if (!id) return openInProject(request);
  return runJob(`Reading ${request.name}`, async job => {
    const { dataset } = await dataWorker().open(
      id,
      request.name,
      request.source,
      request.origin,
      request.given ?? {},
      readProgress(job),
    );
    await project.refresh();
    return dataset;
  });
}

/** The dataset is stored under the project's id already; make the project, if it is new, and take the dataset as its own. */
async function adoptInto(id: string, name: string, dataset: DatasetRecord, recipe: Recipe): Promise<void> {
  if (project.record?.id !== id) await project.create(name, id);
  await project.adopt(dataset, recipe);
}
