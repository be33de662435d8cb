import type { ReadNote } from '../result.ts';
import type { Texts } from './columns/texts.ts';
import type { CsvDialect } from './dialect.ts';
import { isUtf8 } from './encoding.ts';
import type { WholeFile } from './join-slices.ts';
import type { MergedColumn } from './merge.ts';
import { encodingNotes } from './notes.ts';

/** UTF-8 was guessed from the first bytes; a byte anywhere that is no UTF-8 means the whole file is Windows-1252. */
export function settleEncoding(
  { headerCells, columns }: WholeFile,
  asked: CsvDialect,
  forced: boolean,
  notes: ReadNote[],
): CsvDialect {
  let dialect = asked;
  if (asked.encoding === 'utf-8' && (headerCells.some(cell => !isUtf8(cell)) || columns.some(hasOtherBytes))) {
    if (forced) notes.push(encodingNotes.invalid);
    else dialect = { ...asked, encoding: 'windows-1252' };
  }
  if (!forced && dialect.encoding !== 'utf-8') notes.push(encodingNotes[dialect.encoding]);
  return dialect;
}

function hasOtherBytes(column: MergedColumn): boolean {
  if (column.op === 'category') return column.levels.some(level => !isUtf8(level));
  if (column.op === 'text') return !isEveryTextUtf8(column.texts);
  return column.op === 'gather' && !isEveryTextUtf8(column.cells.texts);
}

function isEveryTextUtf8({ bytes, offsets, high }: Texts): boolean {
  if (!high) return true;
  for (let row = 0; row + 1 < offsets.length; row++) if (!isUtf8(bytes, offsets[row], offsets[row + 1])) return false;
  return true;
}
