import { formulaError, type Span } from './formula-error.ts';
import { asKeyword, type Token } from './formula-tokens.ts';

const MAX_NESTING = 40;
const MAX_OPERATORS = 400;

const isBinaryWord = (t: Token) => t.type === 'word' && ['and', 'or'].includes(asKeyword(t.value) ?? '');
const isNot = (t: Token) => t.type === 'word' && asKeyword(t.value) === 'not';
const isPrefix = (t: Token) => isNot(t) || (t.type === 'operator' && ['-', '+', '!'].includes(t.value));
const isBinary = (t: Token) => isBinaryWord(t) || (t.type === 'operator' && t.value !== '!');
export const isCallName = (tokens: readonly Token[], i: number) =>
  tokens[i]?.type === 'word' && asKeyword(tokens[i].value) === undefined && tokens[i + 1]?.type === '(';

/** Values and operators must alternate and parentheses must match; everything jsep gets after this is well formed. */
export function checkOrder(tokens: readonly Token[], length: number): void {
  const open: { readonly token: Token; readonly call: boolean }[] = [];
  let wantsValue = true;
  let operators = 0;
  tokens.forEach((token, i) => {
    const previous = tokens[i - 1];
    if (isPrefix(token) || isBinary(token)) operators++;
    if (operators > MAX_OPERATORS || open.length > MAX_NESTING) throw tooDeep(token);
    if (token.type === '(') {
      if (!wantsValue && !isCallName(tokens, i - 1)) throw missingOperator(previous!, token);
      open.push({ token, call: isCallName(tokens, i - 1) });
      wantsValue = true;
    } else if (token.type === ')') {
      const opened = open.pop();
      if (!opened) throw unbalanced(token, 'This closing parenthesis has no opening one.', 'Remove it, or add ( before.'); // prettier-ignore
      const noArguments = opened.call && previous === opened.token;
      if (wantsValue && !noArguments) throw missingValue(token, previous!);
      wantsValue = false;
    } else if (token.type === ',') {
      if (!open.at(-1)?.call) throw unbalanced(token, 'A comma may only stand between the arguments of a function.', 'Write 0.5, not 0,5.'); // prettier-ignore
      if (wantsValue) throw missingValue(token, previous!);
      wantsValue = true;
    } else if (wantsValue) {
      if (isPrefix(token)) return;
      if (isBinary(token)) throw missingValue(token, previous);
      wantsValue = false;
    } else {
      if (!isBinary(token)) throw missingOperator(previous!, token);
      wantsValue = true;
    }
  });
  const last = tokens.at(-1)!;
  if (wantsValue) throw missingValue({ from: last.to, to: Math.max(length, last.to) }, last);
  const left = open.pop();
  if (left) throw unbalanced(left.token, 'This parenthesis is never closed.', 'Add ) where the group ends.');
}

const tooDeep = (at: Span) =>
  formulaError(
    'too-deep',
    `A formula may have ${MAX_OPERATORS} operators and ${MAX_NESTING} parentheses inside one another; this one has more.`,
    at,
    { suggestion: 'Split it into several derived columns.' },
  );
const unbalanced = (at: Span, message: string, suggestion: string) =>
  formulaError('syntax', message, at, { suggestion });
const missingOperator = (before: Token, at: Token) =>
  formulaError('syntax', `There is no operator between "${written(before)}" and "${written(at)}".`, at, {
    expected: 'an operator such as + or ==',
    found: written(at),
    suggestion: at.type === '(' && before.type === 'quoted-name' ? 'A name in brackets is a column, not a function.' : 'Write an operator such as + or and between them.', // prettier-ignore
  });
function missingValue(at: Span & { readonly type?: string }, previous: Token | undefined) {
  const where = previous ? `after "${written(previous)}"` : 'at the start';
  return formulaError('syntax', `A value is missing ${where}.`, at, {
    expected: 'a column, a number, a text or a function',
    suggestion: 'Write a column, a number, a text or a function there.',
  });
}
const written = (t: Token): string => ('value' in t ? String(t.value) : t.type);
