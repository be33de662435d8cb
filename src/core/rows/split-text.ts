import { defineRowOperation } from '../row-operation.ts';
import { addTextColumns, chosenColumn, quoted, named } from './columns.ts';

/** Equal to pandas' str.split(separator, n - 1, expand): the last part holds the rest, and parts that are not there are missing. */
export const splitText = defineRowOperation({
  id: 'split-text',
  label: 'Split a column',
  help: 'Cuts texts at a separator into several new columns: “Berlin, Germany” into “Berlin” and “Germany”. The last one holds the rest.',
  group: 'columns',
  target: 'hidden',
  params: {
    column: { kind: 'column', default: '', accepts: ['category', 'text'], label: 'Column' },
    separator: { kind: 'text', default: ',', maxLength: 100, label: 'Separator' },
    parts: { kind: 'number', default: 2, min: 2, max: 100, integer: true, label: 'Number of parts' },
    trim: { kind: 'flag', default: true, label: 'Remove spaces around the parts' },
    keep: { kind: 'flag', default: true, label: 'Keep the column that is split' },
  },
  describe: ({ column, separator, parts }) => `Split ${named(column)} at ${quoted(separator)} into ${parts} columns`,
  run(table, { column: name, separator, parts, trim, keep }) {
    const column = chosenColumn('split-text', table, name, ['category', 'text']);
    const cut = (text: string): (string | null)[] => {
      const pieces = splitAt(text, separator, parts);
      return pieces.map(piece => (piece !== null && trim ? piece.trim() : piece));
    };
    const names = Array.from({ length: parts }, (_, i) => `${name} ${i + 1}`);
    return addTextColumns(table, name, column, names, cut, !keep);
  },
});

function splitAt(text: string, separator: string, parts: number): (string | null)[] {
  const pieces = new Array<string | null>(parts).fill(null);
  let from = 0;
  for (let i = 0; i < parts; i++) {
    const at = separator === '' || i === parts - 1 ? -1 : text.indexOf(separator, from);
    pieces[i] = at < 0 ? text.slice(from) : text.slice(from, at);
    if (at < 0) break;
    from = at + separator.length;
  }
  return pieces;
}
