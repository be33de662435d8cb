import { throwIfCancelled } from '../core/errors.ts';
import { metricById } from '../core/metrics/index.ts';
import { makeReference, type ReferencePack } from '../core/monitor/reference.ts';
import { modelById } from '../core/models/index.ts';
import { requireGraph } from '../core/models/transductive.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { columnAs } from '../core/pipeline/streams.ts';
import { fieldsWithRole } from '../core/table/schema.ts';
import { findColumn, type Table, takeTableRows } from '../core/table/table.ts';
import type { ModelPackage } from '../export/model-package.ts';
import { type PackageIdentity, packageFitted } from '../export/package-fitted.ts';
import { metaOf } from '../export/schema.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { publishVersion } from '../store/deployments.ts';
import { recordOpening } from '../store/projects.ts';
import { getRun } from '../store/runs.ts';
import type { Alias, NamedMetric, VersionRecord } from '../store/schema.ts';
import { fittedOf, heldOut } from './evaluation.ts';
import { canonicalJson } from './fingerprint.ts';
import { sha256 } from '../core/sha256.ts';
import { splitTable } from './prepared.ts';

/**
 * Publish a finished run as the next immutable version of a model, with what monitoring will compare it with: how its
 * training rows looked and how it did on the held-out rows. Looking at those opens the vault, which is counted. The
 * first version of a model becomes its champion whatever alias is asked for.
 */
export async function publishRun(
  runId: string,
  model: string,
  alias: Alias,
  reason: string,
  context: Pick<CallContext, 'signal'>,
): Promise<VersionRecord> {
  const run = await getRun(runId);
  const fitted = fittedOf(run);
  requireGraph(modelById(fitted.model.id));
  await recordOpening(run.projectId, runId, new Date());
  const { outcome, metrics } = await heldOut(run, context.signal);
  const { table, train } = await splitTable(run.dataset.id, run.recipe, context.signal);
  const training = takeTableRows(table, train);
  const reference: ReferencePack = makeReference({
    table: training,
    fields: fitted.inputs,
    outcome,
    cutOff: latestTime(run.recipe, training),
    seed: run.recipe.seed,
  });
  const createdAt = new Date().toISOString();
  const pkg = packageFitted(fitted, { name: model, version: '1', recipeSha256: run.recipeSha256, createdAt });
  throwIfCancelled(context.signal);
  return publishVersion(
    {
      projectId: run.projectId,
      model,
      runId,
      fitted,
      sha256: (await metaOf(pkg)).sha256,
      createdAt,
      heldOut: metrics,
      reference,
    },
    alias,
    reason,
  );
}

/** Epoch milliseconds of the latest row by the column the split or a role calls time; null where there is none. */
function latestTime(recipe: Recipe, table: Table): number | null {
  const name = recipe.split.kind === 'time' ? recipe.split.column : fieldsWithRole(recipe.columns, 'time')[0]?.name;
  if (name === undefined || !findColumn(table, name)) return null;
  const column = columnAs(table, name, 'datetime');
  if (column.kind !== 'datetime') return null;
  const latest = column.values.reduce((most, t) => (t > most ? t : most), -Infinity);
  return Number.isFinite(latest) ? latest : null;
}

/** A published version as every export and the endpoint describe it. */
export async function packageVersion(version: VersionRecord): Promise<ModelPackage> {
  return packageFitted(version.fitted, {
    name: version.model,
    version: String(version.version),
    recipeSha256: await sha256(canonicalJson(version.fitted.recipe)),
    createdAt: version.createdAt,
    metrics: packageMetrics(version.heldOut),
  });
}

/** Held-out metrics as a package carries them. */
export const packageMetrics = (metrics: readonly NamedMetric[]): NonNullable<PackageIdentity['metrics']> =>
  metrics.map(({ id, result }) => ({
    id,
    label: metricById(id).label,
    value: result.value,
    low: result.interval?.low ?? null,
    high: result.interval?.high ?? null,
  }));

export const publishingApi = { publishRun };
