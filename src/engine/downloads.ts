import type { YieldedTable } from '../core/pipeline/prepare.ts';
import { withoutRows } from '../core/pipeline/quarantine.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { Schema } from '../core/table/schema.ts';
import { type Table, takeTableRows } from '../core/table/table.ts';
import type { PackageSource } from '../io/data-package.ts';
import { type WriteOptions, type WrittenTable, writeTable } from '../io/write.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { getDataset } from '../store/datasets.ts';
import type { DatasetRecord } from '../store/schema.ts';
import { yieldedTable } from './prepared.ts';
import { type RerunChoice, rerunPart, type RerunRequest } from './rerunning.ts';
import { sourceDatasets } from './sources.ts';
import { loadTable } from './tables.ts';

/** Which state of the table leaves. */
export type DownloadPoint =
  /** As it was read. */
  | { readonly at: 'source' }
  /** After so many of the recipe's row operations, without the rows in quarantine once all have run. */
  | { readonly at: 'rows'; readonly recipe: Recipe; readonly operations: number }
  /** What a recipe made of another table: all of it, the clean rows, or those in quarantine. */
  | ({ readonly at: 'rerun'; readonly request: RerunRequest } & RerunChoice);

/** Handing tables out, as they were read or as the row operations made them. */
export const downloadsApi = {
  /** The table at a point as a file: CSV, Parquet or Arrow, alone or zipped with datapackage.json. */
  async downloadTable(
    datasetId: string,
    title: string,
    point: DownloadPoint,
    options: WriteOptions,
    context: CallContext<{ done: number; total: number }>,
  ): Promise<WrittenTable> {
    const dataset = await getDataset(point.at === 'rerun' ? point.request.datasetId : datasetId);
    const { table, fields } = await tableAt(dataset, point, context.signal);
    const others = point.at === 'rows' ? await sourceDatasets(dataset.projectId, point.recipe) : [];
    return writeTable(title, table, fields, [dataset, ...others].map(sourceOf), options, new Date(), {
      signal: context.signal,
      progress: (done, total) => context.progress({ done, total: total ?? done }),
    });
  },
};

async function tableAt(
  dataset: DatasetRecord,
  point: DownloadPoint,
  signal: AbortSignal,
): Promise<{ table: Table; fields: Schema }> {
  if (point.at === 'source') return { table: await loadTable(dataset.id), fields: dataset.fields };
  if (point.at === 'rerun') return rerunPart(point.request, point, { signal });
  const { recipe, operations } = point;
  const all = operations >= recipe.rows.length;
  const partial: Recipe = all ? recipe : { ...recipe, rows: recipe.rows.slice(0, operations) };
  const yielded = await yieldedTable(dataset.id, partial, signal);
  const table = all ? takeTableRows(yielded.table, withoutRows(yielded.table, yielded.quarantined)) : yielded.made;
  return { table, fields: withUnits(recipe.columns, yielded) };
}

/** The recipe's columns with the units that operations gave to them. */
const withUnits = (columns: Schema, { units }: YieldedTable): Schema =>
  columns.map(column => {
    const unit = units.get(column.name);
    return unit === undefined ? column : { ...column, unit };
  });

function sourceOf({ name, bytes, sha256, origin, licence }: DatasetRecord): PackageSource {
  return {
    title: name,
    bytes,
    sha256,
    ...(origin.kind === 'url' && { path: origin.url }),
    ...(licence !== undefined && { licence }),
  };
}
