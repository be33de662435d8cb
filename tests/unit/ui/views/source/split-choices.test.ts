import { expect, it } from 'vitest';
import type { Schema } from '../../../../../src/core/table/schema.ts';
import { splitColumns } from '../../../../../src/ui/views/source/split-choices.ts';

const schema: Schema = [
  { name: 'y', kind: 'number', role: 'target', integer: true },
  { name: 'price', kind: 'number', role: 'feature' },
  { name: 'year', kind: 'number', role: 'feature', integer: true },
  { name: 'shop', kind: 'category', role: 'feature' },
  { name: 'seen', kind: 'datetime', role: 'aside' },
  { name: 'patient', kind: 'text', role: 'group' },
];

it('offers dates before numbers for a split by time, never the target', () => {
  expect(splitColumns(schema, 'time')).toEqual(['seen', 'price', 'year']);
});

it('offers the group column first, then what has names; decimals are no groups', () => {
  expect(splitColumns(schema, 'group')).toEqual(['patient', 'year', 'shop']);
});

it('needs no column for a random split', () => {
  expect(splitColumns(schema, 'random')).toEqual([]);
});
