import { StudioError } from './errors.ts';
import type { ColumnKind } from './table/column.ts';

interface ParamText {
  readonly label: string;
  /** One plain sentence a pupil understands. */
  readonly help?: string;
  /** Forms show it only while another parameter has this value. What it holds is checked and kept all the same. */
  readonly onlyWith?: { readonly name: string; readonly value: string | boolean };
}

/** Parameters are data: types, defaults, forms, validation and search spaces all come from this one description. */
export type Param = ParamText &
  (
    | {
        readonly kind: 'number';
        readonly default: number;
        readonly min?: number;
        readonly max?: number;
        readonly integer?: boolean;
        readonly log?: boolean;
      }
    | { readonly kind: 'choice'; readonly default: string; readonly options: readonly string[] }
    | { readonly kind: 'flag'; readonly default: boolean }
    | {
        readonly kind: 'text';
        readonly default: string;
        readonly maxLength?: number;
        /** What the text is written in; forms give it the editor of that language. */
        readonly language?: 'sql' | 'formula' | 'pattern';
        readonly multiline?: true;
      }
    /** The name of one column; `accepts` says of which kinds, all unless given. */
    | ({ readonly kind: 'column'; readonly default: string } & ColumnChoice)
    /** The names of some columns. */
    | ({ readonly kind: 'columns'; readonly default: readonly string[] } & ColumnChoice)
    /** The name of another table of the project. */
    | { readonly kind: 'source'; readonly default: string }
    /** A small table of texts, one entry a row: value maps, renames, aggregates. */
    | {
        readonly kind: 'table';
        readonly default: readonly (readonly string[])[];
        readonly fields: readonly TableParamField[];
        readonly maxRows: number;
      }
    | {
        readonly kind: 'integers';
        readonly default: readonly number[];
        readonly min: number;
        readonly max: number;
        readonly maxLength: number;
      }
  );

interface ColumnChoice {
  readonly accepts?: readonly ColumnKind[];
  /** The parameter that names the table whose columns are meant; the table at hand unless given. */
  readonly of?: string;
}

/** One field of a table parameter: free text, one of some options, or the name of a column. */
export interface TableParamField {
  readonly label: string;
  readonly options?: readonly string[];
  /** What the options are called on the screen, in their order, where their own words do not do. */
  readonly names?: readonly string[];
  readonly column?: true;
  /** As with `of` of a column parameter. */
  readonly of?: string;
}

export type ParamSpec = Readonly<Record<string, Param>>;
export type ParamValue =
  number | string | boolean | readonly number[] | readonly string[] | readonly (readonly string[])[];
export type ParamValues = Readonly<Record<string, ParamValue>>;

type ValueOf<P extends Param> = P extends { kind: 'number' }
  ? number
  : P extends { kind: 'choice'; options: readonly (infer O)[] }
    ? O
    : P extends { kind: 'flag' }
      ? boolean
      : P extends { kind: 'text' | 'column' | 'source' }
        ? string
        : P extends { kind: 'columns' }
          ? readonly string[]
          : P extends { kind: 'table' }
            ? readonly (readonly string[])[]
            : readonly number[];

export type ParamsOf<S extends ParamSpec> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** Fill in defaults and refuse values outside the declared range and names that do not exist. */
export function checkParams<S extends ParamSpec>(owner: string, spec: S, given: ParamValues): ParamsOf<S> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(spec, name)) {
      const known = Object.keys(spec).join(', ') || 'none';
      throw new StudioError('param/unknown', `${owner}: has no parameter "${name}"; it has ${known}`, { owner, name });
    }
  }
  const out: Record<string, ParamValue> = {};
  for (const [name, param] of Object.entries(spec)) {
    const value = Object.hasOwn(given, name) ? given[name] : param.default;
    if (!fits(param, value)) {
      const message = `${owner}: “${param.label}” (${name}) must be ${describeParam(param)}, got ${shown(value)}`;
      throw new StudioError('param/out-of-range', message, { owner, name, value });
    }
    out[name] = value as ParamValue;
  }
  return out as ParamsOf<S>;
}

/** A value in a message; it may come from a file and be as long as the file. */
function shown(value: unknown): string {
  const text = String(JSON.stringify(value));
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function fits(param: Param, value: unknown): boolean {
  switch (param.kind) {
    case 'number':
      return inRange(value, param.min, param.max) && (!param.integer || Number.isInteger(value));
    case 'choice':
      return param.options.includes(value as string);
    case 'flag':
      return typeof value === 'boolean';
    case 'text':
      return typeof value === 'string' && value.length <= (param.maxLength ?? 1000);
    case 'column':
    case 'source':
      return isName(value);
    case 'columns':
      return Array.isArray(value) && value.length <= MOST_COLUMNS && value.every(isName);
    case 'table':
      return Array.isArray(value) && value.length <= param.maxRows && value.every(row => fitsRow(param.fields, row));
    case 'integers':
      return (
        Array.isArray(value) &&
        value.length <= param.maxLength &&
        value.every(v => Number.isInteger(v) && inRange(v, param.min, param.max))
      );
    default:
      return param satisfies never;
  }
}

/** More than any table has columns. */
const MOST_COLUMNS = 100_000;
const LONGEST_TEXT = 10_000;

const isName = (value: unknown): boolean => typeof value === 'string' && value.length <= LONGEST_TEXT;

const fitsRow = (fields: readonly TableParamField[], row: unknown): boolean =>
  Array.isArray(row) &&
  row.length === fields.length &&
  fields.every(({ options }, i) => isName(row[i]) && (!options || options.includes(row[i] as string)));

function inRange(value: unknown, min = -Infinity, max = Infinity): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
}

/** What a parameter accepts, in words; used in errors, forms and docs alike. */
export function describeParam(param: Param): string {
  switch (param.kind) {
    case 'number':
      return `${param.integer ? 'a whole number' : 'a number'}${between(param.min, param.max)}`;
    case 'choice':
      return `one of ${param.options.join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'text':
      return `text of at most ${param.maxLength ?? 1000} characters`;
    case 'column':
      return 'the name of a column';
    case 'source':
      return 'the name of another table';
    case 'columns':
      return 'a list of names of columns';
    case 'table':
      return `at most ${param.maxRows} entries of ${param.fields.map(f => (f.options ? `${f.label} (${f.options.join(', ')})` : f.label)).join(', ')}`;
    case 'integers':
      return `at most ${param.maxLength} whole numbers${between(param.min, param.max)}`;
    default:
      return param satisfies never;
  }
}

/** " from 2 to 200", " of at least 0", or nothing. */
function between(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  return min !== undefined ? ` of at least ${min}` : max !== undefined ? ` of at most ${max}` : '';
}

/** The columns of the table at hand that parameters name, in order, each once. */
export function columnsNamed(spec: ParamSpec, params: ParamValues): readonly string[] {
  const names = Object.entries(spec).flatMap(([name, param]): readonly string[] => {
    const value = Object.hasOwn(params, name) ? params[name] : param.default;
    if (param.kind === 'column') return param.of === undefined ? [value as string] : [];
    if (param.kind === 'columns') return param.of === undefined ? (value as readonly string[]) : [];
    if (param.kind !== 'table') return [];
    const rows = value as readonly (readonly string[])[];
    const own = param.fields.flatMap((field, i) => (field.column && field.of === undefined ? [i] : []));
    return rows.flatMap(row => own.map(i => row[i]!));
  });
  return [...new Set(names.filter(name => name !== ''))];
}
