import type { Bench, BenchCase, Comparison } from '../bench.ts';
import { labelledFile, writeLabelled } from '../data/labelled.ts';
import { tensorComparisons } from '../tensor-peers.ts';
import { quickly, sizeOf, type Subject, subjects } from '../subjects.ts';

/** Fitting on a table in memory, ours with the whole pipeline around it, the peer on a matrix. */
export const train: BenchCase = { name: 'train', comparisons: bench => compare(bench, 'train') };

/**
 * Predicting 100,000 rows with what was fitted before: labels and probabilities, or groups and the distances to all of them;
 * the peer's groups alone are measured as well.
 */
export const predict: BenchCase = { name: 'predict', comparisons: bench => compare(bench, 'predict') };

const ROWS_PREDICTED = 100_000;

async function compare(bench: Bench, work: 'train' | 'predict'): Promise<Comparison[]> {
  const all = bench.quick ? subjects.map(quickly) : subjects;
  const comparisons: Comparison[] = [];
  for (const subject of all.filter(s => bench.wanted(`${s.name}, ${sizeOf(s)}`))) {
    comparisons.push(await comparison(bench, work, subject));
  }
  return work === 'train' ? [...comparisons, ...(await tensorComparisons(bench))] : comparisons;
}

/** One subject, ours and the peer's. */
export async function comparison(bench: Bench, work: 'train' | 'predict', subject: Subject): Promise<Comparison> {
  const { data, peer, name } = subject;
  const file = await bench.file(labelledFile(data), to => writeLabelled(to, data));
  const repeats = Math.round(ROWS_PREDICTED / data.test);
  const counts = [data.rows, data.width, data.test].map(String);
  const inPython = (called: string, asked: string) =>
    bench.inPython(called, 'learner.py', [asked, String(repeats), peer, file, ...counts]);
  const grouping = work === 'predict' && subject.task === 'clustering';
  return {
    what: `${name}, ${sizeOf(subject)}`,
    ours: bench.inBrowser('Terrarium', 'learner', [file], { work, repeats, subject }),
    peers: [
      ...(await inPython(peer, work)),
      ...(grouping ? await inPython(`${peer}.predict, no distances`, 'labels') : []),
    ],
  };
}
