import type { ColumnKind } from './column.ts';
import type { Role } from './schema.ts';

/** "integer", "decimal", "date-time": what a column holds, in a word. */
export function kindWord(kind: ColumnKind, integer = false): string {
  if (kind === 'number') return integer ? 'integer' : 'decimal';
  return { datetime: 'date-time', category: 'category', boolean: 'yes or no', text: 'text' }[kind];
}

export const roleWord = (role: Role): string => (role === 'aside' ? 'set aside' : role);
