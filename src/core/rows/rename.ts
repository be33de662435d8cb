import { StudioError } from '../errors.ts';
import { allRows, defineRowOperation } from '../row-operation.ts';
import { badValue, chosenColumn, quoted } from './columns.ts';

/** All new names are given at once, so two columns can change names with each other. */
export const rename = defineRowOperation({
  id: 'rename',
  label: 'Rename columns',
  help: 'Gives columns other names.',
  group: 'columns',
  target: 'row-wise',
  params: {
    names: {
      kind: 'table',
      default: [],
      maxRows: 10_000,
      fields: [{ label: 'Column', column: true }, { label: 'New name' }],
      label: 'Names',
    },
  },
  describe({ names }) {
    const pairs = names.slice(0, 3).map(([from = '', to = '']) => `${quoted(from)} to ${quoted(to)}`);
    return `Rename ${pairs.join(', ') || 'no column yet'}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  },
  nameBefore: (name, { names }) => names.findLast(([, to]) => to === name)?.[0] ?? name,
  nameAfter: (name, { names }) => names.findLast(([from]) => from === name)?.[1] ?? name,
  run(table, { names }) {
    const renamed = new Map<string, string>();
    for (const [from = '', to = ''] of names) {
      chosenColumn('rename', table, from);
      if (to.trim() === '') throw badValue('rename', `the new name of ${quoted(from)}`, 'a name', to);
      renamed.set(from, to);
    }
    const made = table.names.map(name => renamed.get(name) ?? name);
    const twice = made.find((name, i) => made.indexOf(name) !== i);
    if (twice !== undefined) {
      const message = `rename: two columns would be named "${twice}". Give one of them another name.`;
      throw new StudioError('table/duplicate-name', message, { owner: 'rename', name: twice });
    }
    return { table: { ...table, names: made }, kept: allRows(table) };
  },
});
