import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { command } from '../../../src/cli/lifecycle/command.ts';

const FILES = [
  'golden.json',
  'metrics.json',
  'model.mjs',
  'model.onnx',
  'predictions.csv',
  'project.json',
  'report.html',
  'schema.json',
];

let folder: string;
let out: string;
let said: string[];
let complaints: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lifecycle-'));
  writeFileSync(join(folder, 'plants.csv'), plants());
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  said = [];
  complaints = [];
});

/** 120 rows: a class that follows height and soil, an id, gaps, and a column that says the class in other words. */
function plants(): string {
  const rows = Array.from({ length: 120 }, (_, i) => {
    const height = ((i * 37) % 100) / 10;
    const soil = ['clay', 'sand', 'peat'][i % 3]!;
    const tall = height + (soil === 'peat' ? 2 : 0) + ((i * 7) % 5) / 2 > 6;
    const cells = [
      i + 1000,
      i % 11 === 0 ? '' : height,
      soil,
      tall ? 'tall' : 'low',
      tall ? 'T' : 'S',
      `2024-01-${String((i % 28) + 1).padStart(2, '0')}`,
    ];
    return cells.join(',');
  });
  return ['id,height,soil,tall,code,day', ...rows].join('\n');
}

const run = (...given: string[]): Promise<number> =>
  command(given, { say: line => said.push(line), complain: line => complaints.push(line) });

const read = (name: string): string => readFileSync(join(out, name), 'utf8');
const json = (name: string): unknown => JSON.parse(read(name));

/** One line, exit code 2, and not a trace beside the file of data. */
async function refused(why: RegExp, ...given: string[]): Promise<void> {
  const before = readdirSync(folder).sort();
  expect(await run(...given)).toBe(2);
  expect(complaints).toHaveLength(1);
  expect(complaints[0]).toMatch(why);
  expect(complaints[0]).not.toContain('\n');
  expect(readdirSync(folder).sort()).toEqual(before);
}

