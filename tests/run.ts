import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './tools/find-browser.ts';
import { failedTests, sumOf, tally, type Tally } from './tools/tally.ts';

/**
 * `npm test`: everything, in order, ending in one line of totals. `npm test -- unit`, `browser`, `e2e` or `policy` runs
 * a part; anything after the part goes on to vitest (`npm test -- unit tests/unit/core`).
 */
interface Part {
  readonly name: string;
  readonly project: string;
  readonly needsBrowser: boolean;
  readonly needsBuild: boolean;
  readonly filters: readonly string[];
}

const PARTS: readonly Part[] = [
  { name: 'unit', project: 'node', needsBrowser: false, needsBuild: false, filters: [] },
  { name: 'browser', project: 'browser', needsBrowser: true, needsBuild: false, filters: [] },
  { name: 'e2e', project: 'e2e', needsBrowser: true, needsBuild: true, filters: [] },
];

const POLICY: Part = {
  name: 'policy',
  project: 'node',
  needsBrowser: false,
  needsBuild: false,
  filters: ['tests/policy'],
};

const RESULTS = 'test-results';

function chosenParts(wanted: string | undefined): readonly Part[] {
  if (wanted === undefined) return PARTS;
  const part = [...PARTS, POLICY].find(candidate => candidate.name === wanted);
  if (!part) throw new Error(`npm test knows the parts unit, browser, e2e and policy, not "${wanted}".`);
  return [part];
}

/** Run a program of node_modules, its output shown as it comes. */
function node(args: readonly string[]): number {
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status ?? 1;
}

function build(): boolean {
  console.log('\n— building the studio');
  return node([join('node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn']) === 0;
}

interface PartResult extends Tally {
  readonly failedTests: readonly string[];
}

function runPart(part: Part, filters: readonly string[]): PartResult {
  console.log(`\n— ${part.name}`);
  if (part.needsBuild && !build()) {
    return { passed: 0, failed: 1, skipped: 0, failedTests: ['the studio could not be built'] };
  }
  const output = join(RESULTS, `${part.name}.json`);
  const exitCode = node([
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...['--project', part.project],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${output}`],
    ...part.filters,
    ...filters,
  ]);
  const report = readIfThere(output);
  return { ...tally(report, exitCode), failedTests: failedTests(report, process.cwd()) };
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function main(): void {
  const started = performance.now();
  const [wanted, ...filters] = process.argv.slice(2);
  const parts = chosenParts(wanted);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  // The parts run in processes of their own, which find the same browser through this variable.
  if (parts.some(part => part.needsBrowser)) process.env['CHROME_PATH'] = ensureBrowser(line => console.log(line));

  const tallies = parts.map(part => ({ part, ...runPart(part, filters) }));
  console.log('');
  for (const name of tallies.flatMap(result => result.failedTests)) console.log(`failed: ${name}`);
  for (const { part, passed, failed, skipped } of tallies) {
    console.log(`${part.name.padEnd(8)} ${passed} passed, ${failed} failed, ${skipped} skipped`);
  }
  console.log(`took ${Math.round((performance.now() - started) / 1000)} s`);
  const total = sumOf(tallies);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exitCode = 1;
}
