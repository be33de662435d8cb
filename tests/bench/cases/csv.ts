import type { BenchCase } from '../bench.ts';
import { mixedDates, writeMixedCsv } from '../data/mixed-csv.ts';

/** Reading a mixed CSV file into typed Arrow columns. */
export const csv: BenchCase = {
  name: 'csv',
  async comparisons(bench) {
    const rows = bench.quick ? 250_000 : 1_000_000;
    const path = await bench.file(`mixed-${rows}.csv`, to => writeMixedCsv(to, rows));
    return [
      {
        what: `${rows.toLocaleString('en')} × 13 mixed CSV to typed Arrow`,
        ours: bench.inBrowser('Terrarium', 'csv', [path]),
        peers: [
          ...(await bench.inPython('pandas read_csv, dates parsed', 'csv_pandas.py', [path, ...mixedDates])),
          ...(await bench.inPython('pyarrow read_csv, all cores', 'csv_pyarrow.py', [path])),
          bench.inBrowser('DuckDB-WASM read_csv', 'csv-duckdb', [path]),
          bench.inBrowser('uDSV typed columns', 'csv-udsv', [path]),
          bench.inBrowser('Papa Parse, dynamic typing', 'csv-papaparse', [path]),
        ],
      },
    ];
  },
};
