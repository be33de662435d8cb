import type { EthicsNotes } from '../core/ethics/checklist.ts';
import { type EthicsMeasured, measureEthics } from '../core/ethics/measured.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { type Associations, associations } from '../core/profile/associations.ts';
import { type BinnedColumn, binsOf, placesOf } from '../core/profile/bins.ts';
import { type ByTarget, byTarget, type ColumnByTarget, splitTarget } from '../core/profile/by-target.ts';
import { type Comparison, compareTables } from '../core/profile/compare.ts';
import { type Missingness, missingness } from '../core/profile/missingness.ts';
import { type PairCounts, pairCounts } from '../core/profile/pair.ts';
import {
  countSelection,
  intersectRows,
  type Selection,
  type SelectionCounts,
  selectRows,
} from '../core/profile/selection.ts';
import { type PersonalDatum, personalData } from '../core/privacy/personal-data.ts';
import { StudioError } from '../core/errors.ts';
import type { TableProfile } from '../core/table/profile.ts';
import { getColumn, type Table, takeTableRows } from '../core/table/table.ts';
import { pacer } from '../core/work.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { storedProfile } from './stored-profile.ts';
import { splitTable, yieldedTable } from './prepared.ts';

type Working = CallContext<{ phase: string; done: number; total: number }>;

/** A table to compare: a dataset under a recipe, and which of its rows. The held-out rows never show their target. */
export interface TableSide {
  readonly datasetId: string;
  readonly recipe: Recipe;
  readonly rows: 'all' | 'train' | 'test';
}

/** Looking closer at a table: bars by target, missing together, two tables, and the rows behind a picture. */
export const profilingApi = {
  /** Every column's bars coloured by the target, over training rows only. Null where there is no target. */
  async byTarget(datasetId: string, recipe: Recipe, context: Working): Promise<ByTarget | null> {
    const target = recipe.columns.find(c => c.role === 'target');
    if (!target || recipe.task === 'clustering') return null;
    const profile = await storedProfile(datasetId, recipe, context);
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    const column = getColumn(table, target.name);
    const split = splitTarget(column, recipe.task);
    const pause = pacer(context);
    const columns: ColumnByTarget[] = [];
    for (const [at, one] of profile.columns.entries()) {
      await pause(one.name, at, profile.columns.length);
      if (one.name === target.name) continue;
      columns.push(byTarget(binned(datasetId, table, profile, at), split, train));
    }
    return {
      target: target.name,
      rows: train.length,
      classes: split.kind === 'classes' ? split.classes : [],
      mean: split.kind === 'mean' ? meanOver(split.values, train) : null,
      columns,
    };
  },

  /** How strongly the columns go together. Where there is a target, training rows only. */
  async associations(datasetId: string, recipe: Recipe, context: Working): Promise<Associations> {
    const target = recipe.columns.some(c => c.role === 'target') && recipe.task !== 'clustering';
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    const rows = target ? (await splitTable(datasetId, recipe, context.signal)).train : null;
    return associations(table, recipe.columns, { seed: recipe.seed, ...(rows ? { rows } : {}) }, context);
  },

  /** Which columns are missing in the same rows. */
  async missingness(datasetId: string, recipe: Recipe, context: Working): Promise<Missingness> {
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    return missingness(table, recipe.columns.map(c => c.name), context); // prettier-ignore
  },

  /** Columns that seem to hold data of people, and what share of values told so by which rule. Values stay here. */
  async personalData(datasetId: string, recipe: Recipe, context: Working): Promise<readonly PersonalDatum[]> {
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    return personalData(table, recipe.columns, context);
  },

  /** Shares of the groups that were chosen, columns with data of people, and columns that may be worth choosing. */
  async measureEthics(
    datasetId: string,
    recipe: Recipe,
    notes: EthicsNotes,
    context: Working,
  ): Promise<EthicsMeasured> {
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    return measureEthics(table, recipe.columns, notes, context);
  },

  /**
   * Two tables (or the training and test rows of one) in the same bars, the most different column first. The target is
   * left out where one side is held out.
   */
  async compareTables(first: TableSide, second: TableSide, context: Working): Promise<Comparison> {
    const sealed = first.rows === 'test' || second.rows === 'test';
    const names = first.recipe.columns.filter(c => !(sealed && c.role === 'target')).map(c => c.name);
    return compareTables(
      await sideTable(first, sealed, context),
      await sideTable(second, sealed, context),
      names,
      context,
    );
  },

  /** Two columns counted together in the bars of their profile; over training rows where one of them is the target. */
  async pairCounts(
    datasetId: string,
    recipe: Recipe,
    first: string,
    second: string,
    context: Working,
  ): Promise<PairCounts> {
    const profile = await storedProfile(datasetId, recipe, context);
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    const [a, b] = [first, second].map(name => {
      const at = profile.columns.findIndex(c => c.name === name);
      if (at < 0) throw new StudioError('column/unknown', `There is no column "${name}" any more.`, { column: name });
      return binned(datasetId, table, profile, at);
    });
    const target = recipe.columns.find(c => c.role === 'target')?.name;
    const sealed = target !== undefined && [first, second].includes(target) && recipe.task !== 'clustering';
    return pairCounts(a!, b!, sealed ? (await splitTable(datasetId, recipe, context.signal)).train : undefined);
  },

  /**
   * The rows of the table behind a bar, a level, a cell, a pattern, ascending. A selection by the target's values keeps to
   * training rows: what lies behind a class among the held-out rows stays unseen.
   */
  async selectRows(datasetId: string, recipe: Recipe, selection: Selection, context: Working): Promise<Int32Array> {
    const profile = await storedProfile(datasetId, recipe, context);
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    const names = new Set(selection.flatMap(part => (part.kind === 'place' ? [part.column] : [])));
    const known = profile.columns.flatMap((c, at) =>
      names.has(c.name) ? [binned(datasetId, table, profile, at)] : [],
    );
    const rows = selectRows(table, selection, known);
    const target = recipe.task === 'clustering' ? undefined : recipe.columns.find(c => c.role === 'target')?.name;
    if (!selection.some(part => part.kind !== 'missing' && part.column === target)) return rows;
    return intersectRows(rows, (await splitTable(datasetId, recipe, context.signal)).train);
  },

  /** How given rows lie in the bars of every column of the profile. */
  async countSelection(
    datasetId: string,
    recipe: Recipe,
    rows: Int32Array,
    context: Working,
  ): Promise<SelectionCounts> {
    const profile = await storedProfile(datasetId, recipe, context);
    const { table } = await yieldedTable(datasetId, recipe, context.signal);
    const outside = rows.find(row => row < 0 || row >= table.rows);
    if (outside !== undefined)
      throw new StudioError('table/no-such-row', `The table has ${table.rows} rows, there is no row ${outside}.`);
    const pause = pacer(context);
    const columns: BinnedColumn[] = [];
    for (const [at, column] of profile.columns.entries()) {
      await pause(column.name, at, profile.columns.length);
      columns.push(binned(datasetId, table, profile, at));
    }
    return countSelection(columns, rows);
  },
};

