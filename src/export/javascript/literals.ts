import { writeNumber } from '../schema.ts';

/**
 * A JavaScript string literal that is also safe inside an HTML script element: no `<`, so neither `</script` nor `<!--`
 * can come from a stranger's data, and no line separators.
 */
export const text = (value: string): string =>
  JSON.stringify(value).replace(/[<>\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** An array literal of numbers or texts. Numbers are written so that they read back to the same bits. */
export const list = (values: readonly number[] | readonly string[]): string =>
  `[${values.map(v => (typeof v === 'number' ? writeNumber(v) : text(v))).join(', ')}]`;

/** Plain JSON data as an expression, with every string safe as above. */
export const data = (value: unknown): string => {
  const raw = JSON.stringify(value, null, 2);
  return raw.replace(/[<>\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
