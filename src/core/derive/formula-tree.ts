import jsep from 'jsep';
import { formulaError, type Span } from './formula-error.ts';
import { checkOrder, isCallName } from './formula-order.ts';
import { asKeyword, readTokens, type Token } from './formula-tokens.ts';

export const binaryOperators = ['or', 'and', '==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%', '^'] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/** A formula as a tree. Every node knows where it was written. */
export type Expression = Span &
  (
    | { readonly type: 'number'; readonly value: number }
    | { readonly type: 'text'; readonly value: string }
    | { readonly type: 'boolean'; readonly value: boolean }
    | { readonly type: 'missing' }
    | { readonly type: 'column'; readonly name: string }
    | { readonly type: 'unary'; readonly operator: '-' | '+' | 'not'; readonly operand: Expression }
    | {
        readonly type: 'binary';
        readonly operator: BinaryOperator;
        readonly sign: Span;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly type: 'call';
        readonly name: string;
        readonly nameSpan: Span;
        readonly arguments: readonly Expression[];
      }
    | { readonly type: 'group'; readonly inner: Expression }
  );

export const MAX_LENGTH = 2000;

/**
 * Read a formula. Tokens are cut here, so that names may hold anything and every position is exact; the order of
 * operators is jsep's, which sees the same tokens under plain stand-in names (t0, t1 …) and its standard operators.
 *
 * Order, loosest first: or; and; not; == !=; < <= > >=; + -; * / %; unary -; ^ (from right to left, so -2^2 is -4).
 * "!" binds as tightly as unary minus.
 */
export function parseFormula(expression: string): Expression {
  if (expression.length > MAX_LENGTH) {
    throw formulaError(
      'too-long',
      `A formula may have ${MAX_LENGTH} characters, this one has ${expression.length}.`,
      { from: MAX_LENGTH, to: expression.length },
      { suggestion: 'Split it into several derived columns.' },
    );
  }
  const tokens = readTokens(expression);
  if (!tokens.length) {
    throw formulaError(
      'empty',
      'The formula is empty.',
      { from: 0, to: expression.length },
      { suggestion: 'Write a column name, a number or a function such as log(price).' },
    );
  }
  checkOrder(tokens, expression.length);
  return fromTree(jsep(standIn(tokens)), tokens);
}

/** The tokens as an expression of jsep's own: token i is t<i>, a parenthesis that groups is the call g<i>(…). */
function standIn(tokens: readonly Token[]): string {
  const operators = new Map([['^', '**'], ['and', '&&'], ['or', '||']]); // prettier-ignore
  let out = '';
  // "not" reaches to the next and, or, comma or closing parenthesis of its own level.
  const nots = [0];
  const endNots = () => {
    out += ')'.repeat(nots.at(-1)!);
    nots[nots.length - 1] = 0;
  };
  tokens.forEach((token, i) => {
    const keyword = token.type === 'word' ? asKeyword(token.value) : undefined;
    if (token.type === '(') {
      out += isCallName(tokens, i - 1) ? '(' : `g${i}(`;
      nots.push(0);
    } else if (token.type === ')') {
      endNots();
      nots.pop();
      out += ')';
    } else if (token.type === ',') {
      endNots();
      out += ',';
    } else if (keyword === 'not') {
      out += `n${i}(`;
      nots[nots.length - 1]!++;
    } else if (keyword === 'and' || keyword === 'or') {
      endNots();
      out += ` ${operators.get(keyword)} `;
    } else if (token.type === 'operator') {
      if (token.value === '&&' || token.value === '||') endNots();
      out += ` ${operators.get(token.value) ?? token.value} `;
    } else {
      out += `t${i}`;
    }
  });
  endNots();
  return out;
}

/** A node on its way back from jsep, with the tokens it begins and ends at. */
interface Placed {
  readonly node: Expression;
  readonly first: number;
  readonly last: number;
}

/** The tree that jsep built, over the real tokens. */
function fromTree(tree: jsep.Expression, tokens: readonly Token[]): Expression {
  const closing = closingTokens(tokens);
  const place = (node: object, first: number, last: number): Placed => ({
    node: { ...node, from: tokens[first]!.from, to: tokens[last]!.to } as Expression,
    first,
    last,
  });
  const negate = (operator: string, operand: Placed): Placed => {
    const first = operand.first - 1;
    return place({ type: 'unary', operator: operator === '!' ? 'not' : operator, operand: operand.node }, first, operand.last); // prettier-ignore
  };
  const join = (operator: string, left: Placed, right: Placed): Placed => {
    const sign = tokens[left.last + 1]!;
    const node = {
      type: 'binary',
      operator,
      sign: { from: sign.from, to: sign.to },
      left: left.node,
      right: right.node,
    };
    return place(node, left.first, right.last);
  };
  const power = (tree: jsep.CoreExpression, right: Placed): Placed => {
    // jsep lets a sign bind tighter than a power; as everywhere in mathematics, -2^2 is -(2^2) here.
    if (tree.type === 'UnaryExpression') {
      return negate(tree.operator as string, power(tree.argument as jsep.CoreExpression, right));
    }
    return join('^', walk(tree), right);
  };
  const walk = (tree: jsep.CoreExpression): Placed => {
    switch (tree.type) {
      case 'Identifier': {
        const at = Number((tree.name as string).slice(1));
        return place(leaf(tokens[at]!), at, at);
      }
      case 'UnaryExpression':
        return negate(tree.operator as string, walk(tree.argument as jsep.CoreExpression));
      case 'BinaryExpression': {
        const right = walk(tree.right as jsep.CoreExpression);
        const left = tree.left as jsep.CoreExpression;
        return tree.operator === '**' ? power(left, right) : join(standardSign(tree.operator as string), walk(left), right); // prettier-ignore
      }
      case 'CallExpression': {
        const stand = (tree.callee as jsep.Identifier).name;
        const at = Number(stand.slice(1));
        const inner = (tree.arguments as jsep.CoreExpression[]).map(walk);
        if (stand.startsWith('n')) return place({ type: 'unary', operator: 'not', operand: inner[0]!.node }, at, inner[0]!.last); // prettier-ignore
        if (stand.startsWith('g')) return place({ type: 'group', inner: inner[0]!.node }, at, closing.get(at)!);
        const { from, to } = tokens[at]!;
        const name = (tokens[at] as { value: string }).value;
        const call = { type: 'call', name, nameSpan: { from, to }, arguments: inner.map(i => i.node) };
        return place(call, at, closing.get(at + 1)!);
      }
      default:
        throw formulaError('syntax', 'This formula cannot be read.', { from: 0, to: tokens.at(-1)!.to });
    }
  };
  return walk(tree as jsep.CoreExpression).node;
}

const standardSign = (operator: string): string => (operator === '&&' ? 'and' : operator === '||' ? 'or' : operator);

function leaf(token: Token): object {
  if (token.type === 'quoted-name') return { type: 'column', name: token.value };
  if (token.type !== 'word') return token;
  switch (asKeyword(token.value)) {
    case 'true':
      return { type: 'boolean', value: true };
    case 'false':
      return { type: 'boolean', value: false };
    case 'missing':
      return { type: 'missing' };
    default:
      return { type: 'column', name: token.value };
  }
}

/** For each opening parenthesis the one that closes it, by token number. */
function closingTokens(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach((token, i) => {
    if (token.type === '(') open.push(i);
    else if (token.type === ')') pairs.set(open.pop()!, i);
  });
  return pairs;
}
