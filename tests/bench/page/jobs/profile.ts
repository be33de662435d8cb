import { associations } from '../../../../src/core/profile/associations.ts';
import { profileTable } from '../../../../src/core/table/profile.ts';
import type { Schema } from '../../../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';
import { readCsv } from '../../../../src/io/csv/read-csv.ts';
import type { Measured } from '../../bench.ts';
import { plainLevels } from '../../data/plain-levels.ts';

/** The whole profile of a table in memory, and how its columns go together. Reading the file is not in the time. */
export async function run([file]: readonly File[]): Promise<Measured> {
  const { table, schema } = file!.name.endsWith('.bin') ? await plainColumns(file!) : await mixedTable(file!);
  const started = performance.now();
  const profile = await profileTable(table, schema);
  await associations(table, schema, { seed: 1 });
  const ms = performance.now() - started;
  const middles = profile.columns.flatMap(c =>
    c.kind === 'number' && !c.integer ? [c.quantiles![4]!.toFixed(6)] : [],
  );
  return { ms, check: `${profile.rows} rows, medians ${middles.join(' ')}` };
}

async function mixedTable(file: File): Promise<{ table: Table; schema: Schema }> {
  const { table, fields } = await readCsv(file, { name: file.name });
  return { table, schema: fields };
}

async function plainColumns(file: File): Promise<{ table: Table; schema: Schema }> {
  const bytes = await file.arrayBuffer();
  const rows = bytes.byteLength / 28;
  const table = makeTable([
    ['decimal', { kind: 'number', values: new Float64Array(bytes, 0, rows) }],
    ['whole', { kind: 'number', values: new Float64Array(bytes, 8 * rows, rows) }],
    [
      'level',
      {
        kind: 'category',
        codes: new Int32Array(bytes, 16 * rows, rows),
        levels: Array.from({ length: plainLevels }, (_, i) => `level ${i}`),
      },
    ],
    ['moment', { kind: 'datetime', values: new Float64Array(bytes.slice(20 * rows)) }],
  ]);
  const schema = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: 'feature' as const }));
  return { table, schema };
}
