import { StudioError } from '../core/errors.ts';
import { type Finding, findings } from '../core/table/findings.ts';
import { GraphBuilder } from '../core/graph/builder.ts';
import { interpret } from '../core/graph/interpret.ts';
import { type NumberBlock, textAt, type TextBlock } from '../core/graph/block.ts';
import { startFlow } from '../core/pipeline/flow.ts';
import { previewPipeline, type StagePreview } from '../core/pipeline/preview.ts';
import type { DeriveEntry, Recipe } from '../core/pipeline/recipe.ts';
import { columnAs, columnBlock } from '../core/pipeline/streams.ts';
import { cellText, type Column, type ColumnKind, datetimeText } from '../core/table/column.ts';
import type { TableProfile } from '../core/table/profile.ts';
import { type Table, takeTableRows } from '../core/table/table.ts';
import { tableToArrow } from '../io/arrow/write-arrow.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getDataset, saveDataset } from '../store/datasets.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { combineTables } from './combine.ts';
import { downloadsApi } from './downloads.ts';
import { pipelinesApi } from './pipelines.ts';
import { profilingApi } from './profiling.ts';
import { projectFilesApi } from './project-files.ts';
import { readingApi } from './reading.ts';
import { recipesApi } from './recipes.ts';
import { rerunningApi } from './rerunning.ts';
import { servingApi } from './serving.ts';
import { sourcesApi } from './sources.ts';
import { sqlApi } from './sql/api.ts';
import { storedProfile } from './stored-profile.ts';
import { sha256 } from '../core/sha256.ts';
import { splitTable, yieldedTable } from './prepared.ts';
import { loadTable } from './tables.ts';

/** A window of a table as text, for display; null is missing. */
export interface TablePage {
  readonly names: readonly string[];
  readonly total: number;
  readonly from: number;
  readonly rows: readonly (readonly (string | null)[])[];
  /** For each row its number in the file, counted from 1; null where an operation made it anew. */
  readonly numbers: readonly (number | null)[];
}

/** A derived column over some rows, beside what it was made from. */
export interface FormulaPreview {
  readonly kind: ColumnKind;
  readonly missing: number;
  readonly rows: number;
  readonly sample: readonly (string | null)[];
}

