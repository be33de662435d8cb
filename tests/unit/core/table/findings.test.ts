import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../../src/core/random.ts';
import {
  booleanColumn,
  categoryColumn,
  type Column,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../src/core/table/column.ts';
import { findings, type Finding, type FindingOptions } from '../../../../src/core/table/findings.ts';
import { profileTable } from '../../../../src/core/table/profile.ts';
import type { Role } from '../../../../src/core/table/schema.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const n = 400;
const random = randomStream(1, 'findings');
const normal = () => numberColumn(Float64Array.from({ length: n }, () => random.normal()));
const words = (share: number) => categoryColumn(Array.from({ length: n }, (_, i) => (i < share * n ? 'yes' : 'no')));

async function find(
  entries: readonly (readonly [string, Column, Role?])[],
  options: Partial<FindingOptions> = {},
): Promise<Finding[]> {
  const table = makeTable(entries.map(([name, column]) => [name, column] as const));
  const target = entries.find(e => e[2] === 'target')?.[0] ?? null;
  const schema = entries.map(([name, column, role]) => ({
    name,
    kind: column.kind,
    role: role ?? ('feature' as const),
  }));
  const task = target === null ? 'clustering' : 'classification';
  return findings(table, schema, await profileTable(table, schema), { target, task, seed: 1, ...options });
}

const kinds = (list: readonly Finding[]) => list.map(f => `${f.kind} ${f.columns.join(',')}`.trim());

describe('one column at a time', () => {
  const present = (share: number) =>
    numberColumn(Float64Array.from({ length: n }, (_, i) => (i < share * n ? i % 7 : NaN)));

  test('constant, near-empty, empty', async () => {
    const list = await find([
      ['same', numberColumn(new Float64Array(n).fill(3))],
      ['same or missing', categoryColumn(Array.from({ length: n }, (_, i) => (i % 2 ? 'a' : null)))],
      ['rare', present(0.05)],
      ['half', present(0.5)],
      ['empty', present(0)],
    ]);
    expect(kinds(list)).toEqual([
      'constant same',
      'constant same or missing',
      'near-empty rare',
      'near-empty empty',
      'duplicates',
    ]);
    expect(list[0]!.decisions[0]!.action).toEqual({ type: 'set-role', columns: ['same'], role: 'aside' });
    expect(list[3]!.detail).toContain('100% of its values are missing; 0 values are there.');
  });

  test('ids: consecutive numbers, nearly unique numbers under the name of an id, unique texts', async () => {
    const shuffled = Array.from(randomStream(2, 'ids').permutation(n), i => i + 1000);
    const list = await find([
      ['row', numberColumn(shuffled)],
      ['customer_id', numberColumn(shuffled.map((v, i) => (i < 10 ? shuffled[11]! * 97 : v * 97)))],
      ['code', textColumn(shuffled.map(i => `A-${i}`))],
      ['note', textColumn(shuffled.map(i => `a long remark that somebody typed in, number ${i}`))],
      ['measure', normal()],
      ['price', numberColumn(shuffled.map(v => v * 97))],
    ]);
    expect(kinds(list)).toEqual(['id-like row', 'id-like customer_id', 'id-like code', 'id-like note']);
    expect(list.map(f => f.decisions[0]!.action)).toMatchObject([
      { role: 'id' },
      { role: 'id' },
      { role: 'id' },
      { role: 'aside' },
    ]);
  });

  test('many levels', async () => {
    const levels = (k: number) => categoryColumn(Array.from({ length: n }, (_, i) => `v${(i * 7) % k}`));
    const list = await find([
      ['town', levels(51)],
      ['day', levels(50)],
      ['x', normal()],
    ]);
    expect(kinds(list)).toEqual(['high-cardinality town']);
    expect(list[0]!.detail).toContain('about 8 rows for every value');
  });

  test('skew is told from above 2 on; a logarithm is offered where nothing is negative', async () => {
    const exp = (sd: number, shift = 0) => numberColumn(normal().values.map(v => Math.exp(sd * v) - shift));
    const list = await find([
      ['money', exp(1)],
      ['change', exp(1, 1)],
      ['mild', exp(0.2)],
    ]);
    expect(kinds(list)).toEqual(['skew money', 'skew change']);
    expect(list.map(f => f.decisions[0]!.action.type)).toEqual(['transform', 'keep']);
    const many = await find(['a', 'b', 'c', 'd'].map(name => [name, exp(1)] as const));
    expect(kinds(many)).toEqual(['skew a,b,c,d']);
  });

  test('more than three columns of a kind are one finding, with one decision for all', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const same = await find(names.map(name => [name, numberColumn(new Float64Array(n).fill(3))] as const));
    expect(kinds(same)).toEqual(['constant a,b,c,d', 'duplicates']);
    expect(same[0]).toMatchObject({ title: '4 columns never change.', severity: 'warning' });
    expect(same[0]!.decisions.map(d => d.action)).toEqual([
      { type: 'set-role', columns: names, role: 'aside' },
      { type: 'keep' },
    ]);
    const ids = await find(names.map(name => [name, textColumn(Array.from({ length: n }, (_, i) => `${name}-${i}`))]));
    expect(ids.find(f => f.kind === 'id-like')).toMatchObject({
      columns: names,
      title: '4 columns look like ids.',
      decisions: [{ label: 'Mark all as ids' }, { id: 'keep' }],
    });
    const three = await find(names.slice(1).map(name => [name, numberColumn(new Float64Array(n).fill(3))] as const));
    expect(kinds(three)).toEqual(['constant b', 'constant c', 'constant d', 'duplicates']);
  });

  test('data of people: a warning by values, a remark by names; nothing for what is set aside', async () => {
    const mails = () => textColumn(Array.from({ length: n }, (_, i) => (i % 4 ? `user${i % 90}@example.org` : null)));
    const list = await find([
      ['contact', mails()],
      ['Vorname', categoryColumn(Array.from({ length: n }, (_, i) => ['Ada', 'Emmy', 'Lise'][i % 3]!))],
      ['spare', mails(), 'aside'],
      ['x', normal()],
    ]);
    const personal = list.filter(f => f.kind === 'personal-data');
    expect(personal.map(f => [f.title, f.severity])).toEqual([
      ['“contact” holds e-mail addresses.', 'warning'],
      ['“Vorname” may hold names of people.', 'info'],
    ]);
    expect(personal[0]!.detail).toContain('300 of 300 values (100%) are e-mail addresses, told by their form.');
    expect(JSON.stringify(list)).not.toContain('example.org');
    expect(personal[0]!.decisions[0]!.action).toEqual({ type: 'set-role', columns: ['contact'], role: 'aside' });
  });

  test('disguised gaps can be made missing; each column keeps its own values when they are told together', async () => {
    const disguised = (value: number) => numberColumn(normal().values.map((v, i) => (i < 8 ? value : v)));
    const [found] = (await find([['a', disguised(999)], ['x', normal()]])).filter(f => f.kind === 'disguised-missing'); // prettier-ignore
    expect(found).toMatchObject({ columns: ['a'], severity: 'info' });
    expect(found!.detail).toContain('8 rows (2%)');
    const entry = (column: string, value: string) => ({ column, values: [value] });
    expect(found!.decisions[0]!.action).toEqual({ type: 'set-missing', entries: [entry('a', '999')] });
    const many = await find([['a', disguised(999)], ['b', disguised(-999)], ['c', disguised(9999)], ['d', disguised(888)]]); // prettier-ignore
    const grouped = many.find(f => f.kind === 'disguised-missing')!;
    expect(grouped.columns).toEqual(['a', 'b', 'c', 'd']);
    expect(grouped.decisions[0]!.action).toEqual({
      type: 'set-missing',
      entries: [entry('a', '999'), entry('b', '-999'), entry('c', '9999'), entry('d', '888')],
    });
  });

  test('zeros in excess, values that repeat too often, and gaps in the rhythm of times', async () => {
    const day = 86_400_000;
    const list = await find([
      ['amount', numberColumn(normal().values.map((v, i) => (i % 3 ? v : 0)))],
      ['income', numberColumn(normal().values.map((v, i) => (i % 4 ? v : 0.5)))],
      ['day', datetimeColumn(Array.from({ length: n }, (_, i) => day * (i + (i > 200 ? 10 : 0))))],
    ]);
    expect(kinds(list)).toEqual(expect.arrayContaining(['excess-zeros amount', 'inliers income', 'time-gaps day']));
    expect(list.find(f => f.kind === 'time-gaps')!.title).toBe('“day” goes by the day, but 10 times are missing.');
  });

  test('columns that are no features raise nothing', async () => {
    const same = numberColumn(new Float64Array(n).fill(3));
    const list = await find([
      ['a', same, 'aside'],
      ['b', same, 'id'],
      ['c', same, 'group'],
      ['x', normal()],
    ]);
    expect(kinds(list)).toEqual([]);
  });
});

