import { cellText, type Column } from '../../core/table/column.ts';
import type { Table } from '../../core/table/table.ts';
import { joinBytes } from './scan.ts';

export interface WriteCsvOptions {
  readonly delimiter?: string;
  /**
   * Put an apostrophe before texts and names that begin with = + - @ or a tab, because spreadsheets would run them as
   * formulas (OWASP, CSV injection). Numbers, dates and truth values are never touched.
   */
  readonly formulaSafe?: boolean;
  readonly header?: boolean;
}

/**
 * The table as CSV by RFC 4180: UTF-8, CRLF between records, quotes only where needed and doubled inside. Numbers are
 * the shortest text that reads back to the same float64. Missing is an empty cell; an empty text that is present is
 * written as "" and so is a missing cell of a one-column table, which would be an empty line.
 */
export function writeCsv(table: Table, options: WriteCsvOptions = {}): Uint8Array {
  const delimiter = options.delimiter ?? ',';
  const safe = options.formulaSafe ?? false;
  const needsQuotes = new RegExp(`["\\r\\n\\0${delimiter === '\t' ? '\\t' : `\\${delimiter}`}]|^\\s|\\s$`);
  const quoted = (text: string): string => {
    const shown = safe && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return shown === '' || needsQuotes.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
  };
  const writers = table.columns.map(column => cellWriter(column, quoted));
  const alone = table.columns.length === 1;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let text = options.header === false ? '' : `${table.names.map(quoted).join(delimiter)}\r\n`;
  for (let row = 0; row < table.rows; row++) {
    const cells = writers.map(write => write(row));
    text += alone && cells[0] === '' ? '""\r\n' : `${cells.join(delimiter)}\r\n`;
    if (text.length > 1 << 16) {
      parts.push(encoder.encode(text));
      text = '';
    }
  }
  parts.push(encoder.encode(text));
  return joinBytes(parts);
}

function cellWriter(column: Column, quoted: (text: string) => string): (row: number) => string {
  switch (column.kind) {
    case 'category': {
      const levels = column.levels.map(quoted);
      return row => (column.codes[row]! < 0 ? '' : levels[column.codes[row]!]!);
    }
    case 'number':
      return row => numberText(column.values[row]!);
    case 'text':
      return row => {
        const text = cellText(column, row);
        return text === null ? '' : quoted(text);
      };
    default:
      return row => cellText(column, row) ?? '';
  }
}

/**
 * The shortest text that reads back exactly, with the sign of negative zero kept. Whole numbers beyond 2^53 get an
 * exponent, because as plain digits they would be read as ids.
 */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '';
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER ? value.toExponential() : String(value);
}
