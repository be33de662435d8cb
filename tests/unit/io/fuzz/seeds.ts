import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { zipSync } from 'fflate';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import { tableToArrow, toArrow } from '../../../../src/io/arrow/write-arrow.ts';
import { loadParquet } from '../../../../src/io/parquet/load.ts';
import { encode } from '../read-text.ts';

const table = makeTable([
  ['n', numberColumn([1, 2.5, NaN, -3e10, 4])],
  ['when', datetimeColumn([0, 1e12, NaN, -1, 86_400_000])],
  ['ok', booleanColumn([true, false, null, true, false])],
  ['kind', categoryColumn(['a', 'b', null, 'a', 'c'])],
  ['note', textColumn(['x', 'emoji 🌱', null, 'two\nlines', ''])],
]);

async function parquetFiles(): Promise<Uint8Array[]> {
  const parquet = await loadParquet();
  const { Compression, Encoding } = parquet;
  const write = (compression: number, group: number, encoding?: number): Uint8Array => {
    const builder = new parquet.WriterPropertiesBuilder().setCompression(compression).setMaxRowGroupSize(group);
    const settings =
      encoding === undefined ? builder : builder.setDictionaryEnabled(false).setColumnEncoding('note', encoding);
    const ipc = arrow.tableToIPC(toArrow(table, [], 'exchange'), 'stream');
    return parquet.writeParquet(parquet.Table.fromIPCStream(ipc), settings.build());
  };
  return [
    write(Compression.SNAPPY, 100),
    write(Compression.ZSTD, 2),
    write(Compression.GZIP, 3),
    write(Compression.LZ4_RAW, 100, Encoding.DELTA_BYTE_ARRAY),
    write(Compression.UNCOMPRESSED, 100, Encoding.DELTA_LENGTH_BYTE_ARRAY),
  ];
}

const golden = join(import.meta.dirname, '../../../golden');
const csv = [
  'id,name,when,price\n1,"a ""b""",2024-01-31,1.5\n2,,31/01/2024,"1,5"\n3,é,NA,1e5\n',
  'a;b\r\n"x\r\ny";2\r\n;\r\n',
  "k\tv\n1\t'q'\n2\n3\t4\t5\n",
  '\ufeffä|b\nx|1\n'.repeat(20),
];

/** A few good files of every format, small, so that thousands of changed copies are read in a minute. */
export async function seedFiles(): Promise<Readonly<Record<string, readonly Uint8Array[]>>> {
  const texts = csv.map(encode);
  const json = ['[{"a":1,"b":{"c":"x"}},{"a":null,"d":[1]}]', '{"m":{"rows":[{"a":"1"},{"a":"2"}]},"z":[[1,"q"],[2,"r"]]}', '{"a":1}\n{"a":12345678901234567890}\n'].map(encode); // prettier-ignore
  const feather = JSON.parse(readFileSync(join(golden, 'arrow', 'files.json'), 'utf8')) as { nested: string };
  return {
    csv: texts,
    parquet: await parquetFiles(),
    arrow: [
      tableToArrow(table, []),
      tableToArrow(table, [], 'exchange'),
      new Uint8Array(Buffer.from(feather.nested, 'base64')),
    ],
    json,
    zip: [zipSync({ 'a.csv': texts[0]!, 'b.json': json[0]! }), new Uint8Array(gzipSync(texts[0]!))],
    xlsx: [new Uint8Array(readFileSync(join(golden, 'excel', 'book.xlsx')))],
  };
}
