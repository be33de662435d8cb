import { StudioError, type ErrorCode } from '../../core/errors.ts';

/** Where in the query: line and column counted from 1, characters counted from 0. */
export interface SqlPlace {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What DuckDB says of an error when `errors_as_json` is on. */
interface DatabaseError {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly error_subtype?: string;
  readonly position?: string;
  readonly name?: string;
  readonly type?: string;
  readonly candidates?: string;
  /** The function as it was called, with the types of what it was given. */
  readonly call?: string;
}

/** The place of a byte of the query's UTF-8 text. */
export function placeAt(query: string, byte: number): SqlPlace {
  const bytes = new TextEncoder().encode(query).subarray(0, Math.max(0, byte));
  const before = new TextDecoder().decode(bytes);
  const lines = before.split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1, offset: before.length };
}

/**
 * An error of the database in the studio's words; anything else, such as WebAssembly that broke, comes back as it is.
 * `prefix` is how many bytes stood before the query when it was checked;
 * `tables` are the names a query may use.
 */
export function sqlError(thrown: unknown, query: string, prefix: number, tables: readonly string[]): unknown {
  const told = thrown instanceof StudioError ? null : parsed(thrown instanceof Error ? thrown.message : String(thrown));
  if (!told) return thrown;
  const byte = told.position === undefined ? null : Number(told.position) - prefix;
  const place = byte === null || !Number.isFinite(byte) ? null : placeAt(query, byte);
  const { code, text } = inWords(told, tables);
  const where = place ? `SQL, line ${place.line}, column ${place.column}: ` : 'SQL: ';
  return new StudioError(code, where + text, { ...place, ...(told.name !== undefined && { name: told.name }) });
}

function parsed(message: string): DatabaseError | null {
  try {
    const told: unknown = JSON.parse(message.slice(Math.max(0, message.indexOf('{'))));
    return typeof told === 'object' ? told : null;
  } catch {
    return null;
  }
}

function inWords(told: DatabaseError, tables: readonly string[]): { code: ErrorCode; text: string } {
  const message = ended((told.exception_message ?? 'the database gave no reason').trim());
  const name = told.name ?? '';
  const near = told.candidates ? ` Near it: ${told.candidates.split(/,\s*/).slice(0, 5).join(', ')}.` : '';
  if (told.error_subtype === 'COLUMN_NOT_FOUND')
    return { code: 'sql/unknown-column', text: `There is no column "${name}" here.${near}` };
  if (told.type === 'Table' && told.error_subtype === 'MISSING_ENTRY')
    return { code: 'sql/unknown-table', text: `There is no table "${name}"; there are ${tables.join(', ')}.` };
  if (/Function$/.test(told.type ?? '') && told.error_subtype === 'MISSING_ENTRY')
    return { code: 'sql/unknown-function', text: `There is no function "${name}".${near}` };
  if (/exists in the \w+ extension/.test(message))
    return {
      code: 'sql/unknown-function',
      text: `The function "${extensionName(message)}" is not part of this build.`,
    };
  if (told.call !== undefined && message.startsWith('No function matches'))
    return {
      code: 'sql/wrong-types',
      text: `${told.call} does not exist. CAST(… AS DOUBLE) changes what it is given.`,
    };
  switch (told.exception_type) {
    case 'Parser':
      return { code: 'sql/syntax', text: plainSyntax(message) };
    case 'Permission':
      return { code: 'sql/forbidden', text: 'A query reads the tables of the project alone, no files or addresses.' };
    case 'Out of Memory':
      return { code: 'sql/memory', text: 'The query needs more memory than it may use. Filter or aggregate earlier.' };
    case 'Conversion':
      return { code: 'sql/conversion', text: `${message} TRY_CAST gives a missing value instead.` };
    case 'Out of Range':
      return { code: 'sql/out-of-range', text: `${message} CAST(… AS DOUBLE) holds larger numbers.` };
    default:
      return { code: 'sql/refused', text: message };
  }
}

function plainSyntax(message: string): string {
  if (message.includes('PIVOT')) return 'Name the values of the PIVOT: PIVOT … ON column IN (first, second).';
  if (/end of input/.test(message)) return 'The query ends too early.';
  const near = /at or near "([^"]*)"/.exec(message)?.[1];
  return near === undefined ? message : `"${near}" is not expected here.`;
}

const extensionName = (message: string): string => /with name "([^"]*)"/.exec(message)?.[1] ?? 'it calls';

const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
