import type { BenchCase } from '../bench.ts';
import { mixedDates, writeMixedCsv } from '../data/mixed-csv.ts';
import { writePlainColumns } from '../data/plain-columns.ts';

/**
 * Describing a table that is in memory already. Ours makes the whole profile (with repeated rows, histograms, outliers,
 * words, gaps in time) and all associations; pandas describes, counts values, and takes quantiles and correlations.
 */
export const profile: BenchCase = {
  name: 'profile',
  async comparisons(bench) {
    const mixed = bench.quick ? 250_000 : 1_000_000;
    const plain = bench.quick ? 2_000_000 : 10_000_000;
    const csv = await bench.file(`mixed-${mixed}.csv`, to => writeMixedCsv(to, mixed));
    const columns = await bench.file(`plain-${plain}.bin`, to => writePlainColumns(to, plain));
    const peer = 'pandas describe, nunique, value_counts, quantile, corr';
    return [
      {
        what: `${mixed.toLocaleString('en')} × 13 mixed columns, profile and associations`,
        ours: bench.inBrowser('Terrarium', 'profile', [csv]),
        peers: await bench.inPython(peer, 'profile_pandas.py', [csv, ...mixedDates]),
      },
      {
        what: `${plain.toLocaleString('en')} × 4 columns, profile and associations`,
        ours: bench.inBrowser('Terrarium', 'profile', [columns]),
        peers: await bench.inPython(peer, 'profile_pandas.py', [columns]),
      },
    ];
  },
};
