import type { BenchCase, Comparison } from '../bench.ts';
import { type Subject, subjects } from '../subjects.ts';
import { comparison } from './train.ts';

/** Rows with 10 columns, and columns with 20,000 rows. */
const ROWS = [10_000, 30_000, 100_000, 300_000, 1_000_000, 2_000_000];
const COLUMNS = [10, 30, 100, 200, 500];
const TEST = 10_000;

/** Every algorithm that is measured elsewhere, each once, at other sizes. */
const distinct = subjects.filter((s, i) => subjects.findIndex(other => other.name === s.name) === i);

const sized = (subject: Subject, rows: number, width: number): Subject => ({
  ...subject,
  data: { ...subject.data, rows, width, test: TEST },
});

/** How the cost of training grows with rows and with columns; `--plot FILE.svg` draws it. */
export const growth: BenchCase = {
  name: 'growth',
  async comparisons(bench) {
    const most = bench.quick ? 100_000 : Infinity;
    const widest = bench.quick ? 100 : Infinity;
    const all = distinct.flatMap(subject => [
      ...ROWS.filter(rows => rows <= most).map(rows => sized(subject, rows, 10)),
      ...COLUMNS.filter(width => width <= widest).map(width => sized(subject, 20_000, width)),
    ]);
    const wanted = all.filter(subject => bench.wanted(subject.name));
    // One after another: some share a file of data, which is to be made once.
    const comparisons: Comparison[] = [];
    for (const subject of wanted) comparisons.push(await comparison(bench, 'train', subject));
    return comparisons;
  },
};
