import { formatInteger } from '../format.ts';
import { defineRowOperation } from '../row-operation.ts';
import { castColumn } from '../table/cast.ts';
import { kinds } from '../table/schema.ts';
import { changeColumns, namesWords, quoted } from './columns.ts';

const kindNames = { number: 'numbers', datetime: 'dates', category: 'categories', boolean: 'yes or no', text: 'texts' };

export const cast = defineRowOperation({
  id: 'cast',
  label: 'Change the type',
  help: 'Reads the values of columns as another type. What cannot be read becomes missing and is counted.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], label: 'Columns' },
    kind: { kind: 'choice', default: 'number', options: kinds, label: 'New type' },
    comma: {
      kind: 'flag',
      default: false,
      label: 'Decimal comma',
      help: '1.234,5 is one thousand two hundred.',
      onlyWith: { name: 'kind', value: 'number' },
    },
    dayFirst: {
      kind: 'flag',
      default: false,
      label: 'Day before month',
      help: '1/2/2011 is the first of February where the column itself does not tell.',
      onlyWith: { name: 'kind', value: 'datetime' },
    },
  },
  describe: ({ columns, kind }) => `Read ${namesWords(columns)} as ${kindNames[kind]}`,
  run(table, { columns, kind, comma, dayFirst }) {
    const notes: string[] = [];
    const output = changeColumns('cast', table, columns, (column, name) => {
      const { column: made, unparseable, examples } = castColumn(column, kind, { decimalComma: comma, dayFirst });
      if (unparseable) {
        const shown = examples.map(quoted).join(', ');
        const values = unparseable === 1 ? '1 value' : `${formatInteger(unparseable)} values`;
        notes.push(`${values} of ${quoted(name)} could not be read as ${kindNames[kind]}, such as ${shown}.`);
      }
      return made;
    });
    return { ...output, notes };
  },
});
