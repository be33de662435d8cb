import { formulaError, type Span } from './formula-error.ts';

export type Token = Span &
  (
    | { readonly type: 'number'; readonly value: number }
    | { readonly type: 'text'; readonly value: string }
    /** A bare word: a column, a function where a parenthesis follows, or one of the words below. */
    | { readonly type: 'word'; readonly value: string }
    /** [a name] or `a name`: always a column. */
    | { readonly type: 'quoted-name'; readonly value: string }
    | { readonly type: 'operator'; readonly value: string }
    | { readonly type: '(' | ')' | ',' }
  );

/** Words with a meaning of their own, in any case; a column of that name is written in brackets. */
export const keywords = ['and', 'or', 'not', 'true', 'false', 'missing'] as const;
export type Keyword = (typeof keywords)[number];

export const asKeyword = (word: string): Keyword | undefined => keywords.find(k => k === word.toLowerCase());

const wordStart = /[\p{L}_$]/u;
const wordPattern = /[\p{L}_$][\p{L}\p{M}\p{N}_$.]*/uy;
const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const operatorPattern = /<=|>=|==|!=|&&|\|\||\*\*|[-+*/^%<>!]/y;

/** What people write from other languages, and how it is written here. */
const foreign: readonly (readonly [string, string])[] = [
  ['===', 'Write == to compare.'],
  ['!==', 'Write != for "not equal".'],
  ['<>', 'Write != for "not equal".'],
  ['=>', 'Write >= for "at least".'],
  ['=<', 'Write <= for "at most".'],
  ['=', 'Write == to compare.'],
  ['&', 'Write and between two conditions.'],
  ['|', 'Write or between two conditions.'],
  ['?', 'Write if(condition, a, b) to choose.'],
  [':', 'Write if(condition, a, b) to choose.'],
  [';', 'Write a comma between arguments.'],
  [']', 'Write [ before a name and ] after it.'],
  ['{', 'Write ( and ) to group.'],
  ['}', 'Write ( and ) to group.'],
];

/** The formula cut into tokens, spaces left out. Throws at the first character that cannot belong to one. */
export function readTokens(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = skipSpace(expression, 0); at < expression.length; at = skipSpace(expression, at)) {
    const token = readToken(expression, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function skipSpace(expression: string, at: number): number {
  while (at < expression.length && /\s/.test(expression[at]!)) at++;
  return at;
}

function readToken(expression: string, from: number): Token {
  const first = expression[from]!;
  if (first === '(' || first === ')' || first === ',') return { type: first, from, to: from + 1 };
  if (first === "'" || first === '"' || first === '`') return readQuoted(expression, from, first);
  if (first === '[') return readQuoted(expression, from, ']');
  const number = match(numberPattern, expression, from);
  if (number !== undefined) return readNumber(expression, from, from + number.length);
  const word = match(wordPattern, expression, from);
  if (word !== undefined) return { type: 'word', value: word, from, to: from + word.length };
  const operator = match(operatorPattern, expression, from);
  for (const [sign, suggestion] of foreign) {
    if (expression.startsWith(sign, from) && sign.length > (operator?.length ?? 0)) {
      throw formulaError(
        'operator',
        `"${sign}" means nothing in a formula.`,
        { from, to: from + sign.length },
        { found: sign, suggestion },
      );
    }
  }
  if (operator !== undefined) return { type: 'operator', value: operator, from, to: from + operator.length };
  const character = String.fromCodePoint(expression.codePointAt(from)!);
  throw formulaError(
    'character',
    `The character "${character}" has no meaning in a formula.`,
    { from, to: from + character.length },
    { found: character, suggestion: 'A column with unusual characters in its name is written in brackets: [Age (years)].' }, // prettier-ignore
  );
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function readNumber(expression: string, from: number, end: number): Token {
  let to = end;
  while (to < expression.length && (wordStart.test(charAt(expression, to)) || /[\d.]/.test(expression[to]!))) to++;
  const written = expression.slice(from, to);
  const value = Number(written);
  if (to !== end || !Number.isFinite(value)) {
    throw formulaError(
      'number',
      `"${written}" is not a number this formula can hold.`,
      { from, to },
      {
        expected: 'a number such as 12, 0.5 or 1e-3',
        found: written,
        suggestion: 'Write a number such as 12, 0.5 or 1e-3; put * between a number and a name.',
      },
    );
  }
  return { type: 'number', value, from, to };
}

const charAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at)!);

/** A text or a name up to its closing mark; the mark doubled stands for itself. */
function readQuoted(expression: string, from: number, close: string): Token {
  let value = '';
  for (let at = from + 1; at < expression.length; at++) {
    if (expression[at] !== close) {
      value += expression[at];
    } else if (expression[at + 1] === close) {
      value += close;
      at++;
    } else {
      const type = close === "'" || close === '"' ? 'text' : 'quoted-name';
      return { type, value, from, to: at + 1 };
    }
  }
  const what = close === ']' || close === '`' ? 'name' : 'text';
  throw formulaError(
    'unclosed',
    `The ${what} that begins at character ${from + 1} has no end.`,
    { from, to: expression.length },
    { expected: close, suggestion: `Close it with ${close}.` },
  );
}

/** A column name as a formula writes it: bare where it can be, else in brackets. */
export function writeName(name: string): string {
  const bare = match(wordPattern, name, 0) === name && !name.endsWith('.') && asKeyword(name) === undefined;
  return bare ? name : `[${name.replaceAll(']', ']]')}]`;
}
