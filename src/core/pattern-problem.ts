/** What is wrong with a pattern, in plain words without a full stop, and the character (from 1) where it is. */
export interface PatternProblem {
  readonly at: number;
  readonly message: string;
}

const LOOKING_AROUND = ['(?=', '(?!', '(?<=', '(?<!'];

/** RE2's reason and the part of the pattern it names, as a place and plain words. */
export function explainPattern(pattern: string, reason: string, part: string): PatternProblem {
  const start = part === '' ? pattern.length - 1 : Math.max(0, pattern.lastIndexOf(part));
  const at = (index: number, message: string): PatternProblem => ({ at: index + 1, message });
  if (LOOKING_AROUND.some(opening => part.startsWith(opening)))
    return at(start, 'looking ahead or behind is not offered, because it could take for ever');
  switch (reason) {
    case 'missing closing )':
      return at(unmatched(pattern, '('), 'this “(” has no “)”');
    case 'unexpected )':
      return at(unmatched(pattern, ')'), 'this “)” has no “(”; write \\) for the character itself');
    case 'missing closing ]':
      return at(start, 'this “[” has no “]”; write \\[ for the character itself');
    case 'invalid character class range':
      return at(start, `“${part}” is no range or class of characters`);
    case 'invalid named capture':
      return at(start, 'a named group is written (?<name>…), with letters, digits and _ in its name');
    case 'duplicate capture group name':
      return at(start, 'two groups have this name');
    case 'missing argument to repetition operator':
      return at(start, `“${part}” has nothing before it to repeat; write \\${part} for the character itself`);
    case 'invalid nested repetition operator':
      return at(start, `“${part}” repeats what is repeated already`);
    case 'invalid repeat count':
      return at(start, `“${part}” repeats too often or backwards; all repetitions together may be at most 1,000`);
    case 'trailing backslash at end of expression':
      return at(pattern.length - 1, 'a backslash needs a character after it');
    case 'invalid escape sequence':
      return at(start, `“${part}” has no meaning here`);
    case 'invalid or unsupported Perl syntax':
      return at(start, `“${part}” is not offered here`);
    default:
      return at(start, reason);
  }
}

/** The last “(” that is never closed, or the first “)” that closes nothing; escapes and classes are passed over. */
function unmatched(pattern: string, wanted: '(' | ')'): number {
  const open: number[] = [];
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') open.push(i);
    else if (character === ')' && open.pop() === undefined) return i;
  }
  return wanted === '(' ? (open.at(-1) ?? 0) : 0;
}