/** What the data worker offers: reading, looking at, describing and changing tables. */
export const dataApi = {
  ...readingApi,
  ...recipesApi,
  ...pipelinesApi,
  ...downloadsApi,
  ...projectFilesApi,
  ...profilingApi,
  ...servingApi,
  ...sqlApi,
  ...rerunningApi,
  ...sourcesApi,

  /** Rows `[from, to)` of a dataset, or of what a recipe's row operations yield of it, or of the given rows; at most 1,000. */
  async page(
    datasetId: string,
    from: number,
    to: number,
    rows: Int32Array | null,
    recipe: Recipe | null = null,
  ): Promise<TablePage> {
    const prepared = recipe ? await yieldedTable(datasetId, recipe) : null;
    const table = prepared?.table ?? (await loadTable(datasetId));
    const origin = prepared ? prepared.origin : undefined;
    const total = rows?.length ?? table.rows;
    const texts = table.columns.map(shownText);
    const end = Math.min(to, total, from + 1000);
    const shown = Array.from({ length: Math.max(0, end - from) }, (_, i) => (rows ? rows[from + i]! : from + i));
    return {
      names: table.names,
      total,
      from,
      rows: shown.map(r => texts.map(text => text(r))),
      numbers: shown.map(r => (origin === null ? null : (origin?.[r] ?? r) + 1)),
    };
  },

  /**
   * The profile of what the recipe's row operations yield; kept by what decides it, so that asking again or for other
   * roles is free.
   */
  async profile(
    datasetId: string,
    recipe: Recipe,
    context: CallContext<{ phase: string; done: number; total: number }>,
  ): Promise<TableProfile> {
    return storedProfile(datasetId, recipe, context);
  },

  /** What is worth a decision in this data. Whatever looks at the target looks at training rows only. */
  async findings(
    datasetId: string,
    recipe: Recipe,
    context: CallContext<{ phase: string; done: number; total: number }>,
  ): Promise<readonly Finding[]> {
    const profile = await dataApi.profile(datasetId, recipe, context);
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    const target = recipe.columns.find(c => c.role === 'target')?.name ?? null;
    return findings(
      table,
      recipe.columns,
      profile,
      { target, task: recipe.task, seed: recipe.seed, rows: train },
      context,
    );
  },

  /** A new dataset of a project: the rows of one table followed by those of another, or the other in its place. */
  async combine(baseId: string, addedId: string, how: 'append' | 'replace'): Promise<DatasetRecord> {
    const [base, added] = [await getDataset(baseId), await getDataset(addedId)];
    const table = combineTables(base, await loadTable(baseId), await loadTable(addedId), how);
    const arrow = tableToArrow(table, base.fields);
    const record: DatasetRecord = {
      ...base,
      id: crypto.randomUUID(),
      name: how === 'append' ? `${base.name} + ${added.name}` : added.name,
      origin: { kind: 'combined', of: [baseId, addedId], how },
      bytes: arrow.length,
      sha256: await sha256(arrow),
      rows: table.rows,
      notes: added.notes,
      format: 'arrow',
      milliseconds: 0,
      createdAt: new Date().toISOString(),
    };
    await saveDataset(record, arrow);
    return record;
  },

  /** Each step of the recipe on its training rows, stage by stage. */
  async previewPipeline(datasetId: string, recipe: Recipe, context: CallContext): Promise<readonly StagePreview[]> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    return previewPipeline(recipe, table, train, 8, context.signal);
  },

  /** How many rows the recipe's split gives to training and test, and what was left out before. */
  async splitCounts(
    datasetId: string,
    recipe: Recipe,
    context: CallContext,
  ): Promise<{
    train: number;
    test: number;
    missingTarget: number;
    quarantined: number;
    operations: { id: string; before: number; after: number }[];
  }> {
    const { train, test, ...prepared } = await splitTable(datasetId, recipe, context.signal);
    return {
      train: train.length,
      test: test.length,
      missingTarget: prepared.missingTarget,
      quarantined: prepared.quarantined.length,
      operations: [...prepared.operations],
    };
  },

  /** What a formula makes of the first rows, and how often it is missing over at most 20,000. */
  async previewFormula(datasetId: string, recipe: Recipe, entry: DeriveEntry): Promise<FormulaPreview> {
    const { table } = await yieldedTable(datasetId, recipe);
    const seen = takeTableRows(
      table,
      Int32Array.from({ length: Math.min(table.rows, 20_000) }, (_, i) => i),
    );
    return previewDerived(
      { ...recipe, derive: [...recipe.derive.filter(d => d.name !== entry.name), entry] },
      seen,
      entry.name,
    );
  },
};

/** How a column is shown: where one value has a time of day, midnight is written out as well. */
function shownText(column: Column): (row: number) => string | null {
  if (column.kind !== 'datetime') return row => cellText(column, row);
  const timed = column.values.some(epoch => epoch % 86_400_000 !== 0 && !Number.isNaN(epoch));
  return row => {
    const text = cellText(column, row);
    return timed && text?.length === 10 ? `${text}T00:00` : text;
  };
}

function previewDerived(recipe: Recipe, table: Table, name: string): FormulaPreview {
  const g = new GraphBuilder();
  const column = startFlow(recipe, g).scope(name);
  if (!column) throw new StudioError('recipe/unknown-column', `There is no derived column "${name}".`, { name });
  const graph = g.done([{ name: 'column', ref: column.ref }]);
  const inputs = new Map(
    graph.nodes.flatMap(n =>
      n.op === 'input'
        ? [[n.name, columnBlock(columnAs(table, n.name, recipe.columns.find(c => c.name === n.name)!.kind))] as const]
        : [],
    ),
  );
  const block = interpret(graph, inputs, table.rows).get('column')!;
  const texts = block.type === 'string' ? textValues(block) : numberValues(block, column.kind);
  return {
    kind: column.kind,
    missing: texts.filter(t => t === null).length,
    rows: table.rows,
    sample: texts.slice(0, 8),
  };
}

const textValues = (block: TextBlock): (string | null)[] => Array.from(block.codes, (_, i) => textAt(block, i) || null);

function numberValues({ data }: NumberBlock, kind: ColumnKind): (string | null)[] {
  const show = kind === 'datetime' ? datetimeText : kind === 'boolean' ? (v: number) => (v ? 'true' : 'false') : String;
  return Array.from(data, v => (Number.isNaN(v) ? null : show(v)));
}
