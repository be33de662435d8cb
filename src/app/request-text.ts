import type { ColumnKind } from '../core/table/column.ts';

/** A value as it travels in JSON; null is missing. */
export type RequestValue = string | number | boolean | null;

export interface RequestInput {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** `predict`: rows of named values. `v2`: the Open Inference Protocol, column by column. */
export type RequestForm = 'predict' | 'v2';

/** The path of a request to a model; without a version the champion answers. */
export function requestPath(form: RequestForm, model: string, version: number | null): string {
  const name = encodeURIComponent(model);
  if (form === 'predict') return `/predict?model=${name}${version === null ? '' : `&version=${version}`}`;
  return `/v2/models/${name}${version === null ? '' : `/versions/${version}`}/infer`;
}

const DATATYPES: Readonly<Record<ColumnKind, string>> = {
  number: 'FP64',
  datetime: 'BYTES',
  boolean: 'BOOL',
  category: 'BYTES',
  text: 'BYTES',
};

/** The body that asks for answers to these rows; each row has its values in the order of the inputs. */
export function requestBody(
  form: RequestForm,
  inputs: readonly RequestInput[],
  rows: readonly (readonly RequestValue[])[],
): object {
  if (form === 'predict') {
    // fromEntries defines each name as its own property, "__proto__" too.
    return { rows: rows.map(row => Object.fromEntries(inputs.map(({ name }, i) => [name, row[i] ?? null]))) };
  }
  return {
    inputs: inputs.map(({ name, kind }, i) => {
      const values = rows.map(row => row[i] ?? null);
      // A tensor has one type: where a number is given as text (JSON lacks infinity), all of them are.
      const texts = values.some(v => typeof v === 'string');
      const data = texts ? values.map(v => (v === null ? null : String(v))) : values;
      return { name, shape: [rows.length, 1], datatype: texts ? 'BYTES' : DATATYPES[kind], data };
    }),
  };
}

/** A request as it goes over the wire, for the eye. */
export function httpText(method: string, address: string, headers: readonly string[], body: string): string {
  const url = new URL(address);
  return [`${method} ${url.pathname}${url.search} HTTP/1.1`, `host: ${url.host}`, ...headers, '', body].join('\n');
}

/** The same request for a terminal: in a shell's single quotes nothing but the quote itself has a meaning. */
export function curlText(address: string, body: string): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  return `curl ${quoted(address)} \\\n  -H 'content-type: application/json' \\\n  -d ${quoted(body)}`;
}