describe('a run', () => {
  test('without a recipe sets the id and the proven leak aside, and says so', async () => {
    expect(await run(join(folder, 'plants.csv'), '--target', 'tall', '--split', 'random', '--out', out)).toBe(0);
    expect(complaints).toEqual([]);
    expect(readdirSync(out).sort()).toEqual(FILES);
    const { columns } = (json('project.json') as { recipe: { columns: { name: string; role: string }[] } }).recipe;
    expect(Object.fromEntries(columns.map(c => [c.name, c.role]))).toMatchObject({
      id: 'id',
      tall: 'target',
      code: 'aside',
      height: 'feature',
      soil: 'feature',
    });
    const text = said.join('\n');
    expect(text).toMatch(/Set aside as ids: "id"/);
    expect(text).toMatch(/Set aside as a leak: “code”/);
    expect(text).toMatch(/model\.onnx verified over \d+ held-out rows: largest difference [\d.e-]+, label flips 0/);
    expect(text).toMatch(/model\.mjs verified over/);
    expect(statSync(join(out, 'report.html')).size).toBeLessThan(5_000_000);
  });

  test('gives metrics that its own predictions confirm, and rows that no training row is among', async () => {
    await run(join(folder, 'plants.csv'), '--target', 'tall', '--split', 'random', '--out', out);
    const [header, ...lines] = read('predictions.csv').trimEnd().split('\r\n');
    expect(header).toBe('row,truth,label,p_low,p_tall');
    const cells = lines.map(line => line.split(','));
    const metrics = json('metrics.json') as {
      rows: { input: number; train: number; test: number };
      heldOut: { accuracy: { value: number; low: number; high: number } };
      crossValidated: { folds: number; metrics: { accuracy: { value: number; low: number } } };
      exports: { onnx: { agrees: boolean; rows: number }; javascript: { agrees: boolean } };
    };
    expect(cells).toHaveLength(metrics.rows.test);
    expect(metrics.rows.train + metrics.rows.test).toBe(metrics.rows.input);
    const source = plants().split('\n').slice(1);
    for (const [row, truth, , low, tall] of cells) {
      expect(source[Number(row)]!.split(',')[3]).toBe(truth);
      expect(Number(low) + Number(tall)).toBeCloseTo(1, 12);
    }
    const right = cells.filter(([, truth, label]) => truth === label).length;
    expect(metrics.heldOut.accuracy.value).toBeCloseTo(right / cells.length, 12);
    expect(metrics.heldOut.accuracy.low).toBeLessThan(metrics.heldOut.accuracy.high);
    expect(metrics.crossValidated.folds).toBe(5);
    expect(metrics.crossValidated.metrics.accuracy.low).toBeLessThan(metrics.crossValidated.metrics.accuracy.value);
    expect(metrics.exports.onnx).toMatchObject({ agrees: true, rows: cells.length });
    expect(metrics.exports.javascript.agrees).toBe(true);
  });

  test('finds strange rows, with a target to be measured by and without one', async () => {
    const data = join(folder, 'plants.csv');
    expect(await run(data, '--task', 'anomaly', '--target', 'tall', '--split', 'random', '--out', out)).toBe(0);
    expect(complaints).toEqual([]);
    expect(read('predictions.csv').split('\r\n')[0]).toBe('row,score,anomaly');
    const { heldOut, exports } = json('metrics.json') as {
      heldOut: Record<string, { value: number | null; reason: string | null }>;
      exports: { onnx: { agrees: boolean } };
    };
    expect(heldOut['anomaly-roc-auc']!.value).toBeGreaterThan(0);
    expect(heldOut['share-flagged']!.value).not.toBeNull();
    expect(exports.onnx.agrees).toBe(true);
    expect(await run(data, '--task', 'anomaly', '--split', 'random', '--out', out)).toBe(0);
    const free = (json('metrics.json') as { heldOut: typeof heldOut }).heldOut;
    expect(free['anomaly-roc-auc']).toMatchObject({ value: null, reason: expect.stringContaining('no column') as string }); // prettier-ignore
    expect(read('report.html')).toContain('Look for strange rows');
  });

  test('is the same again from its own project.json, and replaces its earlier results', async () => {
    await run(join(folder, 'plants.csv'), '--target', 'tall', '--split', 'time:day', '--seed', '7', '--out', out);
    const first = read('predictions.csv');
    writeFileSync(join(folder, 'kept.json'), read('project.json'));
    rmSync(join(out, 'model.onnx'));
    expect(await run(join(folder, 'plants.csv'), '--recipe', join(folder, 'kept.json'), '--out', out)).toBe(0);
    expect(read('predictions.csv')).toBe(first);
    expect(readdirSync(out).sort()).toEqual(FILES);
  });

  test('prints what the recipe expects of the data, quarantines rows, and stops on a fail only where asked', async () => {
    await run(join(folder, 'plants.csv'), '--target', 'tall', '--split', 'time:day', '--out', out);
    const { recipe } = json('project.json') as { recipe: object };
    const expectations = [
      { id: 'range', params: { column: 'height', from: '0', to: '9' }, severity: 'fail', mostly: 1, quarantine: true },
      { id: 'one-of', params: { column: 'soil', values: [['clay'], ['sand']] }, severity: 'warn', mostly: 1, quarantine: false }, // prettier-ignore
    ];
    writeFileSync(join(folder, 'expecting.json'), JSON.stringify({ ...recipe, expectations }));
    const order = [join(folder, 'plants.csv'), '--recipe', join(folder, 'expecting.json'), '--out', out];

    said = [];
    expect(await run(...order)).toBe(0);
    const heights = plants().split('\n').slice(1).map(line => line.split(',')[1]!).filter(Boolean).map(Number); // prettier-ignore
    const tall = heights.filter(h => h > 9).length;
    expect(said).toContain('Expectations: 0 hold, 1 warn, 1 fail.');
    expect(said.join('\n')).toContain(`fail     ${tall} of ${heights.length} (`);
    expect(said.join('\n')).toContain('“soil” is one of “clay” and “sand” (row 3: peat; row 6: peat;');
    expect(said).toContain(`${tall} rows quarantined.`);
    expect(json('metrics.json')).toMatchObject({ rows: { input: 120, quarantined: tall, used: 120 - tall } });
    expect(read('report.html')).toContain('Expectations');

    rmSync(out, { recursive: true });
    await refused(
      /1 of 2 expectations fail: “height” is between 0 and 9\. Nothing was written\./,
      ...order,
      '--strict',
    );
  });

  test('joins another table by the SQL of its recipe, and says which file is missing', async () => {
    const data = join(folder, 'plants.csv');
    await run(data, '--target', 'tall', '--split', 'random', '--out', out);
    type Column = { name: string; kind: string };
    const { recipe } = json('project.json') as { recipe: { columns: Column[]; steps: { columns: string[] }[] } };
    writeFileSync(join(folder, 'soils.csv'), 'soil,acid\nclay,7.5\nsand,6\npeat,4.5\n');
    const query = 'SELECT data.*, acid FROM data JOIN soils USING (soil) ORDER BY data.rowid';
    const joined = {
      ...recipe,
      raw: recipe.columns.map(({ name, kind }) => ({ name, kind })),
      sources: [
        { name: 'soils', columns: ['soil', 'acid'].map((name, i) => ({ name, kind: i ? 'number' : 'category' })) },
      ],
      rows: [{ id: 'sql', params: { query } }],
      columns: [...recipe.columns, { name: 'acid', kind: 'number', role: 'feature' }],
      steps: [...recipe.steps, { id: 'standardise', columns: ['acid'], params: {} }],
    };
    const path = join(folder, 'joined.json');
    writeFileSync(path, JSON.stringify(joined));
    const source = `soils=${join(folder, 'soils.csv')}`;
    expect(await run(data, '--recipe', path, '--source', source, '--out', out)).toBe(0);
    expect(said.join('\n')).toContain('soils: 3 rows, for the recipe to read.');
    const { inputs } = json('schema.json') as { inputs: { name: string }[] };
    expect(inputs.map(i => i.name)).toContain('acid');
    rmSync(out, { recursive: true });
    await refused(/reads another table, "soils".*--source soils=FILE/, data, '--recipe', path, '--out', out);
    complaints = [];
    await refused(/--source must be NAME=FILE/, data, '--recipe', path, '--source', 'soils', '--out', out);
    complaints = [];
    await refused(/--recipe is needed/, data, '--target', 'tall', '--source', source, '--out', out);
  });

  test('holds whole groups out', async () => {
    await run(
      join(folder, 'plants.csv'),
      '--target',
      'height',
      '--split',
      'group:soil',
      '--model',
      'ridge',
      '--out',
      out,
    );
    const soils = plants()
      .split('\n')
      .slice(1)
      .map(line => line.split(',')[2]!);
    const held = read('predictions.csv')
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map(line => Number(line.split(',')[0]));
    const apart = new Set(held.map(row => soils[row]));
    const usable = plants()
      .split('\n')
      .slice(1)
      .map((line, row) => ({ row, soil: line.split(',')[2]!, height: line.split(',')[1] }));
    const expected = usable.filter(r => apart.has(r.soil) && r.height !== '').map(r => r.row);
    expect(held.length).toBeGreaterThan(0);
    expect(held).toEqual(expected);
  });

  test('trains a network in Node, with both exports in step', async () => {
    const given = ['--target', 'tall', '--model', 'neural-network', '--split', 'random'];
    expect(await run(join(folder, 'plants.csv'), ...given, '--out', out)).toBe(0);
    expect(json('metrics.json')).toMatchObject({ model: 'neural-network', exports: { onnx: { agrees: true } } });
  }, 240_000);
});

