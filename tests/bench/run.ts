import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshKernels } from '../../src/cli/build-kernels.ts';
import type { Bench, BenchCase, Row } from './bench.ts';
import { type BenchBrowser, openBrowser } from './browser.ts';
import { cases } from './cases/index.ts';
import { measure, type Budget } from './measure.ts';
import { findPython, pythonContender } from './python.ts';
import { growthPlot } from './plot.ts';
import { table } from './table.ts';

/**
 * `npm run bench -- csv parquet …`: our times in headless Chromium beside those of other tools on the same file, round
 * by round in turn, as medians. `--only TEXT` takes those comparisons of training and prediction that have it in their name, `--runs N` makes N rounds. Data and the peers' Python environment are made once, in .bench.
 */
const CACHE = '.bench';
const FULL: Budget = { runs: 5, seconds: 600 };
const QUICK: Budget = { runs: 3, seconds: 30 };

function say(line: string): void {
  console.log(line);
}

function chosenCases(names: readonly string[]): readonly BenchCase[] {
  const known = cases.map(({ name }) => name).join(', ');
  const unknown = names.find(name => !cases.some(one => one.name === name));
  if (unknown !== undefined) throw new Error(`There is no case "${unknown}". The cases are: ${known}.`);
  // The growth of cost takes long and is drawn rather than compared; it is measured when it is asked for.
  return cases.filter(({ name }) => (names.length ? names.includes(name) : name !== 'growth'));
}

async function cachedFile(name: string, write: (path: string) => Promise<void>): Promise<string> {
  const path = join(CACHE, name);
  if (existsSync(path)) return path;
  say(`Making ${name}.`);
  await write(`${path}.part`);
  renameSync(`${path}.part`, path);
  return path;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      only: { type: 'string', default: '' },
      plot: { type: 'string' },
      runs: { type: 'string' },
    },
  });
  const chosen = chosenCases(positionals);
  mkdirSync(CACHE, { recursive: true });
  await freshKernels();
  const python = findPython(CACHE, say);
  if (!python) say('Without Python there is no peer in Python; our times are measured all the same.');
  let browser: BenchBrowser | null = null;
  const rows: Row[] = [];
  try {
    browser = await openBrowser(CACHE, say);
    const { contender } = browser;
    const bench: Bench = {
      quick: values.quick,
      wanted: what => what.toLowerCase().includes(values.only.toLowerCase()),
      file: cachedFile,
      inBrowser: (name, job, files, options = {}) => contender(name, job, files, options),
      inPython: async (name, script, args) => (python ? [pythonContender(python, name, script, args)] : []),
    };
    for (const { name, comparisons } of chosen) {
      const all = await comparisons(bench);
      const usual = values.quick ? { ...QUICK, seconds: QUICK.seconds / all.length } : FULL;
      const budget = { ...usual, runs: values.runs === undefined ? usual.runs : Number(values.runs) };
      for (const comparison of all) {
        say(`Measuring ${name}: ${comparison.what}.`);
        rows.push(...(await measure(name, comparison, budget)));
      }
    }
  } finally {
    await browser?.close();
  }
  say(table(rows));
  if (values.plot) writeFileSync(values.plot, growthPlot(rows));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(rows, null, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
