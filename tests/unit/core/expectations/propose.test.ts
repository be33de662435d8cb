import { describe, expect, it } from 'vitest';
import { textShape } from '../../../../src/core/expectations/propose/text-shape.ts';
import { checkExpectations } from '../../../../src/core/pipeline/check-expectations.ts';
import { proposeExpectations } from '../../../../src/core/pipeline/propose-expectations.ts';
import { categoryColumn, datetimeColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const N = 240;
const list = <T>(make: (i: number) => T): T[] => Array.from({ length: N }, (_, i) => make(i));
const DAY = 86_400_000;
const registered = list(i => ((i * 37) % 100) + 1);
const casual = list(i => (i * 53) % 40);

const table = makeTable([
  ['id', numberColumn(list(i => 1000 + i))],
  ['when', datetimeColumn(list(i => i * DAY))],
  ['due', datetimeColumn(list(i => i * DAY + ((i % 5) + 1) * DAY))],
  ['hour', numberColumn(list(i => i % 24))],
  ['weight', numberColumn(list(i => (i === 7 ? NaN : 2 + ((i * 29) % 101) / 10)))],
  ['casual', numberColumn(casual)],
  ['registered', numberColumn(registered)],
  ['count', numberColumn(list(i => casual[i]! + registered[i]!))],
  ['colour', categoryColumn(list(i => ['red', 'green', 'blue'][i % 3]!))],
  ['code', textColumn(list(i => `AB-${i * 7}`))],
  ['note', textColumn(list(i => 'so '.repeat((i % 25) + 1)))],
  ['humidity', numberColumn(list(i => 30 + ((i * 7) % 71)))],
  ['left out', numberColumn(list(i => i))],
]);
const role = (name: string): Field['role'] =>
  name === 'id' ? 'id' : name === 'when' ? 'time' : name === 'count' ? 'target' : name === 'left out' ? 'aside' : 'feature'; // prettier-ignore
const fields: Field[] = table.names.map((name, i) => ({ name, kind: table.columns[i]!.kind, role: role(name) }));
const everyRow = Int32Array.from({ length: N }, (_, i) => i);

const proposed = async (t: Table = table, rows = everyRow) =>
  (await proposeExpectations(t, fields, rows)).map(p => p.entry);
const of = (entries: Awaited<ReturnType<typeof proposed>>, id: string) =>
  entries.filter(e => e.id === id).map(e => e.params);

describe('proposeExpectations', () => {
  it('says what the columns keep to', async () => {
    const entries = await proposed();
    expect(of(entries, 'unique')).toEqual([{ columns: ['id'] }, { columns: ['when'] }, { columns: ['code'] }]);
    expect(of(entries, 'in-order')).toEqual([{ column: 'when', direction: 'up', ties: false }]);
    expect(of(entries, 'one-of')).toEqual([{ column: 'colour', values: [['blue'], ['green'], ['red']] }]);
    expect(of(entries, 'pattern')).toEqual([{ column: 'code', pattern: '[A-Z]{2}-[0-9]+' }]);
    expect(of(entries, 'sum')).toEqual([{ parts: ['casual', 'registered'], total: 'count' }]);
    expect(of(entries, 'compare')).toContainEqual({ left: 'when', relation: 'less-than', right: 'due' });
    expect(of(entries, 'range')).toContainEqual({ column: 'hour', from: '0', to: '23' });
    expect(of(entries, 'range')).toContainEqual({ column: 'weight', from: '0', to: '14' });
    expect(of(entries, 'range')).toContainEqual({ column: 'humidity', from: '10', to: '100' });
    expect(of(entries, 'length')).toEqual([{ column: 'note', from: '1', to: '150' }]);
    expect(of(entries, 'row-count')).toEqual([{ from: '1', to: '' }]);
  });

  it('asks for values where there were some, with room for chance', async () => {
    const entries = (await proposed()).filter(e => e.id === 'present');
    const mostly = (column: string) => entries.find(e => e.params['column'] === column)?.mostly;
    expect(mostly('id')).toBe(1);
    expect(mostly('hour')).toBe(0.99);
    expect(mostly('weight')).toBe(0.98);
  });

  it('leaves alone what is set aside, and what chance alone explains', async () => {
    const entries = await proposed();
    expect(JSON.stringify(entries)).not.toContain('left out');
    expect(of(entries, 'compare').some(p => p['left'] === 'hour' && p['right'] === 'weight')).toBe(false);
  });

  it('rests on the rows it is given', async () => {
    const early = await proposed(table, everyRow.slice(0, 12));
    expect(early.every(e => ['row-count', 'present', 'type'].includes(e.id))).toBe(true);
  });

  it('is broken by a row that is out of line, which is then named', async () => {
    const bad = makeTable(table.names.map((name, i) => [name, i === 3 ? numberColumn(list(r => (r === 40 ? 25 : r % 24))) : table.columns[i]!] as const)); // prettier-ignore
    const { results } = await checkExpectations(await proposed(), bad);
    const broken = results.filter(r => r.state === 'warn' || r.state === 'fail');
    expect(broken.map(r => [r.id, r.columns, r.examples])).toEqual([['range', ['hour'], [{ row: 40, value: '25' }]]]);
  });
});

describe('textShape', () => {
  it.each([
    [['AB-1', 'CD-234'], '[A-Z]{2}-[0-9]+'],
    [['2024/01', '2023/12'], '[0-9]{4}/[0-9]{2}'],
    [['(1)', '(23)'], '\\([0-9]+\\)'],
    [['a.b', 'c.d'], '[a-z]\\.[a-z]'],
    [['12', '34'], '[0-9]{2}'],
    [['12', '345'], null],
    [['AB-1', 'AB1'], null],
    [['é'], null],
    [[''], null],
    [[], null],
    [['a1b2c3d4e5f6g7'], null],
  ])('%j', (texts, shape) => expect(textShape(texts)).toBe(shape));
});
