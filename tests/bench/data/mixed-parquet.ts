import { writeFile } from 'node:fs/promises';
import * as arrow from 'apache-arrow';
import { randomStream } from '../../../src/core/random.ts';
import { loadParquet } from '../../../src/io/parquet/load.ts';

/** The columns of the file. */
export const mixedParquetColumns = 12;

const day = 86_400_000;

/** Twelve columns of mixed kinds, of the types that data tools write: integers, decimals with gaps, truth, text, dates, moments. Same rows, same bytes. */
export async function writeMixedParquet(path: string, rows: number, codec: 'snappy' | 'zstd'): Promise<void> {
  const random = randomStream(20_240_301, 'mixed parquet');
  const at = <T>(make: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => make(row));
  const cities = Array.from({ length: 200 }, (_, i) => `city no. ${i}`);
  const grades = ['low', 'mid', 'high'];
  const table = new arrow.Table({
    id: numbers(
      new arrow.Int64(),
      BigInt64Array.from({ length: rows }, (_, row) => BigInt(10_000_000 + row)),
    ),
    length: numbers(
      new arrow.Float64(),
      Float64Array.from({ length: rows }, () => random.next() * 180 - 90),
    ),
    weight: numbers(
      new arrow.Float64(),
      Float64Array.from({ length: rows }, () => random.next() ** 3 * 30),
    ),
    count: numbers(
      new arrow.Int32(),
      Int32Array.from({ length: rows }, () => random.integer(9)),
    ),
    price: arrow.vectorFromArray(at(() => (random.next() < 0.05 ? null : Math.round(random.next() * 50_000) / 100)), new arrow.Float64()), // prettier-ignore
    express: arrow.vectorFromArray(at(() => random.next() < 0.3), new arrow.Bool()), // prettier-ignore
    city: arrow.vectorFromArray(at(() => cities[random.integer(cities.length)]!), new arrow.Utf8()), // prettier-ignore
    grade: arrow.vectorFromArray(at(() => grades[random.integer(3)]!), new arrow.Utf8()), // prettier-ignore
    ordered: numbers(
      new arrow.DateDay(),
      Int32Array.from({ length: rows }, () => 16_000 + random.integer(3000)),
    ),
    shipped: numbers(new arrow.TimestampMicrosecond(), BigInt64Array.from({ length: rows }, () => BigInt(16_000 * day + random.integer(2 ** 31)) * 1000n)), // prettier-ignore
    note: arrow.vectorFromArray(at(() => `order ${random.integer(10_000_000)}`), new arrow.Utf8()), // prettier-ignore
    stars: numbers(
      new arrow.Int16(),
      Int16Array.from({ length: rows }, () => random.integer(50)),
    ),
  });
  const parquet = await loadParquet();
  const compression = codec === 'snappy' ? parquet.Compression.SNAPPY : parquet.Compression.ZSTD;
  const properties = new parquet.WriterPropertiesBuilder().setCompression(compression).build();
  await writeFile(
    path,
    parquet.writeParquet(parquet.Table.fromIPCStream(arrow.tableToIPC(table, 'stream')), properties),
  );
}

type Numbers = Float64Array | Int32Array | Int16Array | BigInt64Array;

const numbers = (type: arrow.DataType, data: Numbers): arrow.Vector =>
  arrow.makeVector(arrow.makeData({ type, data, length: data.length, nullCount: 0 } as never));
