import { StudioError } from '../core/errors.ts';
import { type Table, takeTableRows } from '../core/table/table.ts';
import { type ExportTargetId, exportTargets, zipFiles } from '../export/index.ts';
import { makeGolden } from '../export/make-golden.ts';
import type { ExportFile, ModelPackage } from '../export/model-package.ts';
import { loadOnnxRuntime } from '../export/onnx/runtime.ts';
import { packageFitted } from '../export/package-fitted.ts';
import { type RawValue, rawColumns } from '../export/raw-values.ts';
import { type Verification, verifyJavaScript, verifyOnnx } from '../export/verify.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { listVersions } from '../store/deployments.ts';
import { getRun } from '../store/runs.ts';
import type { RunRecord } from '../store/schema.ts';
import { fittedOf } from './evaluation.ts';
import { importModule } from './import-module.ts';
import { packageMetrics, packageVersion } from './publishing.ts';
import { splitTable } from './prepared.ts';
import { loadTable } from './tables.ts';

export interface TargetNote {
  readonly id: ExportTargetId;
  readonly label: string;
  readonly help: string;
}

export interface ExportReport {
  readonly target: ExportTargetId;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly zipName: string;
  readonly zip: Uint8Array<ArrayBuffer>;
  /** What ran the artefact: its own code, or ONNX Runtime's version. */
  readonly ranOn: string;
  readonly verification: Verification;
}

/** Raw values as a caller outside would send them: one array a row, in the order of the model's inputs. */
export interface RequestRows {
  readonly total: number;
  readonly rows: readonly (readonly RawValue[])[];
}

/** A run as a package: under its version's number where it is published, else under the number of the run. */
export async function packageRun(run: RunRecord, model: string): Promise<ModelPackage> {
  const fitted = fittedOf(run);
  const published = (await listVersions(run.projectId)).findLast(v => v.runId === run.id);
  if (published) return packageVersion(published);
  const metrics = packageMetrics(run.crossValidation?.metrics ?? []);
  return packageFitted(fitted, {
    name: model,
    version: `run-${run.number}`,
    recipeSha256: run.recipeSha256,
    createdAt: run.startedAt,
    metrics: metrics.map(m => ({ ...m, label: `${m.label}, cross-validated` })),
  });
}

/** The rows a run never learned from. Only inputs are used here, never their truth, so the vault stays closed. */
async function heldOutTable(run: RunRecord, signal: AbortSignal): Promise<Table> {
  const { table, test } = await splitTable(run.dataset.id, run.recipe, signal);
  return takeTableRows(table, test);
}

const decoder = new TextDecoder();

/** Run exactly the bytes that are about to leave. */
async function verify(files: readonly ExportFile[], pkg: ModelPackage, table: Table) {
  const bytesOf = (name: string) => files.find(f => f.name === name)?.bytes;
  const onnx = bytesOf('model.onnx');
  if (onnx) {
    const runtime = await loadOnnxRuntime();
    return { ranOn: 'ONNX Runtime', verification: await verifyOnnx(onnx, pkg, table, runtime) };
  }
  const page = bytesOf('predict.html');
  const text = page ? moduleOfPage(decoder.decode(page)) : decoder.decode(bytesOf('model.mjs'));
  return { ranOn: 'its own code', verification: await verifyJavaScript(text, pkg, table, importModule) };
}

/** The model inside the page: what stands between the start of its script and the part that draws the form. */
function moduleOfPage(page: string): string {
  const start = '<script type="module">';
  return page.slice(page.indexOf(start) + start.length, page.lastIndexOf('// ---- The page.'));
}

export const exportingApi = {
  exportTargets: (): readonly TargetNote[] => exportTargets.map(({ id, label, help }) => ({ id, label, help })),

  /**
   * Write a run in the form of a target and run the result back over the held-out rows. Throws `export/inexpressible`
   * with the name of what the target cannot hold. A result that does not agree is returned with its numbers; the caller
   * does not hand it out.
   */
  async exportRun(
    runId: string,
    model: string,
    targetId: ExportTargetId,
    context: CallContext<{ phase: string }>,
  ): Promise<ExportReport> {
    const target = exportTargets.find(t => t.id === targetId);
    if (!target)
      throw new StudioError('export/unknown-target', `There is no export named "${targetId}".`, { targetId });
    const run = await getRun(runId);
    const [pkg, table] = [await packageRun(run, model), await heldOutTable(run, context.signal)];
    context.progress({ phase: 'writing' });
    const files = await target.files(pkg, await makeGolden(pkg, table));
    context.progress({ phase: `running it over ${table.rows} held-out rows` });
    const checked = await verify(files, pkg, table);
    return {
      target: targetId,
      files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
      zipName: `${pkg.name}-${pkg.version}-${targetId}.zip`,
      zip: new Uint8Array(zipFiles(files)),
      ...checked,
    };
  },

  /**
   * Rows `[from, to)` to send to a run's model: of another dataset, or of the rows held out from the run's own. A
   * dataset without a column that the model reads is refused by its name.
   */
  async requestRows(
    runId: string,
    datasetId: string | null,
    from: number,
    to: number,
    context: CallContext,
  ): Promise<RequestRows> {
    const run = await getRun(runId);
    const table = datasetId === null ? await heldOutTable(run, context.signal) : await loadTable(datasetId);
    const end = Math.min(to, table.rows);
    const wanted = takeTableRows(
      table,
      Array.from({ length: Math.max(0, end - from) }, (_, i) => from + i),
    );
    const columns = [...rawColumns(fittedOf(run), wanted).values()];
    return { total: table.rows, rows: Array.from({ length: wanted.rows }, (_, row) => columns.map(c => c[row]!)) };
  },
};
