import { StudioError } from '../core/errors.ts';
import { openDatabase, writing } from './database.ts';
import type { ProjectRecord } from './schema.ts';

export function newProject(id: string, name: string, now: Date): ProjectRecord {
  const at = now.toISOString();
  return {
    id,
    name,
    createdAt: at,
    updatedAt: at,
    datasetId: null,
    recipe: null,
    history: [],
    decisions: [],
    openings: [],
    notes: { purpose: '', limits: '' },
  };
}

/** Latest change first. */
export async function listProjects(): Promise<ProjectRecord[]> {
  const all = await (await openDatabase()).getAll('projects');
  return all.sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
}

export const getProject = async (id: string): Promise<ProjectRecord | undefined> =>
  (await openDatabase()).get('projects', id);

export const saveProject = (project: ProjectRecord): Promise<void> =>
  writing(async () => void (await (await openDatabase()).put('projects', project)));

/** Change what is stored of a project, in one transaction: what others wrote of it meanwhile is kept. */
export const changeProject = (id: string, make: (stored: ProjectRecord) => ProjectRecord): Promise<ProjectRecord> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction('projects', 'readwrite');
    const stored = await tx.store.get(id);
    if (!stored)
      throw new StudioError(
        'store/missing',
        'The project is no longer in the browser’s storage. Open its file again.',
        { projectId: id },
      );
    const changed = make(stored);
    if (changed !== stored) await tx.store.put(changed);
    await tx.done;
    return changed;
  });

/**
 * Count an opening of the vault: the test rows were looked at for a run. A second look at the same run teaches nothing
 * new and is not counted again.
 */
export const recordOpening = (projectId: string, runId: string, now: Date): Promise<ProjectRecord> =>
  changeProject(projectId, project =>
    project.openings.some(o => o.runId === runId)
      ? project
      : { ...project, openings: [...project.openings, { at: now.toISOString(), runId }] },
  );

/** Remove a project and everything that belongs to it, in one transaction. */
export const deleteProject = (id: string): Promise<void> =>
  writing(async () => {
    const db = await openDatabase();
    const stores = [
      'projects',
      'datasets',
      'tables',
      'profiles',
      'links',
      'runs',
      'checkpoints',
      'versions',
      'events',
      'deployments',
      'predictions',
      'monitors',
    ] as const;
    const tx = db.transaction(stores, 'readwrite');
    const datasets = await tx.objectStore('datasets').index('byProject').getAllKeys(id);
    for (const key of datasets)
      await Promise.all([
        tx.objectStore('datasets').delete(key),
        tx.objectStore('tables').delete(key),
        tx.objectStore('profiles').delete(key),
        tx.objectStore('links').delete(key),
      ]);
    for (const key of await tx.objectStore('runs').index('byProject').getAllKeys(id)) {
      await Promise.all([tx.objectStore('runs').delete(key), tx.objectStore('checkpoints').delete(key)]);
    }
    const models = new Set<string>();
    for (const version of await tx.objectStore('versions').index('byProject').getAll(id)) {
      models.add(version.model);
      await tx.objectStore('versions').delete(version.id);
    }
    for (const key of await tx.objectStore('events').index('byProject').getAllKeys(id))
      await tx.objectStore('events').delete(key);
    for (const key of await tx.objectStore('monitors').index('byProject').getAllKeys(id))
      await tx.objectStore('monitors').delete(key);
    for (const model of models) {
      await tx.objectStore('deployments').delete(model);
      for (const key of await tx.objectStore('predictions').index('byModel').getAllKeys(model))
        await tx.objectStore('predictions').delete(key);
    }
    await tx.objectStore('projects').delete(id);
    await tx.done;
  });
