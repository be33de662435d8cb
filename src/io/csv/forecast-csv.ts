import type { Column } from '../../core/table/column.ts';
import type { ColumnForecast, TableForecast } from '../../core/table/forecast.ts';
import { prepareMarkers } from './columns/missing.ts';
import type { CsvDialect } from './dialect.ts';
import { utf16Transcoder } from './encoding.ts';
import { finishColumn } from './finish.ts';
import { layOut } from './layout.ts';
import { csvLimits } from './limits.ts';
import { createSliceReader } from './slice.ts';

/** No category of the beginning counts as more features than this. */
const mostFeatures = 50;

/**
 * Rows, and what each column takes, from the first bytes of a text file: as many rows as the mean length of the first ones
 * gives, of the kinds and lengths that these have.
 */
export function forecastCsv(head: Uint8Array, size: number, dialect: CsvDialect): TableForecast {
  const ended = head.length >= size;
  const layout = layOut(head, dialect, ended);
  const utf16 = dialect.encoding === 'utf-16le' || dialect.encoding === 'utf-16be';
  const bytes = utf16 ? utf16Transcoder(dialect.encoding as 'utf-16le')(head, ended) : head;
  const reader = createSliceReader({
    ...{ from: 0, to: Infinity, atLineStart: true, line: 1, header: layout.header, layout, dialect },
    plan: layout.names.map(() => ({ op: 'gather' })),
    decimal: dialect.delimiter === ',' ? '.' : null,
    ...{ missing: undefined, limits: csvLimits, recordBytes: 1, expectedBytes: 0, sample: null },
  });
  reader.push(bytes);
  const { rows, parts, endedAt } = ended ? reader.end() : reader.cutOff();
  const options = { encoding: dialect.encoding, decimalComma: false, markers: prepareMarkers() };
  const columns = parts.flatMap((part, i) => {
    if (part.op !== 'gather') return [];
    const { column, field } = finishColumn(layout.names[i]!, part, options, []);
    return [forecastColumn(layout.names[i]!, column, field.integer ?? false)];
  });
  const share = Math.max(1, endedAt) / Math.max(1, bytes.length);
  return { rows: ended ? rows : Math.round((size / Math.max(1, head.length * share)) * rows), exact: ended, columns };
}

function forecastColumn(name: string, column: Column, integer: boolean): ColumnForecast {
  const common = { name, kind: column.kind, integer };
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return { ...common, bytes: 8, features: 1 };
    case 'boolean':
      return { ...common, bytes: 1, features: 1 };
    case 'category':
      return { ...common, bytes: 4, features: Math.min(mostFeatures, column.levels.length) };
    case 'text':
      return { ...common, bytes: 4 + column.bytes.length / Math.max(1, column.valid.length), features: 0 };
    default:
      return column satisfies never;
  }
}
