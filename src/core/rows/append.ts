import { formatInteger } from '../format.ts';
import { defineRowOperation, sourceNamed } from '../row-operation.ts';
import { castColumn } from '../table/cast.ts';
import { concatColumns } from '../table/concat-columns.ts';
import { missingColumn } from '../table/missing-column.ts';
import { findColumn, makeTable, type Table } from '../table/table.ts';
import { namesWords, quoted, refuseRows, named } from './columns.ts';

/** Columns are matched by name; those of the other table are read under the types of this one. */
export const append = defineRowOperation({
  id: 'append',
  label: 'Append another table',
  help: 'Puts the rows of another table below these, column by column of the same name. Columns that only one of them has are told.',
  group: 'tables',
  target: 'row-wise',
  params: {
    source: { kind: 'source', default: '', label: 'Other table' },
    extra: {
      kind: 'choice',
      default: 'leave out',
      options: ['leave out', 'add'],
      label: 'Columns that only the other table has',
    },
  },
  describe: ({ source }) => `Append the rows of ${named(source, 'a table')}`,
  run(table, { source, extra }, context) {
    const other = sourceNamed(context, source);
    refuseRows('append', table.rows + other.rows, 'Filter the rows of one of the tables first.');
    const notes: string[] = [];
    const shared = table.names.map((name, i) => {
      const column = table.columns[i]!;
      const found = findColumn(other, name);
      if (!found) return [name, concatColumns(column, missingColumn(column.kind, other.rows))] as const;
      const { column: read, unparseable } = castColumn(found, column.kind);
      if (unparseable) {
        const values = unparseable === 1 ? '1 value' : `${formatInteger(unparseable)} values`;
        notes.push(
          `${values} of ${quoted(name)} in ${quoted(source)} could not be read as ${column.kind} and are missing.`,
        );
      }
      return [name, concatColumns(column, read)] as const;
    });
    const [lacking, surplus] = [namesOnlyIn(table, other), namesOnlyIn(other, table)];
    if (lacking.length) notes.push(`${quoted(source)} has no ${namesWords(lacking)}; its rows have no value there.`);
    if (surplus.length) notes.push(surplusWords(source, surplus, extra === 'add'));
    const added = extra === 'add' ? surplus : [];
    const more = added.map(name => {
      const column = findColumn(other, name)!;
      return [name, concatColumns(missingColumn(column.kind, table.rows), column)] as const;
    });
    const made = makeTable([...shared, ...more]);
    return { table: { ...made, rows: table.rows + other.rows }, kept: null, notes };
  },
});

const namesOnlyIn = (table: Table, other: Table): string[] => table.names.filter(name => !findColumn(other, name));

const surplusWords = (source: string, names: readonly string[], added: boolean): string =>
  added
    ? `Only ${quoted(source)} has ${namesWords(names)}; the other rows have no value there.`
    : `${namesWords(names)} of ${quoted(source)} ${names.length === 1 ? 'was' : 'were'} left out.`;
