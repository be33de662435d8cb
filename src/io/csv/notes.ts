import type { NumberFormat } from '../../core/table/number-format.ts';
import { makeColumnNames } from '../names.ts';
import { plural, type ReadNote } from '../result.ts';
import type { GatheredCells } from './columns/gather-reader.ts';
import type { MarkerCounts, Markers } from './columns/missing.ts';
import type { DateCounts } from './columns/reader.ts';
import type { ScanCounts } from './scan.ts';
import type { Layout, RaggedRows } from './table-sink.ts';

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

export function raggedNotes(short: RaggedRows, long: RaggedRows, notes: ReadNote[]): void {
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

/** What was taken as missing in a column. */
export function markersNote(name: string, counts: MarkerCounts, known: Markers): ReadNote[] {
  if (counts.length === 0) return [];
  const markers = counts.map(([index, count]) => ({ marker: known.texts[index]!, count }));
  const count = markers.reduce((sum, marker) => sum + marker.count, 0);
  const list = markers.map(marker => `"${marker.marker}" (${marker.count.toLocaleString('en')})`).join(', ');
  const text = `In "${name}" these texts were taken as missing: ${list}.`;
  return [{ code: 'read/missing-markers', column: name, count, markers, text }];
}

export const areaNote = (name: string, count: number): ReadNote => ({
  code: 'read/code-kept',
  column: name,
  count,
  text: `"NA" stands in ${plural(count, 'row')} of "${name}" and was kept, because every other value is the code of a country or continent. Only its empty cells are missing.`,
});

/** The marks that the numbers of a column have beside a decimal point. */
export function formatNote(name: string, cells: GatheredCells, { decimal, group }: NumberFormat): ReadNote {
  if (group !== '') {
    const mark = { ',': 'a comma', '.': 'a point', ' ': 'a space', "'": 'an apostrophe' }[group];
    const rest = decimal === ',' ? ', and the comma read as the decimal mark' : '';
    const text = `The numbers in "${name}" have ${mark} between thousands, which was left out${rest}.`;
    return { code: 'read/thousands-marks', column: name, text };
  }
  return cells.eitherComma === cells.commas
    ? {
        code: 'read/ambiguous-decimal-comma',
        column: name,
        text: `In "${name}" the comma could be a decimal or a thousands mark; it was read as a decimal mark.`,
      }
    : { code: 'read/decimal-comma', column: name, text: `The numbers in "${name}" have a decimal comma.` };
}

/** What a person should know about how dates were read. */
export function dateNotes(name: string, dates: DateCounts, preferred: boolean | undefined): ReadNote[] {
  const notes: ReadNote[] = [];
  const ambiguous = dates.either > 0 && dates.dayFirst === 0 && dates.monthFirst === 0;
  if (ambiguous && preferred === undefined) {
    notes.push({
      code: 'read/ambiguous-date-order',
      column: name,
      count: dates.either,
      text: `Every date in "${name}" could be day first or month first; month first was taken. Choose day first if that is wrong.`,
    });
  }
  if (dates.cut > 0) {
    notes.push({
      code: 'read/time-cut',
      column: name,
      count: dates.cut,
      text: `Times in "${name}" are finer than a millisecond in ${plural(dates.cut, 'row')}; they were cut to milliseconds.`,
    });
  }
  return notes;
}

/** What was left out because a person asked for it. */
export function samplingNotes(columnsOut: number, columns: number, rows: number, rowsOut: number): ReadNote[] {
  const notes: ReadNote[] = [];
  if (columnsOut > 0) {
    const text = `${plural(columns - columnsOut, 'column')} of ${columns.toLocaleString('en')} were read; the others were left out as chosen.`;
    notes.push({ code: 'read/columns-left-out', count: columnsOut, text });
  }
  if (rowsOut > 0) {
    const text = `${plural(rows, 'row')} of ${(rows + rowsOut).toLocaleString('en')} were taken by chance; the others were left out as chosen.`;
    notes.push({ code: 'read/sample', count: rowsOut, text });
  }
  return notes;
}
