import type { ReferencePack } from '../../../src/core/monitor/reference.ts';
import { fit } from '../../../src/core/pipeline/fit.ts';
import type { Fitted } from '../../../src/core/pipeline/fitted.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { numberColumn } from '../../../src/core/table/column.ts';
import { makeTable } from '../../../src/core/table/table.ts';
import type { ServingStore } from '../../../src/engine/serving.ts';
import type { NewPrediction } from '../../../src/store/predictions.ts';
import type { DeploymentRecord, VersionRecord } from '../../../src/store/schema.ts';

const rows = Int32Array.from({ length: 20 }, (_, i) => i);

/** A straight line through the origin, learned from points on it: the answer to x tells which version answered. */
function line(slope: number): Promise<Fitted> {
  const recipe: Recipe = {
    version: 1,
    task: 'regression',
    columns: [
      { name: 'x', kind: 'number', role: 'feature' },
      { name: 'y', kind: 'number', role: 'target' },
    ],
    rows: [],
    derive: [],
    split: { kind: 'random', test: 0.2 },
    steps: [],
    model: { id: 'ridge', params: { alpha: 0 } },
    seed: 1,
  };
  const x = Array.from(rows, Number);
  const table = makeTable([
    ['x', numberColumn(x)],
    ['y', numberColumn(x.map(v => v * slope))],
  ]);
  return fit(recipe, table, rows);
}

export async function versionOf(model: string, version: number, projectId = 'p'): Promise<VersionRecord> {
  return {
    id: `${model}/${version}`,
    projectId,
    model,
    version,
    runId: `run ${version}`,
    fitted: await line(version),
    sha256: '',
    createdAt: '2026-01-01T00:00:00.000Z',
    heldOut: [],
    // The endpoint never reads it.
    reference: {} as ReferencePack,
  };
}

/** Storage in memory. Version n of every model answers n times x. */
export class FakeStore implements ServingStore {
  deployments: DeploymentRecord[] = [];
  readonly versions = new Map<string, VersionRecord>();
  readonly written: NewPrediction[] = [];
  reads = 0;
  /** Awaited before a version is handed out or a log is written. */
  pause: () => Promise<void> = async () => undefined;

  async add(model: string, versions: number[], projectId = 'p'): Promise<this> {
    for (const version of versions)
      this.versions.set(`${model}/${version}`, await versionOf(model, version, projectId));
    const others = { challenger: null, previousChampion: null, epoch: 1 };
    this.deployments = [...this.deployments, { model, projectId, champion: versions[0] ?? null, ...others }];
    return this;
  }

  promote(model: string, champion: number | null): void {
    this.deployments = this.deployments.map(d => (d.model === model ? { ...d, champion, epoch: d.epoch + 1 } : d));
  }

  async deployed() {
    return this.deployments.map(deployment => ({
      deployment,
      versions: [...this.versions.values()].filter(v => v.model === deployment.model).map(v => v.version),
    }));
  }

  async version(model: string, version: number) {
    this.reads++;
    await this.pause();
    return this.versions.get(`${model}/${version}`);
  }

  async log(lines: readonly NewPrediction[]) {
    await this.pause();
    this.written.push(...lines);
  }
}
