import { defineRowOperation } from '../row-operation.ts';
import type { Column } from '../table/column.ts';
import { parseDate } from '../table/parse-date.ts';
import { parseNumber, parseTruth } from '../table/parse.ts';
import { mapTexts } from '../table/text-values.ts';
import { changeColumns, inWords, namesWords, quoted } from './columns.ts';

/** Texts are compared without regard to case and outer spaces. A value that a kind of column cannot hold does nothing there. */
export const setMissing = defineRowOperation({
  id: 'set-missing',
  label: 'Set values to missing',
  help: 'Some files write 999, -1 or “unknown” where a value is missing. This makes such values missing, so that no average counts them.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns' },
    values: {
      kind: 'table',
      default: [],
      maxRows: 200,
      fields: [{ label: 'Value' }],
      label: 'Values that mean missing',
    },
  },
  describe({ columns, values }) {
    const shown = values.slice(0, 4).map(([value = '']) => quoted(value));
    const more = values.length > 4 ? [`${values.length - 4} more`] : [];
    return `In ${namesWords(columns)} make ${inWords([...shown, ...more], 'and') || 'no value yet'} missing`;
  },
  run(table, { columns, values }) {
    const markers = values.map(([value = '']) => value);
    return changeColumns('set-missing', table, columns, column => withoutValues(column, markers));
  },
});

const plain = (text: string): string => text.trim().toLowerCase();

/** The column with the given values missing, as the operation reads them. */
export function withoutValues(column: Column, markers: readonly string[]): Column {
  switch (column.kind) {
    case 'category':
    case 'text': {
      const texts = new Set(markers.map(plain));
      return mapTexts(column, text => (texts.has(plain(text)) ? null : text));
    }
    case 'boolean': {
      const truths = new Set(markers.map(parseTruth).filter(truth => truth >= 0));
      return { kind: 'boolean', values: column.values.map(v => (truths.has(v as 0 | 1) ? -1 : v)) };
    }
    default: {
      const read = column.kind === 'number' ? (text: string) => parseNumber(text) : (text: string) => parseDate(text);
      const numbers = new Set(markers.map(read).filter(value => !Number.isNaN(value)));
      return { kind: column.kind, values: column.values.map(v => (numbers.has(v) ? NaN : v)) };
    }
  }
}
