import type { Finding } from '../../../core/table/findings.ts';
import type { ColumnProfile } from '../../../core/table/profile.ts';
import { formatDate, formatInteger, formatNumber } from '../../format.ts';
import type { CellValue, DataColumn } from '../../widgets/types.ts';
import { kindWord } from '../../column-words.ts';

const counted = (value: string | number | boolean) => formatInteger(Number(value));
const number = { align: 'right', sortable: true } as const;

/** The columns of the table of columns. */
export const PROFILE_COLUMNS: readonly DataColumn[] = [
  { id: 'name', label: 'Column', width: 168, sortable: true, custom: true },
  { id: 'kind', label: 'Type', width: 80, sortable: true },
  { id: 'role', label: 'Role', width: 86, sortable: true, custom: true },
  { id: 'spread', label: 'Distribution', width: 140, custom: true },
  { id: 'missing', label: 'Missing', width: 78, ...number, format: counted },
  { id: 'distinct', label: 'Distinct', width: 84, ...number, custom: true },
  { id: 'flags', label: 'Findings', width: 130, sortable: true, custom: true },
  { id: 'typical', label: 'Typical', note: 'mean or top', width: 104, sortable: true, custom: true },
  { id: 'sd', label: 'Spread', note: 'standard deviation', width: 128, ...number },
  { id: 'skew', label: 'Skewness', width: 88, ...number, format: v => formatNumber(Number(v), 3) },
  { id: 'zeros', label: 'Zeros', width: 82, ...number, format: counted },
  { id: 'outliers', label: 'Outliers', note: 'beyond 1.5 IQR', width: 100, ...number, format: counted },
  { id: 'entropy', label: 'Entropy', note: 'bits', width: 84, ...number, format: v => formatNumber(Number(v), 3) },
];

const GRAVITY = { critical: 100, warning: 10, info: 1 } as const;

/** What a cell is sorted by; null sorts last. */
export function profileCell(column: ColumnProfile, id: string, findings: readonly Finding[]): CellValue {
  switch (id) {
    case 'kind':
      return kindWord(column.kind, column.kind === 'number' && column.integer);
    case 'role':
      return column.role;
    case 'missing':
      return column.missing;
    case 'distinct':
      return column.distinct;
    case 'flags':
      return findings.reduce((sum, f) => sum + (f.columns.includes(column.name) ? GRAVITY[f.severity] : 0), 0);
    case 'typical':
      return column.kind === 'number' ? column.mean : column.kind === 'datetime' ? null : column.levels.top[0]?.level;
    case 'sd':
      return column.kind === 'number' ? column.sd : null;
    case 'skew':
      return column.kind === 'number' ? column.skew : null;
    case 'zeros':
      return column.kind === 'number' ? column.zeros : null;
    case 'outliers':
      return column.kind === 'number' && column.outliers ? column.outliers.below + column.outliers.above : null;
    case 'entropy':
      return column.entropy;
    default:
      return column.name;
  }
}

/** The value that stands for a column: a mean, the most frequent level, the first day. */
export function typicalText(column: ColumnProfile): string {
  if (column.kind === 'number') return formatNumber(column.mean);
  if (column.kind === 'datetime') return `from ${formatDate(column.min)}`;
  return column.distinct === column.n ? '' : (column.levels.top[0]?.level ?? '');
}
