import type { ColumnKind } from '../../core/table/column.ts';
import type { ColumnForecast, TableForecast } from '../../core/table/forecast.ts';
import type { ParquetFooter } from './footer.ts';

/** Kinds by the words of types.ts; what is not here is a number. */
const kinds = new Map<string, ColumnKind>([
  ['truth', 'boolean'],
  ['text', 'text'],
  ['bytes', 'text'],
  ['date', 'datetime'],
  ['date and time', 'datetime'],
]);

/** What a Parquet file holds, by its footer: the rows are counted, texts take what their pages unpack to. */
export function forecastParquet({ columns, leaves, groups, rows }: ParquetFooter): TableForecast {
  const unpacked = columns.map(() => 0);
  for (const { chunks } of groups) {
    for (const chunk of chunks) {
      const leaf = leaves[chunk.leaf];
      if (leaf) unpacked[leaf.column]! += chunk.unpacked;
    }
  }
  return {
    rows,
    exact: true,
    columns: columns.flatMap(({ name, type, nested }, i): ColumnForecast[] => {
      if (nested) return [];
      const kind = kinds.get(type) ?? 'number';
      const bytes = kind === 'text' ? 4 + unpacked[i]! / Math.max(1, rows) : kind === 'boolean' ? 1 : 8;
      return [{ name, kind, integer: type === 'integer', bytes, features: kind === 'text' ? 0 : 1 }];
    }),
  };
}
