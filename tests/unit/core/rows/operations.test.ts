import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowOperationById } from '../../../../src/core/rows/index.ts';
import { categoryColumn, cellText, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { getColumn, makeTable, type Table } from '../../../../src/core/table/table.ts';
import { type Cells, cellsOf, contextWith, run, tableOf } from './run.ts';

const n = tableOf([
  ['n', 'number', [1, 2, 3, null, 5]],
  ['t', 'text', ['Ab', 'aB ', 'ÁB', null, 'b']],
  ['c', 'category', ['x', 'y', 'x', null, 'z']],
]);
const kept = async (...args: Parameters<typeof run>): Promise<number[]> => [...(await run(...args)).kept!];

describe('filter', () => {
  const conditions = (...list: string[][]) => ({ conditions: list });
  it('keeps all rows without conditions', async () => {
    expect((await run('filter', n)).table).toBe(n);
  });
  it.each([
    [['n', 'is', '2.0'], [1]],
    [
      ['n', 'is not', '2'],
      [0, 2, 3, 4],
    ],
    [
      ['n', 'is none of', '1 | 2'],
      [2, 3, 4],
    ],
    [['n', 'is less than', '2'], [0]],
    [
      ['n', 'is at most', '2'],
      [0, 1],
    ],
    [
      ['n', 'is between', '2|3'],
      [1, 2],
    ],
    [['n', 'is missing', ''], [3]],
    [
      ['n', 'is there', ''],
      [0, 1, 2, 4],
    ],
    [['t', 'contains', 'B'], [0, 1, 2].filter(i => i !== 0)],
    [['t', 'starts with', 'a'], [1]],
    [
      ['t', 'ends with', 'b'],
      [0, 4],
    ],
    [
      ['t', 'matches pattern', '(?i)^a'],
      [0, 1],
    ],
    [
      ['c', 'is one of', 'x | z'],
      [0, 2, 4],
    ],
  ])('%j', async (condition, expected) => {
    expect(await kept('filter', n, conditions(condition))).toEqual(expected);
  });
  it.each([
    [['n', 'is', 'two'], 'the value for “n” must be a number such as 12.5, got "two"'],
    [['n', 'is between', '1'], 'must be two bounds such as 1 | 100'],
    [['t', 'is at least', '1'], 'column "t" must hold numbers or dates, it holds texts'],
    [['t', 'matches pattern', '('], 'cannot be read (character 1: this “(” has no “)”)'],
    [['', 'is', '1'], 'choose a column first'],
  ])('refuses %j', async (condition, message) => {
    await expect(run('filter', n, conditions(condition))).rejects.toThrow(message);
  });
  it('is quick where a pattern would make another engine backtrack for ever', async () => {
    const long = makeTable([['t', textColumn(['a'.repeat(30_000)])]]);
    const start = performance.now();
    expect(await kept('filter', long, conditions(['t', 'matches pattern', '^(a|a|aa)+$x']))).toEqual([]);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('filter-formula', () => {
  it('keeps the rows for which it is true', async () => {
    expect(await kept('filter-formula', n, { formula: "n > 1 and c != 'y'" })).toEqual([2, 4]);
  });
  it('refuses what is neither true nor false, and names that are not there', async () => {
    await expect(run('filter-formula', n, { formula: 'n + 1' })).rejects.toThrow(
      'must be true or false, it gives number',
    );
    await expect(run('filter-formula', n, { formula: 'm > 1' })).rejects.toThrow('m');
  });
});

describe('drop-duplicates', () => {
  it('takes texts for the same that differ in case, accents, punctuation and spacing', async () => {
    expect(await kept('drop-duplicates', n, { columns: ['t'], compare: 'alike' })).toEqual([0, 3, 4]);
    expect(await kept('drop-duplicates', n, { columns: ['t'] })).toEqual([0, 1, 2, 3, 4]);
    const signs = tableOf([['t', 'text', ['?', '–', '?', 'St. John’s', 'st johns', 'ST  JOHN S']]]);
    expect(await kept('drop-duplicates', signs, { compare: 'alike' })).toEqual([0, 1, 3, 4]);
  });
});

describe('sample', () => {
  const grouped = makeTable([
    ['g', categoryColumn(Array.from({ length: 200 }, (_, i) => (i < 180 ? 'many' : 'few')))],
    ['i', numberColumn(Array.from({ length: 200 }, (_, i) => i))],
  ]);
  it('draws the same rows from the same seed, others from another', async () => {
    const one = await kept('sample', grouped, { share: 0.3 }, contextWith([], 1));
    expect(one).toHaveLength(60);
    expect(await kept('sample', grouped, { share: 0.3 }, contextWith([], 1))).toEqual(one);
    expect(await kept('sample', grouped, { share: 0.3 }, contextWith([], 2))).not.toEqual(one);
  });
  it('gives each group its share, rounded as Python rounds', async () => {
    const rows = await kept('sample', grouped, { share: 0.125, by: ['g'] });
    expect([rows.filter(r => r < 180).length, rows.filter(r => r >= 180).length]).toEqual([22, 2]);
  });
  it('draws each row as often as any other', async () => {
    const counts = new Array<number>(200).fill(0);
    for (let seed = 0; seed < 400; seed++)
      for (const row of await kept('sample', grouped, { amount: 'number', count: 20 }, contextWith([], seed)))
        counts[row]! += 1;
    // Binomial(400, 0.1): mean 40, sd 6; six of them out of 200 rows is one chance in a million.
    expect(Math.max(...counts)).toBeLessThan(76);
    expect(Math.min(...counts)).toBeGreaterThan(10);
  });
});

describe('sort', () => {
  it('is the order that comparing the values gives, for any numbers', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.double()), async values => {
        const rows = await kept('sort', makeTable([['x', numberColumn(values)]]), { by: [['x', 'descending']] });
        const present = (v: number) => (Number.isNaN(v) ? 1 : 0);
        const expected = [...values.keys()].sort((a, b) => {
          const [x, y] = [values[a]!, values[b]!];
          return present(x) - present(y) || (present(x) ? 0 : x === y ? 0 : x < y ? 1 : -1) || a - b;
        });
        expect(rows).toEqual(expected);
      }),
    ));
});

describe('values', () => {
  it('counts what could not be read, and says so', async () => {
    const { notes } = await run('cast', n, { columns: ['t'] });
    expect(notes).toEqual(['4 values of “t” could not be read as numbers, such as “Ab”, “aB ”, “ÁB”, “b”.']);
  });
  it('replaces a text as it is written, whatever signs it holds', async () => {
    const table = tableOf([['t', 'text', ['a.c', 'abc', '$&']]]);
    const { table: made } = await run('replace-text', table, { columns: ['t'], find: 'a.c', replacement: '$&$1' });
    expect(cellsOf(made.columns[0]!)).toEqual(['$&$1', 'abc', '$&']);
  });
  it('leaves the very same columns where nothing changes', async () => {
    const { table } = await run('tidy-text', n, { columns: ['c'] });
    expect(getColumn(table, 'c')).toBe(getColumn(n, 'c'));
    expect(getColumn(table, 'n')).toBe(getColumn(n, 'n'));
  });
  it('merges levels that become the same', async () => {
    const { table } = await run('tidy-text', tableOf([['c', 'category', ['a', 'A', ' a', ' ']]]), {
      columns: ['c'],
      letters: 'lower',
    });
    expect(table.columns[0]).toMatchObject({ levels: ['a'] });
    expect(cellsOf(table.columns[0]!)).toEqual(['a', 'a', 'a', null]);
  });
  it('writes words as titles', async () => {
    const { table } = await run('tidy-text', tableOf([['t', 'text', ["jean-luc o'NEILL", 'ÉCOLE 2nd', 'ﬁ']]]), {
      columns: ['t'],
      letters: 'title',
    });
    expect(cellsOf(table.columns[0]!)).toEqual(["Jean-Luc O'neill", 'École 2nd', 'FI']);
  });
  it('refuses a replacement that the column cannot hold', async () => {
    await expect(run('replace-values', n, { columns: ['n'], values: [['1', 'one']] })).rejects.toThrow(
      'the replacement for “n” must be a number such as 12.5, got "one"',
    );
  });
  it('refuses units of different quantities and bounds the wrong way round', async () => {
    await expect(run('convert-unit', n, { columns: ['n'], to: 'hour' })).rejects.toThrow('"hour" measures time');
    await expect(run('clip', n, { columns: ['n'], lowest: '3', highest: '2' })).rejects.toThrow(
      'at least the lowest value 3',
    );
  });
  it('gives the new unit its symbol', async () => {
    const { units } = await run('convert-unit', n, { columns: ['n'] });
    expect([...units!]).toEqual([['n', 'km']]);
  });
});

describe('columns', () => {
  it('never gives two columns one name', async () => {
    await expect(run('rename', n, { names: [['n', 't']] })).rejects.toThrow('two columns would be named "t"');
    await expect(run('rename', n, { names: [['n', ' ']] })).rejects.toThrow('the new name of “n” must be a name');
    const table = tableOf([['a', 'text', ['1-2']], ['a 1', 'number', [0]]]); // prettier-ignore
    const { table: made } = await run('split-text', table, { column: 'a', separator: '-' });
    expect(made.names).toEqual(['a', 'a 1 2', 'a 2', 'a 1']);
  });
  it('says what a renamed column was called', () => {
    const { nameBefore } = rowOperationById('rename');
    const params = { names: [['a', 'b'], ['b', 'a']] }; // prettier-ignore
    expect(['a', 'b', 'c'].map(name => nameBefore!(name, params as never))).toEqual(['b', 'a', 'c']);
  });
  it('refuses a pattern without a group', async () => {
    await expect(run('extract-pattern', n, { column: 't', pattern: '\\d+' })).rejects.toThrow(
      'has no group to extract',
    );
  });
});

describe('tables', () => {
  const other: Cells = [['c', 'category', ['x', 'x', 'y']], ['v', 'number', [1, 2, 3]]]; // prettier-ignore
  const context = contextWith([{ name: 'more', table: tableOf(other) }]);
  it('says how a join went', async () => {
    const { notes, kept: rows } = await run('join', n, { source: 'more', keys: [['c', 'c']] }, context);
    expect([...rows!]).toEqual([0, 0, 1, 2, 2, 3, 4]);
    expect(notes).toEqual([
      '2 rows have no partner in “more”.',
      'Rows with several partners are repeated, one of them 2 times.',
    ]);
  });
  it('refuses a join that would explode before it makes a row, with their number', async () => {
    const many = makeTable([['c', categoryColumn(Array.from({ length: 100_000 }, () => 'x'))]]);
    const start = performance.now();
    await expect(
      run('join', many, { source: 'many', keys: [['c', 'c']] }, contextWith([{ name: 'many', table: many }])),
    ).rejects.toThrow('this would make 10,000,000,000 rows; at most 20,000,000 are made. One row has 100,000 partners');
    expect(performance.now() - start).toBeLessThan(3000);
  });
  it('refuses keys that can never be equal, and tables that are not there', async () => {
    await expect(run('join', n, { source: 'more', keys: [['n', 'c']] }, context)).rejects.toThrow('can never be equal');
    await expect(run('join', n, { source: 'none', keys: [['n', 'c']] }, context)).rejects.toThrow(
      'There is no other table "none"',
    );
    await expect(run('append', n, {}, context)).rejects.toThrow('there are "more"');
  });
  it('tells how two tables differ when one is appended', async () => {
    const { notes, table } = await run('append', n, { source: 'more' }, context);
    expect(notes).toEqual(['“more” has no “n” and “t”; its rows have no value there.', '“v” of “more” was left out.']);
    expect(table.rows).toBe(8);
  });
  it('refuses a pivot with more columns than can be looked at', async () => {
    const wide: Table = makeTable([['k', numberColumn(Array.from({ length: 1001 }, (_, i) => i))]]);
    await expect(run('pivot', wide, { rows: ['k'], names: 'k', values: 'k' })).rejects.toThrow(
      '"k" has 1,001 distinct values',
    );
  });
  it('refuses a summary that a kind of column does not have', async () => {
    await expect(run('aggregate', n, { by: ['c'], values: [['t', 'mean', '']] })).rejects.toThrow(
      'the mean of "t" cannot be computed',
    );
    await expect(run('aggregate', n)).rejects.toThrow('choose columns to group by');
  });
  it('makes texts of values of different kinds', async () => {
    const { table, kept: rows } = await run('unpivot', n, { columns: ['n', 'c'] });
    expect([...rows!]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    const values = getColumn(table, 'value');
    expect(values.kind).toBe('text');
    expect([0, 1, 6, 9].map(row => cellText(values, row))).toEqual(['1', 'x', null, 'z']);
  });
});
