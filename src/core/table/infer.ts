import { columnLength, countMissing, isMissing, type Column } from './column.ts';
import { areTextsDistinct } from './dictionary.ts';
import type { Field, Role } from './schema.ts';
import type { Table } from './table.ts';

/** What a column seems to be for, and the fact that says so in plain words. */
export interface RoleGuess {
  readonly name: string;
  readonly role: Role;
  readonly why: string;
}

export interface TargetGuess {
  readonly target?: string;
  readonly why: string;
}

const idName =
  /(^|[_\s.-])(id|ids|uuid|guid|key|index|rowid|identifier)$|^(id|uuid|guid|index|row|unnamed: 0)([_\s.-]|$)/i;
const camelId = /[a-z](Id|ID)$/;
const timeName = /date|time|timestamp|created|when|day|month/i;
/** Names that count through time; consecutive values in them are no row numbers. */
const calendarName = /year|month|week|day|hour|minute|date|time|age/i;

/** Columns known by value alone must have at least this many rows: in 3 rows nearly everything is consecutive. */
const enoughRows = 20;

/**
 * Roles by these rules, the first that fits: a column without any value is set aside; all-distinct values under an
 * id-like name, consecutive whole numbers, or short all-distinct texts are an id; one datetime column, the first that
 * never goes back, is the time. All others are features. A role other than feature that a field already has stays.
 */
export function proposeRoles(table: Table, fields: readonly Field[]): Field[] {
  return guessRoles(table, fields).map((guess, i) => ({ ...fields[i]!, role: guess.role }));
}

export function guessRoles(table: Table, fields: readonly Field[]): RoleGuess[] {
  const time = fields.some(f => f.role === 'time') ? null : chooseTime(table, fields);
  return fields.map((field, i) => {
    if (field.role !== 'feature') return { name: field.name, role: field.role, why: 'It was given.' };
    if (time?.index === i) return { name: field.name, role: 'time', why: time.why };
    return guessRole(field, table.columns[i]!);
  });
}

function guessRole(field: Field, column: Column): RoleGuess {
  const { name } = field;
  const rows = columnLength(column);
  const present = rows - countMissing(column);
  if (rows > 0 && present === 0) return { name, role: 'aside', why: 'It has no values.' };
  const named = idName.test(name) || camelId.test(name);
  const distinct = present === rows && rows >= 2 && isAllDistinct(field, column);
  if (distinct && named) return { name, role: 'id', why: 'Its name says id and every value is different.' };
  if (distinct && rows >= enoughRows) {
    if (column.kind === 'number' && !calendarName.test(name) && isConsecutive(column.values))
      return { name, role: 'id', why: 'It counts the rows one by one.' };
    if (column.kind === 'text' && column.bytes.length / rows <= 40)
      return { name, role: 'id', why: 'It is a short text that is different in every row.' };
  }
  return { name, role: 'feature', why: 'Nothing speaks against it.' };
}

/** Whether an integer, text or category column never repeats a value. Decimals never count as ids. */
function isAllDistinct(field: Field, column: Column): boolean {
  if (column.kind === 'number') return field.integer === true && areDistinct(column.values);
  if (column.kind === 'category') return column.codes.length <= column.levels.length && areDistinct(column.codes);
  return column.kind === 'text' && areTextsDistinct(column);
}

/** Values that only grow differ; others are looked at until the first repeat. */
function areDistinct(values: Float64Array | Int32Array): boolean {
  let i = 1;
  while (i < values.length && values[i]! > values[i - 1]!) i++;
  if (i >= values.length) return true;
  const seen = new Set<number>();
  for (const value of values) {
    if (seen.has(value)) return false;
    seen.add(value);
  }
  return true;
}

function isConsecutive(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i]! !== values[i - 1]! + 1) return false;
  return true;
}

/** The datetime column to use as time: one that never goes back, else one named like it, else the first. */
function chooseTime(table: Table, fields: readonly Field[]): { index: number; why: string } | null {
  const candidates = fields.flatMap((f, i) => (f.role === 'feature' && f.kind === 'datetime' ? [i] : []));
  const ordered = candidates.find(i => neverGoesBack(table.columns[i]!));
  if (ordered !== undefined) return { index: ordered, why: 'It is a date that never goes back from row to row.' };
  const named = candidates.find(i => timeName.test(fields[i]!.name));
  if (named !== undefined) return { index: named, why: 'It is a date, and its name says so.' };
  return candidates.length ? { index: candidates[0]!, why: 'It is the first date.' } : null;
}

function neverGoesBack(column: Column): boolean {
  if (column.kind !== 'datetime') return false;
  let last = -Infinity;
  for (const value of column.values) {
    if (Number.isNaN(value)) continue;
    if (value < last) return false;
    last = value;
  }
  return last > -Infinity;
}

/** Names under which tables usually keep what is to be predicted, the most telling first. */
const targetNames = [
  'target', 'label', 'outcome', 'response', 'survived', 'species', 'diagnosis', 'churn', 'churned', 'default',
  'defaulted', 'approved', 'decision', 'loan_status', 'fraud', 'is_fraud', 'converted', 'clicked', 'saleprice',
  'price', 'rentals', 'demand', 'sales', 'revenue', 'quality', 'rating', 'score', 'mpg', 'cnt', 'count', 'class',
  'category', 'type', 'y',
]; // prettier-ignore

const plain = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');

/** A suggestion of what to predict: a telling name, else the last column that could be predicted. Never forced. */
export function suggestTarget(table: Table, fields: readonly Field[]): TargetGuess {
  const given = fields.find(f => f.role === 'target');
  if (given) return { target: given.name, why: 'It was chosen before.' };
  const possible = fields.filter((f, i) => f.role === 'feature' && canBePredicted(table.columns[i]!));
  for (const wanted of targetNames) {
    const found = possible.find(f => plain(f.name) === wanted);
    if (found) return { target: found.name, why: `Columns named "${found.name}" are often what is predicted.` };
  }
  const last = possible.at(-1);
  if (!last) return { why: 'No column has values that a model could learn to predict.' };
  return { target: last.name, why: 'It is the last column, where tables often keep what is predicted.' };
}

/** Number, truth or category with at least two different values. */
function canBePredicted(column: Column): boolean {
  if (column.kind === 'text' || column.kind === 'datetime') return false;
  const values = column.kind === 'category' ? column.codes : column.values;
  let first: number | null = null;
  for (let i = 0; i < values.length; i++) {
    if (isMissing(column, i)) continue;
    if (first === null) first = values[i]!;
    else if (values[i] !== first) return true;
  }
  return false;
}
