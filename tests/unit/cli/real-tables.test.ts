import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { command } from '../../../src/cli/lifecycle/command.ts';

/** Well-known tables that lie beside a checkout and are not part of it; those that are not there are named and left out. */
const FOLDER = join('..', 'shared', 'data', 'tables');

interface Case {
  readonly name: string;
  readonly target: string;
  readonly task: string;
  readonly aside: readonly string[];
  readonly metric: string;
  /** What any sound model reaches on these tables, from published scores. */
  readonly good: (value: number) => boolean;
}

const CASES: readonly Case[] = [
  { name: 'penguins', target: 'species', task: 'classification', aside: [], metric: 'accuracy', good: v => v > 0.95 },
  {
    name: 'titanic',
    target: 'survived',
    task: 'classification',
    aside: ['alive'],
    metric: 'roc-auc',
    good: v => v > 0.8 && v < 0.95,
  },
  { name: 'diamonds', target: 'price', task: 'regression', aside: [], metric: 'r2', good: v => v > 0.88 && v < 0.99 },
  { name: 'mpg', target: 'mpg', task: 'regression', aside: [], metric: 'r2', good: v => v > 0.75 && v < 0.99 },
];

const present = CASES.filter(c => existsSync(join(FOLDER, `${c.name}.csv`)));
for (const { name } of CASES.filter(c => !present.includes(c))) console.log(`${name}.csv is not beside this checkout.`);

const folder = mkdtempSync(join(tmpdir(), 'tables-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Always at least one test, so that the file says what it found. */
test('tables that are there have a name that is known', () => {
  expect(CASES.map(c => c.name)).toEqual(expect.arrayContaining(present.map(c => c.name)));
});

for (const { name, target, task, aside, metric, good } of present) {
  test(`${name}, from table to verified exports`, { timeout: 120_000 }, async () => {
    const out = join(folder, name);
    const complaints: string[] = [];
    const given = [join(FOLDER, `${name}.csv`), '--target', target, '--out', out];
    expect(await command(given, { say: () => undefined, complain: line => complaints.push(line) })).toBe(0);
    expect(complaints).toEqual([]);
    const read = (file: string): unknown => JSON.parse(readFileSync(join(out, file), 'utf8'));
    const metrics = read('metrics.json') as {
      task: string;
      rows: { test: number };
      heldOut: Record<string, { value: number; low: number; high: number }>;
      exports: Record<string, unknown>;
    };
    expect(metrics.task).toBe(task);
    const found = metrics.heldOut[metric]!;
    expect(good(found.value), String(found.value)).toBe(true);
    expect(found.low).toBeLessThanOrEqual(found.value);
    expect(found.high).toBeGreaterThanOrEqual(found.value);
    const verified = { agrees: true, labelFlips: 0, rows: metrics.rows.test };
    expect(metrics.exports).toMatchObject({ onnx: verified, javascript: verified });
    const { recipe, said } = read('project.json') as {
      recipe: { columns: { name: string; role: string }[] };
      said: string[];
    };
    for (const column of aside) {
      expect(recipe.columns.find(c => c.name === column)?.role).toBe('aside');
      expect(said.join('\n')).toContain(`“${column}”`);
    }
  });
}
