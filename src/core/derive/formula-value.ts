import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { ColumnKind } from '../table/column.ts';
import type { Expression } from './formula-tree.ts';

/** What a part of a formula is. `missing` is the word missing itself, which takes the type of its neighbour. */
export type FormulaType = 'number' | 'boolean' | 'datetime' | 'text' | 'missing';

/**
 * A part of a formula in the graph. Numbers, dates (epoch ms) and booleans (0, 1) are float64 and NaN is missing; a
 * boolean is no graph bool, because it has a third state. Text is text and '' is missing.
 */
export interface Value {
  readonly type: FormulaType;
  readonly ref: Ref;
  /** Where it was written, for errors. */
  readonly source: Expression;
  /** The value of a literal. */
  readonly literal?: number | string;
  /** Never missing, so nothing has to be guarded. */
  readonly complete?: boolean;
  /** Sums and products may overflow to infinity, which the finished column must not hold. */
  readonly mayOverflow?: boolean;
  /** Whether text is free text or a category. */
  readonly textKind?: 'text' | 'category';
}

export const typeNames: Readonly<Record<FormulaType, string>> = {
  number: 'a number',
  boolean: 'true or false',
  datetime: 'a date',
  text: 'a text',
  missing: 'missing',
};

export const typeOfKind = (kind: ColumnKind): FormulaType => (kind === 'category' || kind === 'text' ? 'text' : kind);

export const missingRef = (g: GraphBuilder, type: FormulaType): Ref =>
  type === 'text' ? g.text('') : g.constant(Number.NaN);

/** `result`, missing wherever one of the operands is. */
export function guardMissing(g: GraphBuilder, result: Ref, operands: readonly Value[]): Ref {
  const open = operands.filter(o => !o.complete);
  if (!open.length) return result;
  const any = open.map(o => g.isMissing(o.ref)).reduce((a, b) => g.logical('or', a, b));
  return g.where(any, g.constant(Number.NaN), result);
}

/** Infinite values become missing, such as what a division by zero gives. */
export function finiteOrMissing(g: GraphBuilder, x: Ref, largest = Number.MAX_VALUE): Ref {
  const finite = g.compare('less-or-equal', g.unary('abs', x), g.constant(largest));
  return g.where(finite, x, g.constant(Number.NaN));
}

/** A graph bool as a formula's boolean. */
export const fromBool = (g: GraphBuilder, bool: Ref, operands: readonly Value[]): Ref =>
  guardMissing(g, g.toNumber(bool), operands);

/** True where a formula's boolean is true; false where it is false or missing. */
export const isTrue = (g: GraphBuilder, x: Ref): Ref => g.compare('equal', x, g.constant(1));
