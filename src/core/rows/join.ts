import { StudioError } from '../errors.ts';
import { formatCount, formatInteger } from '../format.ts';
import { defineRowOperation, keepRows, sourceNamed } from '../row-operation.ts';
import { castColumn } from '../table/cast.ts';
import type { Column } from '../table/column.ts';
import { forecastJoin } from '../table/join-rows.ts';
import { getColumn, makeTable, type Table } from '../table/table.ts';
import { takeRowsOrMissing } from '../table/take-rows.ts';
import { chosenColumn, freeName, inWords, quoted, refuseRows, named } from './columns.ts';

/**
 * As pandas' merge, but a missing key has no partner. The rows of the result are counted before any is made. The target
 * is hidden, so it can be no key: what is looked up by it would give it away.
 */
export const join = defineRowOperation({
  id: 'join',
  label: 'Look up in another table',
  help: 'Adds columns of another table to the rows whose keys are equal, such as the population of each row’s city. A row with several partners is repeated for each.',
  group: 'tables',
  target: 'hidden',
  params: {
    source: { kind: 'source', default: '', label: 'Other table' },
    keys: {
      kind: 'table',
      default: [],
      maxRows: 20,
      fields: [
        { label: 'Column here', column: true },
        { label: 'Equals column there', column: true, of: 'source' },
      ],
      label: 'Keys',
    },
    columns: {
      kind: 'columns',
      default: [],
      of: 'source',
      label: 'Columns to add',
      help: 'All but the keys where none is chosen.',
    },
    how: {
      kind: 'choice',
      default: 'keep',
      options: ['keep', 'drop'],
      label: 'Rows without a partner',
    },
  },
  describe({ source, keys, how }) {
    const pairs = keys.map(([here = '', there = '']) =>
      here === there ? quoted(here) : `${quoted(here)} = ${quoted(there)}`,
    );
    const rest = how === 'drop' ? ', and drop rows without a partner' : '';
    return `Look up ${inWords(pairs, 'and') || 'nothing yet'} in ${named(source, 'a table')}${rest}`;
  },
  run(table, { source, keys, columns, how }, context) {
    const other = sourceNamed(context, source);
    if (keys.length === 0) {
      throw new StudioError('param/no-column', 'join: choose the columns whose values must be equal.', {
        owner: 'join',
      });
    }
    const pairs = keys.map(([here = '', there = '']) => keyPair(table, here, other, there, source));
    const forecast = forecastJoin(
      pairs.map(([here]) => here),
      pairs.map(([, there]) => there),
      { left: table.rows, right: other.rows },
      how === 'keep' ? 'left' : 'inner',
    );
    refuseRows(
      'join',
      forecast.rows,
      `One row has ${formatCount(forecast.most, 'partner')} in "${source}". Drop duplicates there, or add another key.`,
    );
    const rows = forecast.materialise();
    const { table: left } = keepRows(table, rows.left);
    const theirKeys = keys.map(([, there]) => there);
    const wanted = columns.length ? columns : other.names.filter(name => !theirKeys.includes(name));
    const taken = new Set(table.names);
    const added = wanted.map(name => {
      const column = getColumn(other, name);
      const called = taken.has(name) ? `${name} (${source})` : name;
      return [freeName(taken, called), takeRowsOrMissing(column, rows.right)] as const;
    });
    const own = left.names.map((name, i) => [name, left.columns[i]!] as const);
    return {
      table: { ...makeTable([...own, ...added]), rows: rows.left.length },
      kept: rows.left,
      notes: notesOf(forecast, source, how === 'keep'),
    };
  },
});

/** Both columns as one kind; text and category compare as text, other kinds only with their own. */
function keyPair(table: Table, here: string, other: Table, there: string, source: string): readonly [Column, Column] {
  const ours = chosenColumn('join', table, here);
  const theirs = chosenColumn('join', other, there);
  if (ours.kind === theirs.kind) return [ours, theirs];
  const textual = (column: Column): boolean => column.kind === 'text' || column.kind === 'category';
  if (textual(ours) && textual(theirs)) return [castColumn(ours, 'text').column, castColumn(theirs, 'text').column];
  const message = `join: "${here}" holds ${ours.kind} and "${there}" of "${source}" holds ${theirs.kind}, so they can never be equal. Change the type of one of them first.`;
  throw new StudioError('column/kind', message, { owner: 'join', name: here, kind: ours.kind, found: theirs.kind });
}

function notesOf({ unmatched, most }: { unmatched: number; most: number }, source: string, kept: boolean): string[] {
  const alone = `${formatCount(unmatched, 'row')} ${unmatched === 1 ? 'has' : 'have'} no partner in ${quoted(source)}`;
  return [
    ...(unmatched ? [`${alone}${kept ? '' : ' and were dropped'}.`] : []),
    ...(most > 1 ? [`Rows with several partners are repeated, one of them ${formatInteger(most)} times.`] : []),
  ];
}