describe('the table and the target', () => {
  test('duplicates are told with their share, as a warning from one in a hundred', async () => {
    const values = Array.from({ length: n }, (_, i) => Math.max(3, i) * 1.5);
    const [found] = await find([['x', numberColumn(values)]]);
    expect(found).toMatchObject({ kind: 'duplicates', severity: 'info', title: '3 rows repeat an earlier one.' });
    expect(found!.detail).toContain('0.8% of 400 rows');
    expect(found!.decisions[0]!.action).toEqual({ type: 'drop-duplicates' });
    const [more] = await find([['x', numberColumn(values.map(v => Math.max(v, 15)))]]);
    expect(more).toMatchObject({ severity: 'warning', title: '10 rows repeat an earlier one.' });
  });

  test('imbalance below one to four, a warning below one to ten', async () => {
    const at = async (share: number) =>
      (
        await find([
          ['x', normal()],
          ['y', words(share), 'target'],
        ])
      ).map(f => f.severity);
    expect(await at(0.3)).toEqual([]);
    expect(await at(0.15)).toEqual(['info']);
    expect(await at(0.05)).toEqual(['warning']);
    const [found] = await find([
      ['x', normal()],
      ['y', words(0.15), 'target'],
    ]);
    expect(found!.title).toBe('The classes are of very different size: “yes” is 15% of the rows.');
    expect(found!.detail).toContain('Always saying “no” would be right in 85%');
  });

  test('a target with gaps, one class, or no value at all', async () => {
    const gaps = categoryColumn(Array.from({ length: n }, (_, i) => (i < 3 ? null : i % 2 ? 'a' : 'b')));
    expect(
      await find([
        ['x', normal()],
        ['y', gaps, 'target'],
      ]),
    ).toMatchObject([{ kind: 'target-missing', title: 'The target is missing in 3 rows.' }]);
    const one = await find([
      ['x', normal()],
      ['y', words(1), 'target'],
    ]);
    expect(one).toMatchObject([{ kind: 'constant', severity: 'critical', columns: ['y'] }]);
    const none = await find([
      ['x', normal()],
      ['y', numberColumn(new Float64Array(n).fill(NaN)), 'target'],
    ]);
    expect(none).toMatchObject([{ severity: 'critical', title: 'The target “y” is empty.' }]);
  });

  test('two columns that say the same are redundant, not leaks', async () => {
    const code = numberColumn(Array.from({ length: n }, (_, i) => (i * 7) % 3));
    const name = categoryColumn(Array.from({ length: n }, (_, i) => ['third', 'first', 'second'][(i * 7) % 3]!));
    const list = await find([
      ['code', code],
      ['name', name],
      ['x', normal()],
      ['y', words(0.4), 'target'],
    ]);
    expect(kinds(list)).toEqual(['redundant code,name']);
    expect(list[0]!.decisions[0]!.action).toEqual({ type: 'set-role', columns: ['name'], role: 'aside' });
  });
});

