import type { GraphBuilder } from '../graph/builder.ts';
import { MILLISECONDS_PER_DAY } from '../graph/calendar.ts';
import type { ArithmeticOp, ComparisonOp, Ref } from '../graph/graph.ts';
import { formulaError } from './formula-error.ts';
import { dateLiteral } from './formula-functions.ts';
import type { BinaryOperator } from './formula-tree.ts';
import { type FormulaType, finiteOrMissing, fromBool, guardMissing, isTrue, typeNames, type Value } from './formula-value.ts'; // prettier-ignore

type Result = Omit<Value, 'source'>;

export function lowerBinary(g: GraphBuilder, operator: BinaryOperator, left: Value, right: Value): Result {
  switch (operator) {
    case 'and':
    case 'or':
      return lowerLogical(g, operator, left, right);
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return lowerComparison(g, operator, left, right);
    default:
      return lowerArithmetic(g, operator, left, right);
  }
}

export function lowerUnary(g: GraphBuilder, operator: '-' | '+' | 'not', x: Value): Result {
  if (operator === 'not') {
    requireType(operator, x, 'boolean');
    return { type: 'boolean', ref: g.binary('subtract', g.constant(1), x.ref), complete: x.complete === true };
  }
  requireType(operator, x, 'number');
  if (operator === '+') return x;
  const negated = { type: 'number', mayOverflow: x.mayOverflow === true, complete: x.complete === true } as const;
  if (typeof x.literal === 'number') return { ...negated, ref: g.constant(-x.literal), literal: -x.literal };
  return { ...negated, ref: g.unary('negate', x.ref) };
}

/** Three-valued, as in SQL: false and missing is false, true or missing is true, otherwise missing stays missing. */
function lowerLogical(g: GraphBuilder, operator: 'and' | 'or', left: Value, right: Value): Result {
  requireType(operator, left, 'boolean');
  requireType(operator, right, 'boolean');
  const complete = left.complete === true && right.complete === true;
  const product = g.binary('multiply', left.ref, right.ref);
  if (operator === 'and') {
    const isFalse = (v: Value) => g.compare('equal', v.ref, g.constant(0));
    const either = g.logical('or', isFalse(left), isFalse(right));
    return { type: 'boolean', ref: complete ? product : g.where(either, g.constant(0), product), complete };
  }
  const either = g.logical('or', isTrue(g, left.ref), isTrue(g, right.ref));
  // Where neither is true the product is 0, or missing where one of them is.
  return { type: 'boolean', ref: g.where(either, g.constant(1), product), complete };
}

const comparisons = { '==': 'equal', '<': 'less', '<=': 'less-or-equal', '>': 'greater', '>=': 'greater-or-equal' } as const satisfies Record<string, ComparisonOp>; // prettier-ignore

function lowerComparison(g: GraphBuilder, operator: keyof typeof comparisons | '!=', a: Value, b: Value): Result {
  for (const side of [a, b]) {
    if (side.type === 'missing' || side.literal === '') {
      throw formulaError('empty-text', 'Nothing equals missing, not even missing itself.', side.source, {
        suggestion: 'Write is_missing(name) to ask whether there is a value.',
      });
    }
  }
  const left = a.type === 'text' && b.type === 'datetime' ? asDate(g, a) : a;
  const right = b.type === 'text' && a.type === 'datetime' ? asDate(g, b) : b;
  const onlyEquality = left.type === 'text' || left.type === 'boolean';
  if (onlyEquality && operator !== '==' && operator !== '!=') {
    throw formulaError('type', `"${operator}" needs numbers or dates, found ${typeNames[left.type]}.`, left.source, {
      expected: 'a number or a date',
      found: typeNames[left.type],
      suggestion:
        left.type === 'boolean' ? 'To compare twice write a < b and b < c.' : 'Texts can be compared with == and !=.',
    });
  }
  requireType(operator, right, left.type);
  const equal = operator === '!=' ? 'equal' : comparisons[operator];
  const bool = left.type === 'text' ? g.textEqual(left.ref, right.ref) : g.compare(equal, left.ref, right.ref);
  return {
    type: 'boolean',
    ref: fromBool(g, operator === '!=' ? g.not(bool) : bool, [left, right]),
    complete: left.complete === true && right.complete === true,
  };
}

