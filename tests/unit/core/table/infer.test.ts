import { describe, expect, test } from 'vitest';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
  type Column,
} from '../../../../src/core/table/column.ts';
import { guessRoles, proposeRoles, suggestTarget } from '../../../../src/core/table/infer.ts';
import type { Field } from '../../../../src/core/table/schema.ts';
import { makeTable, type Table } from '../../../../src/core/table/table.ts';

const n = 30;
const range = Array.from({ length: n }, (_, i) => i);

function tableOf(entries: readonly (readonly [string, Column])[]): { table: Table; fields: Field[] } {
  const table = makeTable(entries);
  const fields = entries.map(([name, column]): Field => {
    const integer = column.kind === 'number' && column.values.every(v => Number.isNaN(v) || Number.isInteger(v));
    return { name, kind: column.kind, role: 'feature', ...(integer && { integer }) };
  });
  return { table, fields };
}

const roleOf = (name: string, column: Column): string => {
  const { table, fields } = tableOf([[name, column]]);
  return proposeRoles(table, fields)[0]!.role;
};

describe('proposeRoles', () => {
  test.each<[string, Column, string]>([
    ['customer_id', numberColumn(range.map(i => (i * 7919) % 1009)), 'id'],
    ['customerId', textColumn(range.map(i => `c${i}`)), 'id'],
    ['Unnamed: 0', numberColumn(range), 'id'],
    ['n', numberColumn(range.map(i => i + 100)), 'id'],
    ['ticket', textColumn(range.map(i => `A/${i * 31}`)), 'id'],
    ['year', numberColumn(range.map(i => i + 1990)), 'feature'],
    ['width', numberColumn(range.map(i => i / 2)), 'feature'],
    ['paid', numberColumn(range.map(i => i % 7)), 'feature'],
    ['customer_id', numberColumn(range.map(i => i % 7)), 'feature'],
    [
      'review',
      textColumn(range.map(i => `a long opinion, number ${i}, about a thing that somebody bought`)),
      'feature',
    ],
    ['nothing', numberColumn(range.map(() => NaN)), 'aside'],
    ['gender', categoryColumn(range.map(i => 'mf'[i % 2]!)), 'feature'],
  ])('%s', (name, column, role) => expect(roleOf(name, column)).toBe(role));

  test('the date that never goes back is the time, and only one is', () => {
    const born = datetimeColumn(range.map(i => ((i * 17) % n) * 1e9));
    const sold = datetimeColumn(range.map(i => i * 1e9));
    const { table, fields } = tableOf([
      ['born', born],
      ['sold', sold],
    ]);
    expect(proposeRoles(table, fields).map(f => f.role)).toEqual(['feature', 'time']);
    expect(guessRoles(table, fields)[1]!.why).toContain('never goes back');
  });

  test('a role that was given stays', () => {
    const { table, fields } = tableOf([['id', numberColumn(range)]]);
    expect(proposeRoles(table, [{ ...fields[0]!, role: 'target' }])[0]!.role).toBe('target');
  });
});

describe('suggestTarget', () => {
  const a = numberColumn(range.map(i => i % 5));
  const b = booleanColumn(range.map(i => i % 2 === 0));

  test('prefers a telling name, else the last column', () => {
    const named = tableOf([['Species', categoryColumn(range.map(i => 'xyz'[i % 3]!))], ['a', a]]); // prettier-ignore
    expect(suggestTarget(named.table, named.fields).target).toBe('Species');
    const plain = tableOf([['a', a], ['b', b], ['note', textColumn(range.map(String))]]); // prettier-ignore
    expect(suggestTarget(plain.table, plain.fields).target).toBe('b');
  });
  test('never suggests a column with one value, and says so where nothing is left', () => {
    const { table, fields } = tableOf([['target', numberColumn(range.map(() => 1))]]);
    expect(suggestTarget(table, fields)).toEqual({ why: 'No column has values that a model could learn to predict.' });
  });
});
