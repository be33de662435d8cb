import { defineRowOperation } from '../row-operation.ts';
import type { Column } from '../table/column.ts';
import { mapTexts } from '../table/text-values.ts';
import { readValue } from './cell-value.ts';
import { badValue, changeColumns, namesWords, quoted } from './columns.ts';

type Pairs = readonly (readonly string[])[];

/** Whole values are compared: numbers, dates and truth by value, categories and texts exactly. The first match decides. */
export const replaceValues = defineRowOperation({
  id: 'replace-values',
  label: 'Replace values',
  help: 'Puts other values in place of some, from a list of what to find and what to write: “NL” becomes “Netherlands”. An empty replacement makes them missing.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns' },
    values: {
      kind: 'table',
      default: [],
      maxRows: 1000,
      fields: [{ label: 'Value' }, { label: 'Replace it with' }],
      label: 'Values',
    },
    others: {
      kind: 'choice',
      default: 'keep',
      options: ['keep', 'make missing'],
      label: 'Values that are not in the list',
    },
  },
  describe({ columns, values, others }) {
    const pairs = values
      .slice(0, 3)
      .map(([from = '', to = '']) => `${quoted(from)} with ${to === '' ? 'missing' : quoted(to)}`);
    const more = values.length > 3 ? ` and ${values.length - 3} more` : '';
    const rest = others === 'keep' ? '' : ', and make all others missing';
    return `In ${namesWords(columns)} replace ${pairs.join(', ') || 'nothing yet'}${more}${rest}`;
  },
  run: (table, { columns, values, others }) =>
    changeColumns('replace-values', table, columns, (column, name) =>
      replaceIn(column, name, values, others === 'keep'),
    ),
});

function replaceIn(column: Column, name: string, pairs: Pairs, keepOthers: boolean): Column {
  if (column.kind === 'category' || column.kind === 'text') {
    const map = new Map(pairs.map(([from = '', to = '']) => [from, to === '' ? null : to] as const).toReversed());
    return mapTexts(column, text => (map.has(text) ? map.get(text)! : keepOthers ? text : null));
  }
  const { kind } = column;
  const missing = kind === 'boolean' ? -1 : NaN;
  const read = (label: string, text: string): number => {
    if (text === '') throw badValue('replace-values', `${label} for ${quoted(name)}`, 'a value', text);
    return readValue('replace-values', `${label} for ${quoted(name)}`, kind, text);
  };
  const map = new Map(
    pairs
      .map(
        ([from = '', to = '']) =>
          [read('the value to find', from), to === '' ? missing : read('the replacement', to)] as const,
      )
      .toReversed(),
  );
  const changed = (value: number): number => map.get(value) ?? (keepOthers ? value : missing);
  return kind === 'boolean'
    ? { kind, values: column.values.map(changed) }
    : { kind, values: column.values.map(changed) };
}