describe('bad arguments', () => {
  const data = (): string => join(folder, 'plants.csv');
  test.each([
    [/DATA is missing/, []],
    [/--target is missing/, ['DATA', '--out', 'OUT']],
    [/--task must be one of/, ['DATA', '--task', 'guess', '--out', 'OUT']],
    [/--out is missing/, ['DATA', '--target', 'tall']],
    [/Unknown option '--nonsense'/, ['DATA', '--target', 'tall', '--out', 'OUT', '--nonsense']],
    [/one file of data/, ['DATA', 'DATA', '--target', 'tall', '--out', 'OUT']],
    [/one file of data/, ['DATA', '\u001b[A', '--target', 'tall', '--out', 'OUT']],
    [/--seed must be a whole number/, ['DATA', '--target', 'tall', '--seed', '1.5', '--out', 'OUT']],
    [/--seed must be a whole number/, ['DATA', '--target', 'tall', '--seed', '4294967296', '--out', 'OUT']],
    [/--split must be/, ['DATA', '--target', 'tall', '--split', 'time:', '--out', 'OUT']],
    [/--model must be one of/, ['DATA', '--target', 'tall', '--model', 'oracle', '--out', 'OUT']],
    [/--model ridge: .* this is classification/, ['DATA', '--target', 'tall', '--model', 'ridge', '--out', 'OUT']],
    [/no column "nobody"/, ['DATA', '--target', 'nobody', '--out', 'OUT']],
    [/no column "__proto__"/, ['DATA', '--target', '__proto__', '--out', 'OUT']],
    [/no column "when"/, ['DATA', '--target', 'tall', '--split', 'time:when', '--out', 'OUT']],
    [/there is no such file/, ['nowhere.csv', '--target', 'tall', '--out', 'OUT']],
    [/cannot be read: it is a folder/, ['.', '--target', 'tall', '--out', 'OUT']],
    [/cannot be read; name a recipe/, ['DATA', '--recipe', 'nowhere.json', '--out', 'OUT']],
    [/given 2 times/, ['DATA', '--target', 'tall', '--target', 'soil', '--out', 'OUT']],
  ])('%s', async (why, given) => {
    await refused(why, ...given.map(word => (word === 'DATA' ? data() : word === 'OUT' ? out : word)));
  });

  const ours = '{"format": "terrarium-lifecycle/1"}';
  test.each([
    ['other files', { 'thesis.txt': 'years of work' }],
    ['the project.json of another program', { 'project.json': '{"name": "app"}' }],
    ['a project.json that is no JSON', { 'project.json': 'name: app' }],
    ['results without their project.json', { 'model.onnx': 'bytes' }],
    ['earlier results and something else', { 'project.json': ours, 'thesis.txt': 'years of work' }],
  ])('a folder with %s stays as it is', async (_, files) => {
    mkdirSync(out);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
    await refused(/holds other files/, data(), '--target', 'tall', '--out', out);
    expect(Object.fromEntries(readdirSync(out).map(name => [name, read(name)]))).toEqual(files);
  });

  test.each([
    [/plants\.csv is a file/, ['plants.csv']],
    [/plants\.csv is not a folder/, ['plants.csv', 'a', 'b']],
  ])('a place where no folder can be is refused before the work: %s', async (why, place) => {
    await refused(why, data(), '--target', 'tall', '--out', join(folder, ...place));
    expect(said).toEqual([]);
  });

  test('--help says how, and does nothing', async () => {
    expect(await run('--help')).toBe(0);
    expect(said.join('\n')).toMatch(/--target COLUMN[\s\S]*neural-network/);
    expect(complaints).toEqual([]);
  });
});

