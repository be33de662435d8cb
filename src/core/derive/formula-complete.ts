import type { FormulaColumn } from './formula-check.ts';
import { formulaFunctions } from './formula-functions.ts';
import { functionSignature } from './formula-lower.ts';
import { keywords, writeName } from './formula-tokens.ts';

export interface Completion {
  /** What the list shows. */
  readonly label: string;
  /** What replaces the characters `[from, to)` of the formula. */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'column' | 'function' | 'keyword';
  readonly help: string;
}

const keywordHelp: Readonly<Record<(typeof keywords)[number], string>> = {
  and: 'True where both sides are.',
  or: 'True where at least one side is.',
  not: 'Turns true into false and false into true.',
  true: 'The value true.',
  false: 'The value false.',
  missing: 'No value, for example if(x == -999, missing, x).',
};

const kindHelp: Readonly<Record<FormulaColumn['kind'], string>> = {
  number: 'A column of numbers.',
  datetime: 'A column of dates.',
  category: 'A column of categories.',
  boolean: 'A column of true and false.',
  text: 'A column of text.',
};

const MAX_COMPLETIONS = 50;
const wordBeforeCursor = /[\p{L}_$][\p{L}\p{M}\p{N}_$.]*$/u;
const wordAfterCursor = /^[\p{L}\p{M}\p{N}_$.]*/u;

/**
 * What could be written at the cursor: columns that may be used, functions and words, those that begin with what is
 * there first, then those that contain it. Inside an open [ or ` only columns; inside a text nothing.
 */
export function completeFormula(
  expression: string,
  cursor: number,
  columns: readonly FormulaColumn[],
): readonly Completion[] {
  const place = placeAt(expression, cursor);
  if (!place) return [];
  const { from, to, written, quoted } = place;
  const offered: Omit<Completion, 'from' | 'to'>[] = columns
    .filter(c => c.refusal === undefined)
    .map(c => ({ label: c.name, insert: writeName(c.name), kind: 'column', help: kindHelp[c.kind] }));
  if (!quoted) {
    const called = /^\s*\(/.test(expression.slice(to));
    for (const f of formulaFunctions) {
      const insert = called ? f.name : `${f.name}(`;
      offered.push({ label: functionSignature(f), insert, kind: 'function', help: f.help });
    }
    for (const word of keywords) offered.push({ label: word, insert: word, kind: 'keyword', help: keywordHelp[word] });
  }
  const wanted = written.toLowerCase();
  const rank = ({ label, kind }: (typeof offered)[number]) => {
    const at = (kind === 'function' ? label.slice(0, label.indexOf('(')) : label).toLowerCase().indexOf(wanted);
    return at < 0 ? 2 : Math.min(at, 1);
  };
  return [0, 1]
    .flatMap(r => offered.filter(o => rank(o) === r))
    .slice(0, MAX_COMPLETIONS)
    .map(o => ({ ...o, from, to }));
}

interface Place {
  readonly from: number;
  readonly to: number;
  /** What stands before the cursor of the word it is in. */
  readonly written: string;
  /** Inside an open [ or `. */
  readonly quoted: boolean;
}

/** The word the cursor is in or at the end of; undefined inside a text or right after a number. */
function placeAt(expression: string, cursor: number): Place | undefined {
  const before = expression.slice(0, cursor);
  const open = openQuote(before);
  if (open) {
    if (open.mark === "'" || open.mark === '"') return undefined;
    const rest = expression.slice(cursor);
    const end = rest.indexOf(open.mark === '[' ? ']' : '`');
    // Without a closing mark only what stands before the cursor is replaced: what follows is some other part.
    return { from: open.at, to: cursor + (end < 0 ? 0 : end + 1), written: before.slice(open.at + 1), quoted: true };
  }
  const written = wordBeforeCursor.exec(before)?.[0] ?? '';
  const from = cursor - written.length;
  if (/[\d.]/.test(before[from - 1] ?? '')) return undefined;
  const after = wordAfterCursor.exec(expression.slice(cursor))?.[0] ?? '';
  return { from, to: cursor + after.length, written, quoted: false };
}

/** The quoting mark that is still open at the end of a text. */
function openQuote(text: string): { readonly mark: string; readonly at: number } | undefined {
  let mark: string | undefined;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (mark === undefined) {
      if (c === "'" || c === '"' || c === '`' || c === '[') {
        mark = c;
        start = at;
      }
    } else if (c === (mark === '[' ? ']' : mark)) {
      mark = undefined;
    }
  }
  return mark === undefined ? undefined : { mark, at: start };
}
