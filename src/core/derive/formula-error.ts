import { StudioError } from '../errors.ts';

/** A stretch of the formula, in UTF-16 code units: `[from, to)`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where in the formula something is wrong, what belongs there and what may have been meant. */
export interface FormulaErrorDetails extends Span {
  readonly expected?: string;
  readonly found?: string;
  readonly suggestion?: string;
}

export type FormulaProblem =
  | 'empty'
  | 'too-long'
  | 'too-deep'
  | 'character'
  | 'number'
  | 'unclosed'
  | 'syntax'
  | 'operator'
  | 'unknown-column'
  | 'forbidden-column'
  | 'unknown-function'
  | 'argument-count'
  | 'type'
  | 'empty-text'
  | 'date';

export function formulaError(
  problem: FormulaProblem,
  message: string,
  { from, to }: Span,
  more: Omit<FormulaErrorDetails, 'from' | 'to'> = {},
): StudioError {
  const hint = more.suggestion === undefined ? '' : ` ${more.suggestion}`;
  return new StudioError(`formula/${problem}`, message + hint, { from, to, ...more });
}
