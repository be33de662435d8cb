import { StudioError } from '../core/errors.ts';
import { openDatabase, type StudioDatabase, writing } from './database.ts';
import type { ProjectBundle } from './project-bundle.ts';
import type { ProjectContents } from './project-zip.ts';
import type { DatasetOrigin, EventRecord, PredictionRecord } from './schema.ts';

/** Everything stored of a project, read in one transaction. A run still at work is written as interrupted. */
export async function collectProject(id: string): Promise<ProjectContents> {
  const names = ['projects', 'datasets', 'tables', 'runs', 'versions', 'events', 'deployments', 'monitors', 'predictions'] as const; // prettier-ignore
  const tx = (await openDatabase()).transaction(names);
  const project = await tx.objectStore('projects').get(id);
  if (!project)
    throw new StudioError('store/missing', 'The project is no longer in the browser’s storage.', { projectId: id });
  const datasets = await tx.objectStore('datasets').index('byProject').getAll(id);
  const stored = await Promise.all(datasets.map(d => tx.objectStore('tables').get(d.id)));
  const runs = await tx.objectStore('runs').index('byProject').getAll(id);
  const versions = await tx.objectStore('versions').index('byProject').getAll(id);
  const events = await tx.objectStore('events').index('byProject').getAll(id);
  const monitors = await tx.objectStore('monitors').index('byProject').getAll(id);
  const models = [...new Set(versions.map(r => r.model))];
  const deployments = await Promise.all(models.map(m => tx.objectStore('deployments').get(m)));
  const predictions = await Promise.all(models.map(m => tx.objectStore('predictions').index('byModel').getAll(m)));
  const tables = stored.map(table => {
    if (table) return table.arrow;
    throw new StudioError('store/missing', 'A table of the project is no longer in the browser’s storage.');
  });
  const bundle: ProjectBundle = {
    project,
    datasets,
    runs: runs.map(r => (r.status === 'running' ? { ...r, status: 'interrupted' as const } : r)),
    versions,
    events: events.map(({ id: _id, ...event }) => event),
    deployments: deployments.filter(d => d !== undefined),
    monitors,
    predictions: predictions.flat().map(({ id: _id, ...prediction }) => prediction),
  };
  return { bundle, tables };
}

/**
 * Store a project that was read from a file, in one transaction: all of it or nothing. Where it is here already it
 * becomes a second project with ids of its own, and its models get names of their own. Gives the id it is stored under.
 */
export const storeProject = ({ bundle, tables }: ProjectContents): Promise<string> =>
  writing(async () => {
    const db = await openDatabase();
    const { project, datasets, ...own } = await renewed(db, bundle);
    const names = ['projects', 'datasets', 'tables', 'runs', 'versions', 'events', 'deployments', 'monitors', 'predictions'] as const; // prettier-ignore
    const tx = db.transaction(names, 'readwrite');
    const writes: Promise<unknown>[] = [
      tx.objectStore('projects').add(project),
      ...datasets.map(d => tx.objectStore('datasets').add(d)),
      ...datasets.map((d, i) => tx.objectStore('tables').add({ id: d.id, arrow: tables[i]! })),
      ...own.runs.map(r => tx.objectStore('runs').add(r)),
      ...own.versions.map(r => tx.objectStore('versions').add(r)),
      ...own.events.map(e => tx.objectStore('events').add(e as EventRecord)),
      ...own.deployments.map(d => tx.objectStore('deployments').add(d)),
      ...own.monitors.map(m => tx.objectStore('monitors').add(m)),
      ...own.predictions.map(p => tx.objectStore('predictions').add(p as PredictionRecord)),
      tx.done,
    ];
    await Promise.all(writes);
    return project.id;
  });

/** The bundle under ids and model names that nothing in the database has; as it is where they are free. */
async function renewed(db: StudioDatabase, bundle: ProjectBundle): Promise<ProjectBundle> {
  const here = await Promise.all([
    db.getKey('projects', bundle.project.id),
    ...bundle.datasets.map(d => db.getKey('datasets', d.id)),
    ...bundle.runs.map(r => db.getKey('runs', r.id)),
    ...bundle.monitors.map(m => db.getKey('monitors', m.id)),
  ]);
  const taken = here.some(key => key !== undefined);
  const models = new Map<string, string>();
  for (const model of new Set([...bundle.versions, ...bundle.deployments].map(r => r.model)))
    models.set(model, await freeModel(db, model));
  return rename(bundle, taken, models);
}

async function freeModel(db: StudioDatabase, model: string): Promise<string> {
  for (let i = 1; ; i++) {
    const name = i === 1 ? model : `${model}-${i}`;
    const used = (await db.getKey('deployments', name)) ?? (await db.getKeyFromIndex('versions', 'byModel', name));
    if (used === undefined) return name;
  }
}

/** The same bundle with other ids and names, every reference moved along. */
export function rename(bundle: ProjectBundle, fresh: boolean, models: ReadonlyMap<string, string>): ProjectBundle {
  const ids = new Map<string, string>();
  const idOf = (id: string): string => {
    if (!fresh) return id;
    const known = ids.get(id) ?? crypto.randomUUID();
    ids.set(id, known);
    return known;
  };
  const modelOf = (model: string): string => models.get(model) ?? model;
  const versionOf = (id: string): string => {
    const slash = id.lastIndexOf('/');
    return `${modelOf(id.slice(0, slash))}${id.slice(slash)}`;
  };
  const owned = <T extends { readonly projectId: string }>(record: T): T => ({
    ...record,
    projectId: idOf(record.projectId),
  });
  const served = <T extends { readonly model: string }>(record: T): T => ({ ...record, model: modelOf(record.model) });
  const originOf = (origin: DatasetOrigin): DatasetOrigin => {
    if (!('of' in origin)) return origin;
    const of = origin.of.map(idOf);
    return origin.kind === 'log' ? { ...origin, of, model: modelOf(origin.model) } : { ...origin, of };
  };
  const { project } = bundle;
  return {
    project: {
      ...project,
      id: idOf(project.id),
      name: fresh ? `${project.name} (copy)` : project.name,
      datasetId: project.datasetId === null ? null : idOf(project.datasetId),
      openings: project.openings.map(o => ({ ...o, runId: idOf(o.runId) })),
    },
    datasets: bundle.datasets.map(d => ({
      ...owned(d),
      id: idOf(d.id),
      origin: originOf(d.origin),
    })),
    runs: bundle.runs.map(r => ({ ...owned(r), id: idOf(r.id), dataset: { ...r.dataset, id: idOf(r.dataset.id) } })),
    versions: bundle.versions.map(r => ({ ...served(owned(r)), id: versionOf(r.id), runId: idOf(r.runId) })),
    events: bundle.events.map(e => served(owned(e))),
    deployments: bundle.deployments.map(d => served(owned(d))),
    monitors: bundle.monitors.map(m => ({
      ...owned(m),
      id: idOf(m.id),
      versionId: versionOf(m.versionId),
      datasetId: m.datasetId === null ? null : idOf(m.datasetId),
      settings: {
        ...m.settings,
        datasetId: m.settings.datasetId === null ? null : idOf(m.settings.datasetId),
        late: m.settings.late && { ...m.settings.late, datasetId: idOf(m.settings.late.datasetId) },
      },
    })),
    predictions: bundle.predictions.map(served),
  };
}
