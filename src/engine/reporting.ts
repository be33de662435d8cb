import { StudioError } from '../core/errors.ts';
import { noEthicsNotes } from '../core/ethics/checklist.ts';
import { measureEthics } from '../core/ethics/measured.ts';
import type { ExpectationResult } from '../core/pipeline/check-expectations.ts';
import { buildReport } from '../export/report/build-report.ts';
import { decisionWords } from '../export/report/decision-words.ts';
import type { ReportEthics } from '../export/report/ethics-section.ts';
import type { ReportEvaluation, ReportInput } from '../export/report/report-input.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { listDatasets } from '../store/datasets.ts';
import { listDeployments, listEvents, listVersions } from '../store/deployments.ts';
import { listMonitors } from '../store/monitors.ts';
import { getProject } from '../store/projects.ts';
import { listRuns } from '../store/runs.ts';
import type { DatasetRecord, DeploymentRecord, ProjectRecord, RunRecord, VersionRecord } from '../store/schema.ts';
import { checkDataset } from './check-dataset.ts';
import { evaluationApi, heldOut } from './evaluation.ts';
import { yieldedTable } from './prepared.ts';

/** The latest checks are enough; earlier ones are on the screen. */
const MONITORS = 3;

/** The report of a project as one HTML page, about the given run, or without a model where none is given. */
async function writeReport(
  projectId: string,
  runId: string | null,
  context: CallContext<{ done: number; total: number }>,
): Promise<string> {
  const project = await getProject(projectId);
  if (!project)
    throw new StudioError('store/missing', 'The project is no longer in the browser’s storage.', { projectId });
  const [datasets, runs, versions, events, monitors, deployments] = await Promise.all([
    listDatasets(projectId),
    listRuns(projectId),
    listVersions(projectId),
    listEvents(projectId),
    listMonitors(projectId),
    listDeployments(),
  ]);
  const run = runs.find(r => r.id === runId) ?? null;
  const opened = project.openings.some(o => o.runId === run?.id);
  const input: ReportInput = {
    title: project.name,
    madeAt: new Date().toISOString(),
    notes: project.notes,
    datasets: datasets.map(d => ({
      ...d,
      fields: d.id === project.datasetId ? (project.recipe?.columns ?? d.fields) : d.fields,
      inUse: d.id === project.datasetId,
    })),
    recipe: run?.recipe ?? project.recipe,
    ethics: await ethics(project, datasets, context.signal),
    expectations: await expected(project, run, context.signal),
    decisions: project.decisions.map(decisionWords),
    runs,
    chosen: run && { run, evaluation: run.fitted ? await evaluated(run, opened, context) : null },
    openings: project.openings.length,
    exports: [],
    versions: versions.map(v => ({ ...v, alias: aliasOf(v, deployments) })),
    events,
    monitors: monitors.slice(-MONITORS).reverse(),
    environment: [
      ['Seed', String(run?.recipe.seed ?? project.recipe?.seed ?? '–')],
      ['Trained on', run?.device?.description ?? 'this processor'],
      ['Made by', 'Terrarium, in a browser; no data left it'],
      ['Browser', navigator.userAgent],
    ],
  };
  return buildReport(input);
}

/** What was written about the data's ethics, and what can be measured on the table in use. */
async function ethics(
  project: ProjectRecord,
  datasets: readonly DatasetRecord[],
  signal: AbortSignal,
): Promise<ReportEthics | null> {
  const { datasetId, recipe } = project;
  if (datasetId === null || !recipe) return null;
  const notes = project.ethics ?? noEthicsNotes;
  const used = datasets.filter(d => d.id === datasetId || recipe.sources?.some(s => s.name === d.name));
  const licences = used.map(d => ({ table: d.name, licence: d.licence ?? '' }));
  try {
    const { table } = await yieldedTable(datasetId, recipe, signal);
    return { notes, licences, measured: await measureEthics(table, recipe.columns, notes, { signal }) };
  } catch (error) {
    if (error instanceof StudioError && error.code !== 'rpc/cancelled') return { notes, licences, measured: null };
    throw error;
  }
}

/** What is expected of the table that was learned from; nothing where it is gone or the recipe does not run on it. */
async function expected(
  project: ProjectRecord,
  run: RunRecord | null,
  signal: AbortSignal,
): Promise<readonly ExpectationResult[]> {
  const datasetId = run?.dataset.id ?? project.datasetId;
  const recipe = run?.recipe ?? project.recipe;
  if (datasetId === null || !recipe) return [];
  try {
    return (await checkDataset(datasetId, recipe, { signal })).results;
  } catch (error) {
    if (error instanceof StudioError && error.code !== 'rpc/cancelled') return [];
    throw error;
  }
}

/** On the held-out rows where the vault was opened for the run; else on what can be looked at freely. */
async function evaluated(
  run: RunRecord,
  opened: boolean,
  context: CallContext<{ done: number; total: number }>,
): Promise<ReportEvaluation | null> {
  if (opened) {
    const { on, outcome, metrics } = await heldOut(run, context.signal);
    return { on, outcome, heldOut: metrics };
  }
  try {
    const { on, outcome } = await evaluationApi.outOfFold(run.id, context);
    return { on, outcome, heldOut: null };
  } catch (error) {
    if (error instanceof StudioError && error.code === 'metric/no-folds') return null;
    throw error;
  }
}

const aliasOf = ({ model, version }: VersionRecord, deployments: readonly DeploymentRecord[]): string => {
  const found = deployments.find(d => d.model === model);
  return found?.champion === version ? 'champion' : found?.challenger === version ? 'challenger' : '';
};

export const reportingApi = { writeReport };
