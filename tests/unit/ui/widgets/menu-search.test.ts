import { expect, test } from 'vitest';
import { found, grouped } from '../../../../src/ui/widgets/menu-search.ts';

const item = (label: string, group: string, help: string) => ({ label, group, help, onselect: () => undefined });
const items = [
  item('Draw a sample', 'Rows', 'From each group some.'),
  item('Sort rows', 'Rows', 'Puts them in order.'),
  item('Group and summarise', 'Tables', 'One row of each group.'),
];
const labels = (search: string): string[] => found(items, search).map(i => i.label);

test('what has the words in its name comes before what has them in its help', () => {
  expect(labels('group')).toEqual(['Group and summarise', 'Draw a sample']);
  expect(labels('SÓRT')).toEqual(['Sort rows']);
  expect(labels('ort')).toEqual([]);
  expect(labels('')).toHaveLength(3);
});

test('headings follow the first of their items', () => {
  expect(grouped(found(items, 'group')).map(g => g.heading)).toEqual(['Tables', 'Rows']);
});
