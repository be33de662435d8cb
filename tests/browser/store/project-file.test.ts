import { afterEach, describe, expect, test } from 'vitest';
import { projectFilesApi } from '../../../src/engine/project-files.ts';
import { openDatabase } from '../../../src/store/database.ts';
import { listDatasets } from '../../../src/store/datasets.ts';
import { getDeployment, listEvents, listVersions } from '../../../src/store/deployments.ts';
import { countPredictions } from '../../../src/store/predictions.ts';
import { collectProject, storeProject } from '../../../src/store/project-file.ts';
import { deleteProject, listProjects } from '../../../src/store/projects.ts';
import { packProject } from '../../../src/store/project-zip.ts';
import { listRuns } from '../../../src/store/runs.ts';
import { contents } from '../../unit/store/small-project.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };

afterEach(async () => {
  for (const { id } of await listProjects()) await deleteProject(id);
});

/** How many records each store holds. */
async function counts(): Promise<Record<string, number>> {
  const db = await openDatabase();
  const names = [...db.objectStoreNames];
  return Object.fromEntries(await Promise.all(names.map(async name => [name, await db.count(name)] as const)));
}

describe('a project and its file', () => {
  test('saved, deleted and opened again, it is what it was', async () => {
    await storeProject(await contents());
    const before = await collectProject('project-one');
    const file = await projectFilesApi.saveProjectFile('project-one', context);
    await deleteProject('project-one');
    expect(await listProjects()).toEqual([]);

    expect(await projectFilesApi.openProjectFile(file, context)).toBe('project-one');
    const after = await collectProject('project-one');
    expect(after.bundle).toEqual(before.bundle);
    expect(await after.tables[0]!.arrayBuffer()).toEqual(await before.tables[0]!.arrayBuffer());
  });

  test('opened beside itself, it is a second project with a model of its own, and the first is untouched', async () => {
    await storeProject(await contents());
    const before = await collectProject('project-one');
    const file = await projectFilesApi.saveProjectFile('project-one', context);
    const id = await projectFilesApi.openProjectFile(file, context);
    expect(id).not.toBe('project-one');
    expect((await listProjects()).map(p => p.name).sort()).toEqual(['Plants', 'Plants (copy)']);
    const [version] = await listVersions(id);
    expect(version!.model).toBe('plants-2');
    expect((await listRuns(id)).map(r => r.id)).toEqual([version!.runId]);
    expect(await listDatasets(id)).toHaveLength(1);
    expect(await listEvents(id)).toMatchObject([{ model: 'plants-2', to: 1 }]);
    expect(await getDeployment('plants-2')).toMatchObject({ champion: 1, projectId: id });
    expect(await countPredictions('plants-2')).toBe(2);
    expect(await countPredictions('plants')).toBe(2);
    expect((await collectProject('project-one')).bundle).toEqual(before.bundle);
  });

  test('a run at work is saved as interrupted', async () => {
    const given = await contents();
    const runs = given.bundle.runs.map(r => ({ ...r, status: 'running' as const, fitted: null }));
    await storeProject({ ...given, bundle: { ...given.bundle, runs } });
    expect((await collectProject('project-one')).bundle.runs[0]!.status).toBe('interrupted');
  });

  test('a table that is not the one of its record leaves nothing behind', async () => {
    const given = await contents();
    const datasets = given.bundle.datasets.map(d => ({ ...d, rows: d.rows + 1 }));
    const file = await packProject({ ...given, bundle: { ...given.bundle, datasets } }, '2024-05-02T10:00:00Z');
    const before = await counts();
    await expect(projectFilesApi.openProjectFile(file, context)).rejects.toMatchObject({ code: 'project/damaged' });
    expect(await counts()).toEqual(before);
  });

  test('a write that fails half way leaves nothing behind', async () => {
    const given = await contents();
    const [run] = given.bundle.runs;
    const before = await counts();
    const twice = { ...given, bundle: { ...given.bundle, runs: [run!, run!] } };
    await expect(storeProject(twice)).rejects.toThrow();
    expect(await counts()).toEqual(before);
  });
});