describe('as a list', () => {
  const entries = () =>
    [
      ['same', numberColumn(new Float64Array(n).fill(1))],
      ['copy', booleanColumn(Array.from({ length: n }, (_, i) => i < 0.1 * n))],
      ['__proto__', numberColumn(Array.from({ length: n }, (_, i) => Math.exp(((i * 37) % n) / 30)))],
      ['y', words(0.1), 'target'],
    ] as const;

  test('the gravest come first, ids are distinct, and the same input gives the same list', async () => {
    const list = await find(entries());
    const ranks = list.map(f => ['critical', 'warning', 'info'].indexOf(f.severity));
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(3);
    expect(kinds(list).slice(0, 2)).toEqual(['leak-copy copy', 'constant same']);
    expect(kinds(list)).toContain('skew __proto__');
    expect(new Set(list.map(f => f.id)).size).toBe(list.length);
    expect(await find(entries())).toEqual(list);
    expect(structuredClone(list)).toEqual(JSON.parse(JSON.stringify(list)));
  });

  test('nothing mutates its input', async () => {
    const given = entries();
    const before = structuredClone(given);
    await find(given);
    expect(given).toEqual(before);
  });

  test('without a target nothing is said about leakage and classes', async () => {
    const list = await find(entries(), { target: null, task: 'clustering' });
    expect(kinds(list).some(k => /leak|imbalance/.test(k))).toBe(false);
  });

  test('a very long name is shortened in words, not in columns', async () => {
    const name = 'x'.repeat(5000);
    const [found] = await find([
      [name, numberColumn(new Float64Array(n).fill(1))],
      ['z', normal()],
    ]);
    expect(found!.columns).toEqual([name]);
    expect(found!.title.length).toBeLessThan(100);
  });

  test('an aborted signal stops it', async () => {
    const table = makeTable([
      ['x', normal()],
      ['y', words(0.4)],
    ]);
    const schema = [
      { name: 'x', kind: 'number', role: 'feature' },
      { name: 'y', kind: 'category', role: 'target' },
    ] as const;
    const profile = await profileTable(table, schema);
    const options = { target: 'y', task: 'classification', seed: 1 } as const;
    const signal = AbortSignal.abort();
    await expect(findings(table, schema, profile, options, { signal })).rejects.toMatchObject({
      code: 'rpc/cancelled',
    });
  });
});