describe('bad data', () => {
  test.each([
    ['empty.csv', '', /empty/],
    ['header.csv', 'a,tall\n', /rows/],
    ['page.csv', '<!doctype html><html><body>Not found</body></html>', /web page|HTML/i],
    ['archive.csv', 'PK\u0003\u0004 and the rest', /zip/i],
    ['quote.csv', 'a,tall\n1,"yes\n2,no\n', /quote/],
    ['one-class.csv', `a,tall\n${'1,yes\n2,yes\n'.repeat(20)}`, /class/],
    ['names.csv', `a,tall\n${Array.from({ length: 40 }, (_, i) => `${i % 5},name ${i}`).join('\n')}`, /different ones/],
    ['gone.csv', `a,tall\n${'1,\n2,\n'.repeat(20)}`, /target|rows/],
  ])('%s is refused in one line', async (name, text, why) => {
    writeFileSync(join(folder, name), text);
    await refused(why, join(folder, name), '--target', 'tall', '--out', out);
    expect(existsSync(out)).toBe(false);
  });

  test('a file that is no recipe is refused', async () => {
    writeFileSync(join(folder, 'recipe.json'), '{"version": 1, "task": "prophecy"}');
    await refused(/Recipe: task/, join(folder, 'plants.csv'), '--recipe', join(folder, 'recipe.json'), '--out', out);
  });
});
