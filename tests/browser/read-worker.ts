import { StudioError } from '../../src/core/errors.ts';
import { cellText } from '../../src/core/table/column.ts';
import { tableToArrow } from '../../src/io/arrow/write-arrow.ts';
import { writeParquet } from '../../src/io/parquet/write-parquet.ts';
import { readTable, readUrl } from '../../src/io/read.ts';

export type ReadJob =
  | { readonly kind: 'file'; readonly name: string; readonly file: Blob }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'round-trip'; readonly file: Blob };

export type ReadAnswer =
  | { readonly format: string; readonly sha256: string; readonly kinds: string[]; readonly rows: (string | null)[][] }
  | { readonly code: string; readonly message: string };

/** Reads in a worker what the test sends, by the same functions as the data worker. */
async function answer(job: ReadJob): Promise<ReadAnswer> {
  const read = job.kind === 'url' ? await readUrl(job.url) : await readTable('table', job.file);
  let { table, fields, source } = read;
  if (job.kind === 'round-trip') {
    const arrow = await readTable('a', tableToArrow(table, fields));
    ({ table, fields, source } = await readTable('p', await writeParquet(arrow.table, arrow.fields)));
  }
  const rows = Array.from({ length: table.rows }, (_, i) => table.columns.map(column => cellText(column, i)));
  return { format: source.format, sha256: source.sha256, kinds: fields.map(f => f.kind), rows };
}

addEventListener('message', (event: MessageEvent<ReadJob>) => {
  answer(event.data).then(postMessage, (error: unknown) => {
    const code = error instanceof StudioError ? error.code : 'none';
    postMessage({ code, message: String(error) } satisfies ReadAnswer);
  });
});
