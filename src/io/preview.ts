import { cellText } from '../core/table/column.ts';
import { previewCsv, sniffCsv, type CsvDialect } from './csv/dialect.ts';
import type { JsonList } from './json/read-json.ts';
import { openSource, type Member } from './open.ts';
import type { ParquetColumn } from './parquet/footer.ts';
import type { RandomBytes } from './random-bytes.ts';
import type { ReadChoice } from './read.ts';
import type { ReadContext } from './result.ts';
import type { Container, TableFormat } from './sniff.ts';
import { listZip } from './archive/zip.ts';

/** What a source seems to be, from its beginning or its index, and what can be chosen of it. */
export interface SourcePreview {
  readonly format: TableFormat;
  readonly container: Container | null;
  /** The files of a zip and the one looked at. */
  readonly members: readonly Member[];
  readonly member: string | null;
  /** Text formats only: how the first bytes split into cells under the dialect. */
  readonly dialect: CsvDialect | null;
  readonly header: readonly string[] | null;
  /** The first rows; null is missing. */
  readonly rows: readonly (readonly (string | null)[])[];
  /** The sheets of a workbook and the one looked at. */
  readonly sheets: readonly { readonly name: string; readonly hidden: boolean }[];
  readonly sheet: string | null;
  /** The lists of a JSON document and the one looked at. */
  readonly lists: readonly JsonList[];
  readonly path: string | null;
  /** The columns of a Parquet file and the rows of each of its row groups. */
  readonly columns: readonly ParquetColumn[];
  readonly groupRows: readonly number[];
  /** What will be left out of the table, in words, as far as the beginning shows it. */
  readonly leftOut: readonly string[];
}

export interface PreviewOptions {
  readonly dialect?: Partial<CsvDialect>;
  readonly choice?: ReadChoice;
}

const shownRows = 50;

/** Look at a source without reading it to its end. Errors: those of openSource and of the format's reader. */
export async function previewTable(
  name: string,
  input: RandomBytes,
  { dialect: given = {}, choice = {} }: PreviewOptions,
  ctx: ReadContext,
): Promise<SourcePreview> {
  const source = await openSource(name, input, choice.member, ctx);
  const { format, container, members, member } = source;
  const plain: SourcePreview = {
    format, container, members, member,
    dialect: null, header: null, rows: [], sheets: [], sheet: null, lists: [], path: null,
    columns: [], groupRows: [], leftOut: [],
  }; // prettier-ignore
  switch (format) {
    case 'csv': {
      const dialect = sniffCsv(source.head, given);
      return { ...plain, dialect, ...previewCsv(source.head, dialect) };
    }
    case 'json':
    case 'ndjson': {
      const { readJson, surveyJson } = await import('./json/read-json.ts');
      const lines = format === 'ndjson';
      const open = () => source.stream(ctx);
      const lists = lines ? [] : await surveyJson(await open(), source.name, source.size, ctx);
      const path = lines ? null : (choice.path ?? lists[0]!.path);
      const options = { name: source.name, lines, most: shownRows, ...(path !== null && { path }) };
      const { table, notes } = await readJson(open, options, ctx);
      const rows = Array.from({ length: table.rows }, (_, row) => table.columns.map(column => cellText(column, row)));
      const leftOut = notes.flatMap(note => (note.code.startsWith('read/nested-') ? [note.text] : []));
      return { ...plain, header: table.names, rows, lists, path, leftOut };
    }
    case 'xlsx': {
      const { previewExcel } = await import('./excel/read-excel.ts');
      const bytes = await source.whole(ctx);
      const entries = await listZip(bytes, source.name);
      const options = { name: source.name, sheet: choice.sheet, skip: choice.skip, rows: shownRows };
      return { ...plain, ...(await previewExcel(bytes, entries, options, ctx)) };
    }
    case 'parquet': {
      const { loadFooter } = await import('./parquet/footer.ts');
      const { columns, groups } = await loadFooter(await source.whole(ctx), source.name);
      return { ...plain, columns, groupRows: groups.map(group => group.rows) };
    }
    case 'arrow':
      return plain;
    default:
      return format satisfies never;
  }
}
