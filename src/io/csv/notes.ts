import { makeColumnNames } from '../names.ts';
import { plural, type ReadNote } from '../result.ts';
import type { ScanCounts } from './scan.ts';
import type { Layout, TableSink } from './table-sink.ts';

export const encodingNotes = {
  'windows-1252': {
    code: 'read/encoding',
    text: 'The file is not UTF-8, so it was read as Windows-1252. Choose another encoding if letters look wrong.',
  },
  'utf-16le': { code: 'read/encoding', text: 'The file was read as UTF-16.' },
  'utf-16be': { code: 'read/encoding', text: 'The file was read as UTF-16.' },
  invalid: {
    code: 'read/invalid-utf8',
    text: 'Some bytes of the file are no UTF-8; they are shown as the replacement character. Windows-1252 may fit better.',
  },
} as const satisfies Record<string, ReadNote>;

/** The final names, with notes on those that were missing or repeated. */
export function columnNamesWithNotes(
  width: number,
  raw: readonly string[],
  layout: Layout,
  notes: ReadNote[],
): readonly string[] {
  const given = Array.from({ length: width }, (_, i) => raw[i] ?? '');
  const { names, nameless, renamed } = makeColumnNames(given);
  if (!layout.header) {
    notes.push({ code: 'read/no-header', text: 'The first row looks like data, so the columns were numbered.' });
    return names;
  }
  if (layout.unnamedFirst) {
    const text = `The rows have one cell more than the header, so the first column has no name and is called "${names[0]}".`;
    notes.push({ code: 'read/unnamed-first-column', text });
  } else if (nameless.length) {
    notes.push({
      code: 'read/empty-names',
      count: nameless.length,
      text: `${plural(nameless.length, 'column')} had no name and ${nameless.length === 1 ? 'is' : 'are'} called ${list(nameless)}.`,
    });
  }
  if (renamed.length) {
    notes.push({
      code: 'read/duplicate-names',
      count: renamed.length,
      text: `Names that occur more than once were numbered: ${list(renamed)}.`,
    });
  }
  return names;
}

const list = (names: readonly string[]): string =>
  names
    .slice(0, 5)
    .map(n => `"${n}"`)
    .join(', ') + (names.length > 5 ? ` and ${plural(names.length - 5, 'more', 'more')}` : '');

export function raggedNotes({ short, long }: TableSink, notes: ReadNote[]): void {
  if (short.rows) {
    notes.push({
      code: 'read/short-rows',
      count: short.rows,
      lines: short.lines,
      text: `${plural(short.rows, 'row')} had fewer cells than the header (${linesText(short.lines, short.rows)}); they were kept, and the cells that are not there are missing.`,
    });
  }
  if (long.rows) {
    notes.push({
      code: 'read/long-rows',
      count: long.rows,
      lines: long.lines,
      text: `${plural(long.rows, 'row')} had more cells than the header (${linesText(long.lines, long.rows)}); they were kept, but ${plural(long.cells, 'cell')} beyond the last column ${long.cells === 1 ? 'was' : 'were'} left out.`,
    });
  }
}

const linesText = (lines: readonly number[], count: number): string =>
  `${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}${count > lines.length ? ' …' : ''}`;

export function scanNotes(counts: ScanCounts, notes: ReadNote[]): void {
  if (counts.nulBytes) {
    notes.push({
      code: 'read/nul-bytes',
      count: counts.nulBytes,
      lines: [counts.nulLine],
      text: `${plural(counts.nulBytes, 'NUL byte')} ${counts.nulBytes === 1 ? 'was' : 'were'} replaced by spaces, the first on line ${counts.nulLine}.`,
    });
  }
  if (counts.textAfterQuote) {
    notes.push({
      code: 'read/text-after-quote',
      count: counts.textAfterQuote,
      lines: [counts.textAfterQuoteLine],
      text: `${plural(counts.textAfterQuote, 'cell')} had text after the closing quote, the first on line ${counts.textAfterQuoteLine}; the text was kept without the quotes.`,
    });
  }
  if (counts.blankLines) {
    notes.push({
      code: 'read/blank-lines',
      count: counts.blankLines,
      text: `${plural(counts.blankLines, 'empty line')} between rows ${counts.blankLines === 1 ? 'was' : 'were'} skipped.`,
    });
  }
}
