import { StudioError } from '../errors.ts';
import { checkRows, type RowsChecked } from '../expectation.ts';
import { cellText, type CategoryColumn, type Column, type ColumnKind, type TextColumn } from '../table/column.ts';
import { quoted } from '../table/finding.ts';
import { getColumn, type Table } from '../table/table.ts';
import { valueCodes } from '../table/value-codes.ts';

/** The named column, refused by name where it holds something that cannot be compared in this way. */
export function columnOf<K extends ColumnKind>(
  owner: string,
  table: Table,
  name: string,
  accepts: readonly K[],
): Extract<Column, { readonly kind: K }> {
  const column = getColumn(table, name);
  if ((accepts as readonly ColumnKind[]).includes(column.kind)) return column as Extract<Column, { readonly kind: K }>;
  throw new StudioError(
    'column/kind',
    `${owner}: column ${quoted(name)} must hold ${accepts.join(' or ')}, it holds ${column.kind}.`,
    { name, kind: column.kind },
  );
}

/** Judge every distinct text once; missing texts are not checked. */
export function checkTexts(column: CategoryColumn | TextColumn, holds: (text: string) => boolean): RowsChecked {
  if (column.kind === 'category') {
    const verdicts = column.levels.map(level => (holds(level) ? 0 : 1));
    const { codes } = column;
    return checkRows(codes.length, row => (codes[row]! < 0 ? -1 : verdicts[codes[row]!]!));
  }
  const { codes, firstRows } = valueCodes(column);
  const verdicts = Array.from(firstRows, row => (holds(cellText(column, row)!) ? 0 : 1));
  return checkRows(codes.length, row => (codes[row]! < 0 ? -1 : verdicts[codes[row]!]!));
}

/** "between 1 and 5", "at least 1", "at most 5", "anything". */
export function boundWords(from: string, to: string): string {
  const [low, high] = [from, to].map(text => text.trim().replace(/^-/, '−')) as [string, string];
  if (low !== '' && high !== '') return `between ${low} and ${high}`;
  if (low !== '') return `at least ${low}`;
  return high !== '' ? `at most ${high}` : 'anything';
}

/** “a”, “b” and 4 more. */
export function someNames(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map(quoted);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}` : (shown[0] ?? 'nothing yet');
}
