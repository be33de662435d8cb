import { describe, expect, test } from 'vitest';
import { measureCheat } from '../../../../src/core/pipeline/cheat.ts';
import { type Cheat, cheatSentence, cheatVerdict, nothingToCheat } from '../../../../src/core/pipeline/cheat-words.ts';
import { crossValidate } from '../../../../src/core/pipeline/evaluate.ts';
import { proposeRecipe } from '../../../../src/core/pipeline/propose.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { metricById } from '../../../../src/core/metrics/index.ts';
import { randomStream } from '../../../../src/core/random.ts';
import { categoryColumn, type Column, numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const rowsOf = (table: Table) => Int32Array.from({ length: table.rows }, (_, i) => i);

/** Columns of noise and a target that has nothing to do with them, or hangs on the first. */
function noise(rows: number, width: number, real: boolean): { table: Table; names: string[] } {
  const random = randomStream(5, `noise ${rows} ${width}`);
  const names = Array.from({ length: width }, (_, i) => `x${i}`);
  const columns = names.map((): Column => numberColumn(Array.from({ length: rows }, () => random.normal())));
  const first = (columns[0] as { values: Float64Array }).values;
  const coin = Array.from({ length: rows }, (_, i) => (real ? first[i]! + random.normal() > 0 : random.next() < 0.5));
  const target = categoryColumn(coin.map(yes => (yes ? 'yes' : 'no')));
  return { table: makeTable([...names.map((n, i) => [n, columns[i]!] as const), ['answer', target]]), names };
}

function recipeFor(table: Table, steps: Recipe['steps']): Recipe {
  const fields = table.names.map((name, i) => ({
    name,
    kind: table.columns[i]!.kind,
    role: name === 'answer' ? ('target' as const) : ('feature' as const),
  }));
  return { ...proposeRecipe(table, fields, 3, 'classification'), steps };
}

const options = { folds: 5, repeats: 3 };

describe('columns chosen by looking at the target, where there is nothing but noise', () => {
  const { table, names } = noise(80, 400, false);
  const recipe = recipeFor(table, [{ id: 'select-best', columns: names, params: { keep: 10 } }]);

  test('honestly measured it is a coin toss; cheating it looks like knowledge', async () => {
    const found = await measureCheat(recipe, table, rowsOf(table), options);
    expect(found.metric).toBe('roc-auc');
    expect(Math.abs(found.honest - 0.5)).toBeLessThan(0.12);
    expect(found.cheating).toBeGreaterThan(0.8);
    expect(found.gain).toBeCloseTo(found.cheating - found.honest, 12);
    expect(found.interval!.low).toBeGreaterThan(0.1);
    expect(found.folds).toHaveLength(15);
    expect(found.rows).toBe(80);
  });

  test('rows that do not take part change nothing: the test rows stay unseen', async () => {
    const train = rowsOf(table).slice(0, 60);
    const found = await measureCheat(recipe, table, train, { folds: 3, repeats: 1 });
    const spoilt = makeTable(
      table.names.map((name, i) => {
        const column = table.columns[i]!;
        if (column.kind !== 'number') return [name, column] as const;
        return [name, numberColumn(Array.from(column.values, (v, r) => (r < 60 ? v : 1e9)))] as const;
      }),
    );
    expect(await measureCheat(recipe, spoilt, train, { folds: 3, repeats: 1 })).toStrictEqual(found);
  });
});

test('the honest side is the cross-validation that a training reports', async () => {
  const { table, names } = noise(90, 4, true);
  const recipe = recipeFor(table, [{ id: 'standardise', columns: names, params: {} }]);
  const found = await measureCheat(recipe, table, rowsOf(table), { folds: 5, repeats: 1 });
  const folds = await crossValidate(recipe, table, rowsOf(table), 5);
  expect(found.folds.map(f => f.honest)).toEqual(folds.map(f => metricById('roc-auc').compute(f.outcome).value));
});

test('standardising on all rows gains next to nothing', async () => {
  const { table, names } = noise(300, 4, true);
  const recipe = recipeFor(table, [{ id: 'standardise', columns: names, params: {} }]);
  const found = await measureCheat(recipe, table, rowsOf(table), options);
  expect(found.honest).toBeGreaterThan(0.7);
  expect(Math.abs(found.gain)).toBeLessThan(0.005);
  expect(found.interval === null || (found.interval.low <= 0 && found.interval.high >= 0)).toBe(true);
});

test('a step that learns the same from any rows gains exactly nothing', async () => {
  const { table, names } = noise(100, 3, true);
  const constant = { id: 'impute', columns: names, params: { strategy: 'constant', value: 0 } };
  const found = await measureCheat(recipeFor(table, [constant]), table, rowsOf(table), options);
  expect(found.gain).toBe(0);
  expect(found.folds.every(f => f.honest === f.cheating)).toBe(true);
});

test('a network stops early on the same rows either way', async () => {
  const { table, names } = noise(60, 3, true);
  const recipe: Recipe = {
    ...recipeFor(table, [{ id: 'max-abs', columns: names, params: {} }]),
    model: { id: 'neural-network', params: { hidden: [4], epochs: 3, batchSize: 8 } },
  };
  const heard: number[] = [];
  const found = await measureCheat(recipe, table, rowsOf(table), {
    folds: 3,
    repeats: 1,
    onFold: done => void heard.push(done),
  });
  expect(heard).toEqual([0, 1, 2, 3]);
  expect(Math.abs(found.gain)).toBeLessThan(0.1);
  const constant = { id: 'impute', columns: names, params: { strategy: 'constant', value: 0 } };
  const same = await measureCheat({ ...recipe, steps: [constant] }, table, rowsOf(table), {
    folds: 3,
    repeats: 1,
  });
  expect(same.folds.every(f => f.honest === f.cheating)).toBe(true);
});

test('lower is better: the gain of an error is above 0 when the cheat reports less of it', async () => {
  const random = randomStream(9, 'regression');
  const names = Array.from({ length: 200 }, (_, i) => `x${i}`);
  const columns = names.map(() => numberColumn(Array.from({ length: 60 }, () => random.normal())));
  const answer = numberColumn(Array.from({ length: 60 }, () => random.normal()));
  const table = makeTable([...names.map((n, i) => [n, columns[i]!] as const), ['answer', answer]]);
  const recipe: Recipe = {
    ...recipeFor(table, [{ id: 'select-best', columns: names, params: { keep: 8 } }]),
    task: 'regression',
    model: { id: 'ridge', params: {} },
  };
  const found = await measureCheat(recipe, table, rowsOf(table), options);
  expect(found.metric).toBe('rmse');
  expect(found.cheating).toBeLessThan(found.honest);
  expect(found.gain).toBeCloseTo(found.honest - found.cheating, 12);
  expect(found.interval!.low).toBeGreaterThan(0);
});

test('folds by time are always the same, so they are measured once', async () => {
  const { table, names } = noise(60, 3, true);
  const timed = makeTable([
    ...table.names.map((n, i) => [n, table.columns[i]!] as const),
    ['when', numberColumn(Array.from({ length: 60 }, (_, i) => i))],
  ]);
  const recipe = recipeFor(timed, [{ id: 'standardise', columns: names, params: {} }]);
  const byTime: Recipe = { ...recipe, split: { kind: 'time', column: 'when', test: 0.2 } };
  const found = await measureCheat(byTime, timed, rowsOf(timed), options);
  expect([found.repeats, found.folds.length]).toEqual([1, 5]);
});

test('where there is nothing to cheat with, it says so', async () => {
  const { table, names } = noise(40, 2, true);
  const bare = recipeFor(table, [{ id: 'standardise', columns: [], params: {} }]);
  expect(nothingToCheat(bare)).toContain('no step that learns');
  await expect(measureCheat(bare, table, rowsOf(table), options)).rejects.toMatchObject({ code: 'metric/no-cheat' });
  const stepped = recipeFor(table, [{ id: 'standardise', columns: names, params: {} }]);
  expect(nothingToCheat(stepped)).toBeNull();
  expect(nothingToCheat({ ...stepped, task: 'clustering' })).toContain('no right answer');
});

test('it can be stopped, and says how far it is', async () => {
  const { table, names } = noise(60, 3, true);
  const recipe = recipeFor(table, [{ id: 'standardise', columns: names, params: {} }]);
  const stop = new AbortController();
  const heard: number[] = [];
  const onFold = (done: number, total: number) => {
    heard.push(done / total);
    if (done === 4) stop.abort();
  };
  const work = measureCheat(recipe, table, rowsOf(table), { ...options, onFold, signal: stop.signal });
  await expect(work).rejects.toMatchObject({ code: 'rpc/cancelled' });
  expect(heard).toEqual([0, 1, 2, 3, 4].map(done => done / 15));
});

describe('in words', () => {
  const found = (honest: number, cheating: number, gain: number, low: number, high: number): Cheat => ({
    metric: 'roc-auc',
    honest,
    cheating,
    gain,
    interval: { low, high, level: 0.95, method: 'test' },
    folds: [{ honest, cheating }],
    repeats: 1,
    rows: 100,
  });

  test('a gain that chance does not explain is called not real', () => {
    const cheat = found(0.861, 0.873, 0.012, 0.004, 0.02);
    expect(cheatVerdict(cheat)).toBe('real');
    expect(cheatSentence(cheat, 'ROC-AUC')).toBe(
      'Fitting the steps on all rows would have reported ROC-AUC 0.873 instead of 0.861: 0.012 of it is not real.',
    );
  });
  test('an error is told in its unit', () => {
    expect(cheatSentence(found(42.31, 40.12, 2.19, 1, 3), 'RMSE', 'euro')).toContain(
      'RMSE 40.1 euro instead of 42.3 euro: 2.2 euro of it is not real.',
    );
  });
  test('what may be chance, what is worse and what is the same are told as that', () => {
    expect(cheatSentence(found(0.861, 0.863, 0.002, -0.01, 0.014), 'ROC-AUC')).toContain('may be chance');
    expect(cheatSentence(found(0.861, 0.86103, 0.00003, -0.01, 0.01), 'ROC-AUC')).toContain('next to nothing');
    expect(cheatSentence(found(0.861, 0.84, -0.021, -0.03, -0.01), 'ROC-AUC')).toContain('which is worse');
    expect(cheatSentence(found(0.861, 0.861, 0, 0, 0), 'ROC-AUC')).toContain('gains nothing');
    expect(cheatVerdict({ ...found(0.861, 0.9, 0.039, 0, 0), interval: null })).toBe('chance');
  });
});
