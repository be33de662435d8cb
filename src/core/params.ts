import { StudioError } from './errors.ts';

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
    | { readonly kind: 'text'; readonly default: string; readonly maxLength?: number }
    | {
        readonly kind: 'integers';
        readonly default: readonly number[];
        readonly min: number;
        readonly max: number;
        readonly maxLength: number;
      }
  );

export type ParamSpec = Readonly<Record<string, Param>>;
export type ParamValue = number | string | boolean | readonly number[];
export type ParamValues = Readonly<Record<string, ParamValue>>;

type ValueOf<P extends Param> = P extends { kind: 'number' }
  ? number
  : P extends { kind: 'choice'; options: readonly (infer O)[] }
    ? O
    : P extends { kind: 'flag' }
      ? boolean
      : P extends { kind: 'text' }
        ? string
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
      const message = `${owner}: ${name} must be ${describeParam(param)}, got ${shown(value)}`;
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

function inRange(value: unknown, min = -Infinity, max = Infinity): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
}

/** What a parameter accepts, in words; used in errors, forms and docs alike. */
export function describeParam(param: Param): string {
  switch (param.kind) {
    case 'number':
      return `${param.integer ? 'an integer' : 'a number'} in [${param.min ?? '-inf'}, ${param.max ?? 'inf'}]`;
    case 'choice':
      return `one of ${param.options.join(', ')}`;
    case 'flag':
      return 'true or false';
    case 'text':
      return `text of at most ${param.maxLength ?? 1000} characters`;
    case 'integers':
      return `at most ${param.maxLength} integers in [${param.min}, ${param.max}]`;
    default:
      return param satisfies never;
  }
}