const asDate = (g: GraphBuilder, text: Value): Value => ({
  type: 'datetime',
  ref: g.constant(dateLiteral(text)),
  source: text.source,
  complete: true,
});

const plainOperators = { '+': 'add', '-': 'subtract', '*': 'multiply' } as const satisfies Record<string, ArithmeticOp>;

function lowerArithmetic(g: GraphBuilder, operator: '+' | '-' | '*' | '/' | '%' | '^', a: Value, b: Value): Result {
  const dates = [a, b].filter(v => v.type === 'datetime').length;
  if (dates > 0 && (operator === '-' || (operator === '+' && dates === 1))) return lowerDates(g, operator, a, b);
  requireType(operator, a, 'number');
  requireType(operator, b, 'number');
  switch (operator) {
    case '+':
    case '-':
    case '*':
      return { type: 'number', ref: g.binary(plainOperators[operator], a.ref, b.ref), mayOverflow: true };
    case '/':
      return { type: 'number', ref: quotient(g, a, b), mayOverflow: a.mayOverflow === true };
    case '%': {
      // The sign of the divisor, as in Python and spreadsheets: -1 % 3 is 2.
      const times = g.binary('multiply', g.unary('floor', quotient(g, a, b)), b.ref);
      return { type: 'number', ref: g.binary('subtract', a.ref, times), mayOverflow: true };
    }
    case '^':
      return { type: 'number', ref: power(g, a, b), mayOverflow: true };
    default:
      return operator satisfies never;
  }
}

/** Division; by zero it is missing. */
function quotient(g: GraphBuilder, a: Value, b: Value): Ref {
  const ref = g.binary('divide', a.ref, b.ref);
  return typeof b.literal === 'number' && Math.abs(b.literal) >= 1 ? ref : finiteOrMissing(g, ref);
}

/**
 * Squares and cubes are products, and 0.5 is the root, which have the same bits everywhere; a missing exponent or base gives
 * missing, even 1 ^ missing.
 */
function power(g: GraphBuilder, a: Value, b: Value): Ref {
  if (b.literal === 2 || b.literal === 3) {
    const square = g.binary('multiply', a.ref, a.ref);
    return b.literal === 2 ? square : g.binary('multiply', square, a.ref);
  }
  if (b.literal === 0.5) return finiteOrMissing(g, g.unary('sqrt', a.ref));
  return guardMissing(g, finiteOrMissing(g, g.binary('power', a.ref, b.ref)), [a, b]);
}

/** A date minus a date is a number of days; a date plus or minus a number moves it by days. */
function lowerDates(g: GraphBuilder, operator: '+' | '-', a: Value, b: Value): Result {
  const day = g.constant(MILLISECONDS_PER_DAY);
  if (a.type === 'datetime' && b.type === 'datetime') {
    const mayOverflow = a.mayOverflow === true || b.mayOverflow === true;
    return { type: 'number', ref: g.binary('divide', g.binary('subtract', a.ref, b.ref), day), mayOverflow };
  }
  if (operator === '-') requireType(operator, a, 'datetime');
  const [date, days] = a.type === 'datetime' ? [a, b] : [b, a];
  requireType(operator, days, 'number');
  const moved = g.binary(operator === '+' ? 'add' : 'subtract', date.ref, g.binary('multiply', days.ref, day));
  return { type: 'datetime', ref: moved, mayOverflow: true };
}

export function requireType(subject: string, value: Value, type: FormulaType): void {
  if (value.type === type) return;
  const found = typeNames[value.type];
  const suggestion =
    value.type === 'boolean' && type === 'number'
      ? 'Write if(condition, 1, 0) to count true as 1.'
      : value.type === 'text' && type === 'number'
        ? 'Text cannot be reckoned with; length(text) counts its characters.'
        : value.type === 'number' && type === 'boolean'
          ? 'Write a comparison such as x > 0.'
          : value.type === 'datetime' && type === 'number'
            ? 'Take a part of the date, such as year(date), or the days between two dates.'
            : undefined;
  throw formulaError('type', `"${subject}" needs ${typeNames[type]} here, found ${found}.`, value.source, {
    expected: typeNames[type],
    found,
    ...(suggestion !== undefined && { suggestion }),
  });
}
