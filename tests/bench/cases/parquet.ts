import type { BenchCase } from '../bench.ts';
import { mixedParquetColumns, writeMixedParquet } from '../data/mixed-parquet.ts';

/** Reading a mixed Parquet file into the studio's columns. */
export const parquet: BenchCase = {
  name: 'parquet',
  async comparisons(bench) {
    const rows = bench.quick ? 250_000 : 1_000_000;
    return Promise.all(
      (['snappy', 'zstd'] as const).map(async codec => {
        const path = await bench.file(`mixed-${rows}-${codec}.parquet`, to => writeMixedParquet(to, rows, codec));
        return {
          what: `${rows.toLocaleString('en')} × ${mixedParquetColumns} Parquet, ${codec}`,
          ours: bench.inBrowser('Terrarium', 'parquet', [path]),
          peers: await bench.inPython('pyarrow read_table, all cores', 'parquet_pyarrow.py', [path]),
        };
      }),
    );
  },
};
