import { StudioError } from '../core/errors.ts';
import { openDatabase, writing } from './database.ts';
import type { Alias, DeploymentRecord, EventRecord, VersionRecord } from './schema.ts';

/** A new event; its id is given by the database. */
export type NewEvent = Omit<EventRecord, 'id'>;

const emptyDeployment = (model: string, projectId: string): DeploymentRecord => ({
  model,
  projectId,
  champion: null,
  challenger: null,
  previousChampion: null,
  epoch: 0,
});

export const listVersions = async (projectId: string): Promise<VersionRecord[]> => {
  const all = await (await openDatabase()).getAllFromIndex('versions', 'byProject', projectId);
  return all.sort((a, b) => a.version - b.version);
};

export const versionsOfModel = async (model: string): Promise<VersionRecord[]> => {
  const all = await (await openDatabase()).getAllFromIndex('versions', 'byModel', model);
  return all.sort((a, b) => a.version - b.version);
};

export const getVersion = async (model: string, version: number): Promise<VersionRecord | undefined> =>
  (await openDatabase()).get('versions', versionId(model, version));

export const versionId = (model: string, version: number): string => `${model}/${version}`;

export const listEvents = async (projectId: string): Promise<EventRecord[]> =>
  (await openDatabase()).getAllFromIndex('events', 'byProject', projectId);

export const getDeployment = async (model: string): Promise<DeploymentRecord | undefined> =>
  (await openDatabase()).get('deployments', model);

export const listDeployments = async (): Promise<DeploymentRecord[]> => (await openDatabase()).getAll('deployments');

/** What is deployed under a name, and the numbers of all its versions, ascending. */
export interface DeployedModel {
  readonly deployment: DeploymentRecord;
  readonly versions: readonly number[];
}

/** Every deployment with its versions, read in one transaction: one moment of all of them. */
export async function deployedModels(): Promise<readonly DeployedModel[]> {
  const tx = (await openDatabase()).transaction(['deployments', 'versions']);
  const deployments = await tx.objectStore('deployments').getAll();
  const keys = await Promise.all(deployments.map(d => tx.objectStore('versions').index('byModel').getAllKeys(d.model)));
  return deployments.map((deployment, i) => ({
    deployment,
    versions: keys[i]!.map(key => Number(key.slice(key.lastIndexOf('/') + 1))).sort((a, b) => a - b),
  }));
}

/**
 * Publish an immutable version: it gets the model's next number, an event is written, and the alias points to it, all in
 * one transaction. The first version of a model is its champion whatever alias was asked for.
 */
export const publishVersion = (
  draft: Omit<VersionRecord, 'id' | 'version'>,
  alias: Alias,
  reason: string,
): Promise<VersionRecord> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['versions', 'events', 'deployments'], 'readwrite');
    const others = await tx.objectStore('versions').index('byModel').getAll(draft.model);
    const foreign = others.find(o => o.projectId !== draft.projectId);
    if (foreign) {
      tx.abort();
      throw new StudioError(
        'serve/name-taken',
        `Another project already serves a model named "${draft.model}". Choose another name.`,
        { model: draft.model },
      );
    }
    const number = 1 + others.reduce((most, o) => Math.max(most, o.version), 0);
    const version: VersionRecord = { ...draft, id: versionId(draft.model, number), version: number };
    const before =
      (await tx.objectStore('deployments').get(draft.model)) ?? emptyDeployment(draft.model, draft.projectId);
    const as = before.champion === null ? 'champion' : alias;
    await tx.objectStore('versions').put(version);
    await tx.objectStore('deployments').put(pointed(before, as, number));
    const event: NewEvent = {
      projectId: draft.projectId,
      at: draft.createdAt,
      type: 'published',
      model: draft.model,
      alias: as,
      from: before[as],
      to: number,
      reason,
      evidence: null,
    };
    await tx.objectStore('events').add(event as EventRecord);
    await tx.done;
    return version;
  });

/** Move an alias and write the event that says why, in one transaction. Nothing else is touched: versions never change. */
export const moveAlias = (
  model: string,
  alias: Alias,
  to: number | null,
  event: Pick<NewEvent, 'type' | 'reason' | 'evidence' | 'at'>,
): Promise<DeploymentRecord> =>
  writing(async () => {
    const tx = (await openDatabase()).transaction(['versions', 'events', 'deployments'], 'readwrite');
    const before = await tx.objectStore('deployments').get(model);
    const exists = to === null || (await tx.objectStore('versions').get(versionId(model, to)));
    if (!before || !exists) {
      tx.abort();
      throw new StudioError('serve/unknown-version', `Model "${model}" has no version ${to ?? ''} to move to.`, {
        model,
        to,
      });
    }
    const after = pointed(before, alias, to);
    await tx.objectStore('deployments').put(after);
    await tx
      .objectStore('events')
      .add({ ...event, projectId: before.projectId, model, alias, from: before[alias], to } as EventRecord);
    await tx.done;
    return after;
  });

/** The deployment with an alias pointing elsewhere. A challenger that becomes champion is no longer challenger. */
function pointed(before: DeploymentRecord, alias: Alias, to: number | null): DeploymentRecord {
  const epoch = before.epoch + 1;
  if (alias === 'challenger') return { ...before, challenger: to, epoch };
  const challenger = before.challenger === to ? null : before.challenger;
  const previousChampion = before.champion === to ? before.previousChampion : before.champion;
  return { ...before, champion: to, challenger, previousChampion, epoch };
}
