import { StudioError } from '../core/errors.ts';
import type { Proposal } from '../core/expectations/propose/proposal.ts';
import type { CheckedExpectations } from '../core/pipeline/check-expectations.ts';
import type { Fitted } from '../core/pipeline/fitted.ts';
import { proposeExpectations } from '../core/pipeline/propose-expectations.ts';
import { quarantinedTable, quarantineRows } from '../core/pipeline/quarantine.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { type QuarantineRule, type Rerun, rerunRecipe, type RerunReport, takesRows } from '../core/pipeline/rerun.ts';
import type { Field } from '../core/table/schema.ts';
import { type Table, takeTableRows } from '../core/table/table.ts';
import type { WorkContext } from '../core/work.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getDataset } from '../store/datasets.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { checkDataset } from './check-dataset.ts';
import { canonicalJson } from './fingerprint.ts';
import { keepTable } from './keep-table.ts';
import { versionOf } from './monitoring.ts';
import { prepareContext, splitTable } from './prepared.ts';
import { loadTable } from './tables.ts';

/** All rows a re-run yields, those that are as expected, or the others with the reason. */
export type RerunPart = 'all' | 'clean' | 'quarantined';

/** Which rows of a re-run, and by which rule the quarantine takes them. */
export interface RerunChoice {
  readonly part: RerunPart;
  readonly rule: QuarantineRule;
}

/** What is run again: a recipe as it stands, or with the steps that a published version learned. */
export interface RerunRequest {
  readonly datasetId: string;
  readonly recipe: Recipe;
  readonly version: { readonly model: string; readonly number: number } | null;
}

type Progress = CallContext<{ phase: string; done: number; total: number }>;

/** Checking what is expected of tables, and running a whole recipe on another one. Nothing is learned here. */
export const rerunningApi = {
  /** The recipe's expectations on what its row operations yield of a dataset, with the failing rows of each. */
  checkExpectations: (datasetId: string, recipe: Recipe, context: Progress): Promise<CheckedExpectations> =>
    checkDataset(datasetId, recipe, context),

  /** What the training rows suggest to expect, each with its evidence. */
  async proposeExpectations(datasetId: string, recipe: Recipe, context: Progress): Promise<readonly Proposal[]> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    return proposeExpectations(table, recipe.columns, train, context);
  },

  async rerun(request: RerunRequest, context: Progress): Promise<RerunReport> {
    return (await rerunOf(request, context)).report;
  },

  /** Keep a part of a re-run as a dataset of the project. */
  async keepRerun(request: RerunRequest, choice: RerunChoice, context: Progress): Promise<DatasetRecord> {
    const { table, fields, name } = await rerunPart(request, choice, context);
    const { part } = choice;
    const base = await getDataset(request.datasetId);
    return keepTable({ ...base, fields }, table, { name, origin: { kind: 'refined', of: [base.id], part } });
  },
};

/** The last re-run, so that its rows can be taken away without running it again. */
let last: { readonly key: string; readonly rerun: Promise<Rerun> } | null = null;

async function rerunOf(request: RerunRequest, work: WorkContext): Promise<Rerun> {
  const key = canonicalJson(request);
  if (last?.key === key) return last.rerun;
  const rerun = run(request, work);
  last = { key, rerun };
  rerun.catch(() => {
    if (last?.rerun === rerun) last = null;
  });
  return rerun;
}

async function run(request: RerunRequest, work: WorkContext): Promise<Rerun> {
  const fitted = await fittedOf(request);
  const recipe = fitted?.recipe ?? request.recipe;
  const main = await loadTable(request.datasetId);
  const context = await prepareContext(request.datasetId, recipe, work.signal);
  return rerunRecipe(recipe, main, { ...context, ...work }, fitted ?? undefined);
}

const fittedOf = async ({ version }: RerunRequest): Promise<Fitted | null> =>
  version ? (await versionOf(version.model, version.number)).fitted : null;

const WORDS: Readonly<Record<RerunPart, string>> = { all: 'refined', clean: 'clean', quarantined: 'quarantined' };

/** A part of a re-run as a table with its fields and a name. Throws `table/no-rows` where there is nothing in it. */
export async function rerunPart(
  request: RerunRequest,
  { part, rule }: RerunChoice,
  work: WorkContext,
): Promise<{ readonly table: Table; readonly fields: readonly Field[]; readonly name: string }> {
  const { yielded, checked } = await rerunOf(request, work);
  const { table } = yielded;
  const { name: file } = await getDataset(request.datasetId);
  const name = `${file.replace(/\.[a-z0-9]{1,8}$/i, '')} ${WORDS[part]}`;
  const apart = quarantineRows(table, checked, takesRows(rule));
  const taken =
    part === 'all' ? table : part === 'clean' ? takeTableRows(table, apart.clean) : quarantinedTable(table, apart);
  if (!taken.rows)
    throw new StudioError('table/no-rows', `There are no such rows: the table “${name}” would be empty.`);
  const { columns } = (await fittedOf(request))?.recipe ?? request.recipe;
  const fields = taken.names.map(
    (column, i): Field =>
      columns.find(c => c.name === column) ?? { name: column, kind: taken.columns[i]!.kind, role: 'aside' },
  );
  return { table: taken, fields, name };
}
