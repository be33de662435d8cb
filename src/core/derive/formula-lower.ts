import type { ScopedColumn } from '../derive.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { ColumnKind } from '../table/column.ts';
import { formulaError, type Span } from './formula-error.ts';
import { type FormulaFunction, formulaFunction, formulaFunctions } from './formula-functions.ts';
import { lowerBinary, lowerUnary, requireType } from './formula-operators.ts';
import { writeName } from './formula-tokens.ts';
import { type Expression, parseFormula } from './formula-tree.ts';
import { finiteOrMissing, typeOfKind, type Value } from './formula-value.ts';
import { nearestName } from './nearest-name.ts';

/** The columns a formula may use. */
export interface FormulaScope {
  find(name: string): ScopedColumn | undefined;
  /** Names to suggest from where a name is not found. */
  readonly names?: readonly string[];
  /** Why a column that exists may not be used, in a sentence; undefined where there is no such column. */
  refusal?(name: string): string | undefined;
}

/**
 * A formula as graph operations, and the kind of column it makes. Missing values pass through every operator and
 * function but is_missing, fill, coalesce and, where the other side decides, and/or. What is no finite number
 * (a division by zero, a logarithm of a negative number, an overflow) is missing.
 */
export function lowerFormula(expression: string, g: GraphBuilder, scope: FormulaScope): ScopedColumn {
  const tree = parseFormula(expression);
  const value = lowerExpression(tree, g, scope);
  if (value.type === 'missing') {
    throw formulaError('type', 'This formula is always missing.', tree, { suggestion: 'Use missing inside if(condition, a, missing).' }); // prettier-ignore
  }
  const kind: ColumnKind = value.type === 'text' ? (value.textKind ?? 'category') : value.type;
  if (value.type === 'text' || !value.mayOverflow) return { kind, ref: value.ref };
  const largest = value.type === 'datetime' ? LATEST_DATE : Number.MAX_VALUE;
  return { kind, ref: finiteOrMissing(g, value.ref, largest) };
}

/** ECMAScript dates reach 100,000,000 days to either side of 1970. */
const LATEST_DATE = 8.64e15;

function lowerExpression(source: Expression, g: GraphBuilder, scope: FormulaScope): Value {
  switch (source.type) {
    case 'number':
      return { type: 'number', ref: g.constant(source.value), source, literal: source.value, complete: true };
    case 'text':
      return { type: 'text', ref: g.text(source.value), source, literal: source.value, complete: source.value !== '', textKind: 'category' }; // prettier-ignore
    case 'boolean':
      return { type: 'boolean', ref: g.constant(source.value ? 1 : 0), source, complete: true };
    case 'missing':
      return { type: 'missing', ref: g.constant(Number.NaN), source };
    case 'group':
      return { ...lowerExpression(source.inner, g, scope), source };
    case 'column':
      return lowerColumn(source.name, source, scope);
    case 'unary':
      return { ...lowerUnary(g, source.operator, lowerExpression(source.operand, g, scope)), source };
    case 'binary': {
      const left = lowerExpression(source.left, g, scope);
      return { ...lowerBinary(g, source.operator, left, lowerExpression(source.right, g, scope)), source };
    }
    case 'call': {
      const known = formulaFunction(source.name);
      if (!known) throw unknownFunction(source.name, source.nameSpan, scope);
      checkCount(known, source.arguments.length, source);
      const values = source.arguments.map(a => lowerExpression(a, g, scope));
      values.forEach((value, i) => {
        const parameter = known.parameters[Math.min(i, known.parameters.length - 1)]!;
        if (parameter.type !== undefined) requireType(known.name, value, parameter.type);
      });
      return { ...known.lower(g, ...values), source };
    }
    default:
      return source satisfies never;
  }
}

function lowerColumn(name: string, source: Expression, scope: FormulaScope): Value {
  const column = scope.find(name);
  if (column) {
    const textKind = column.kind === 'text' ? 'text' : 'category';
    return { type: typeOfKind(column.kind), ref: column.ref, source, textKind };
  }
  const refusal = scope.refusal?.(name);
  if (refusal !== undefined) throw formulaError('forbidden-column', refusal, source, { found: name });
  const near = nearestName(name, scope.names ?? []);
  const suggestion = formulaFunction(name)
    ? `${name} is a function; write ${name}(…).`
    : near === undefined
      ? undefined
      : `Did you mean ${writeName(near)}?`;
  throw formulaError(
    'unknown-column',
    scope.names
      ? `There is no column "${name}".`
      : `There is no column "${name}" that a formula may use; the target may not be used, and a derived column only after its own line.`,
    source,
    { expected: 'the name of a column', found: name, ...(suggestion !== undefined && { suggestion }) },
  );
}

function unknownFunction(name: string, at: Span, scope: FormulaScope) {
  const near = nearestName(
    name,
    formulaFunctions.map(f => f.name),
  );
  const suggestion = scope.find(name)
    ? `${name} is a column; write an operator such as * between it and the parenthesis.`
    : near === undefined
      ? undefined
      : `Did you mean ${near}?`;
  return formulaError('unknown-function', `There is no function "${name}".`, at, {
    expected: 'the name of a function',
    found: name,
    ...(suggestion !== undefined && { suggestion }),
  });
}

/** How a function is written, such as round(x, digits). */
export const functionSignature = ({ name, parameters, variadic }: FormulaFunction): string =>
  `${name}(${parameters.map(p => p.name).join(', ')}${variadic ? ', …' : ''})`;

function checkCount(f: FormulaFunction, found: number, at: Span): void {
  const least = f.parameters.filter(p => !p.optional).length;
  const most = f.variadic ? Infinity : f.parameters.length;
  if (found >= least && found <= most) return;
  const range = most === Infinity ? `at least ${least}` : least === most ? String(least) : `${least} or ${most}`;
  const expected = `${range} ${range === '1' ? 'argument' : 'arguments'}`;
  throw formulaError('argument-count', `${f.name} takes ${expected}, got ${found}.`, at, {
    expected,
    found: String(found),
    suggestion: `Write ${functionSignature(f)}, for example ${f.example}.`,
  });
}
