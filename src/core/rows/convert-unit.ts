import { StudioError } from '../errors.ts';
import { defineRowOperation } from '../row-operation.ts';
import { convertUnit as convert, unitNamed, units } from '../table/units.ts';
import { changeColumns, namesWords } from './columns.ts';

const names = units.map(unit => unit.name);

export const convertUnit = defineRowOperation({
  id: 'convert-unit',
  label: 'Convert units',
  help: 'Turns numbers in one unit into another of the same quantity, such as miles into kilometres.',
  group: 'values',
  target: 'row-wise',
  params: {
    columns: { kind: 'columns', default: [], accepts: ['number'], label: 'Columns' },
    from: { kind: 'choice', default: 'mile', options: names, label: 'From' },
    to: { kind: 'choice', default: 'kilometre', options: names, label: 'To' },
  },
  describe: ({ columns, from, to }) => `Convert ${namesWords(columns)} from ${from} to ${to}`,
  run(table, { columns, from: fromName, to: toName }) {
    const [from, to] = [unitNamed(fromName)!, unitNamed(toName)!];
    if (from.quantity !== to.quantity) {
      const message = `convert-unit: "${toName}" measures ${to.quantity} and "${fromName}" measures ${from.quantity}. Choose two units of the same quantity.`;
      throw new StudioError('param/units', message, { owner: 'convert-unit', from: fromName, to: toName });
    }
    const output = changeColumns(
      'convert-unit',
      table,
      columns,
      column => (from === to ? column : { kind: 'number', values: column.values.map(v => convert(v, from, to)) }),
      ['number'],
    );
    return { ...output, units: new Map(columns.map(name => [name, to.symbol])) };
  },
});