async function sideTable({ datasetId, recipe, rows }: TableSide, sealed: boolean, context: Working): Promise<Table> {
  const { table: whole } = await yieldedTable(datasetId, recipe, context.signal);
  const target = recipe.columns.find(c => c.role === 'target')?.name;
  const shown = whole.names.flatMap((name, at) => (sealed && name === target ? [] : [at]));
  const table = {
    rows: whole.rows,
    names: shown.map(at => whole.names[at]!),
    columns: shown.map(at => whole.columns[at]!),
  };
  if (rows === 'all') return table;
  const parts = await splitTable(datasetId, recipe, context.signal);
  return takeTableRows(table, parts[rows]);
}

function meanOver(values: Float64Array, rows: Int32Array): number | null {
  let n = 0;
  let mean = 0;
  for (const row of rows) if (Number.isFinite(values[row]!)) mean += (values[row]! - mean) / ++n;
  return n > 0 ? mean : null;
}

/** One byte a row and column; kept for the table that was looked at last, so that selecting is quick. */
let kept: { readonly table: Table; readonly profile: string; readonly columns: Map<string, BinnedColumn> } | null =
  null;

function binned(datasetId: string, table: Table, profile: TableProfile, at: number): BinnedColumn {
  const column = profile.columns[at]!;
  const bins = binsOf(column);
  if (kept?.table !== table || kept.profile !== datasetId) kept = { table, profile: datasetId, columns: new Map() };
  const key = JSON.stringify([column.name, bins]);
  const known = kept.columns.get(key);
  const made = known ?? { name: column.name, bins, places: placesOf(getColumn(table, column.name), bins) };
  kept.columns.set(key, made);
  return made;
}
