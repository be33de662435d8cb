import { RE2JS, RE2JSSyntaxException } from 're2js';
import { StudioError } from './errors.ts';
import { explainPattern, type PatternProblem } from './pattern-problem.ts';

/** Patterns are short; a longer one is something else that was pasted. */
export const LONGEST_PATTERN = 1000;

/**
 * A regular expression in RE2's syntax, whose search takes time linear in the text, so that no pattern from a person or a
 * file can backtrack for ever. Throws `param/pattern` with the place in the pattern that is wrong; look-around and
 * back-references, which RE2 does not have, are refused like any other mistake.
 */
export function compilePattern(owner: string, pattern: string): RE2JS {
  if (pattern.length > LONGEST_PATTERN)
    throw refused(owner, `must have at most ${LONGEST_PATTERN} characters, got ${pattern.length}`, pattern);
  const compiled = compile(pattern);
  if (compiled instanceof RE2JS) return compiled;
  const { at, message } = compiled;
  throw refused(owner, `"${pattern}" cannot be read (character ${at}: ${message})`, pattern, at);
}

/** What is wrong with a pattern and where; null for one that can be used. */
export function patternProblem(pattern: string): PatternProblem | null {
  if (pattern.length > LONGEST_PATTERN)
    return { at: LONGEST_PATTERN + 1, message: `there are more than ${LONGEST_PATTERN} characters` };
  const compiled = compile(pattern);
  return compiled instanceof RE2JS ? null : compiled;
}

/** The name of each group in order; '' where it has only a number. */
export function groupNames(pattern: RE2JS): readonly string[] {
  const names = new Map(Object.entries(pattern.namedGroups()).map(([name, at]) => [at, name]));
  return Array.from({ length: pattern.groupCount() }, (_, i) => names.get(i + 1) ?? '');
}

function compile(pattern: string): RE2JS | PatternProblem {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    const { error: reason, input } = error as unknown as { error: string; input: string | null };
    return explainPattern(pattern, reason, input ?? '');
  }
}

const refused = (owner: string, what: string, pattern: string, at?: number): StudioError =>
  new StudioError('param/pattern', `${owner}: the pattern ${what}.`, {
    owner,
    pattern: pattern.slice(0, LONGEST_PATTERN),
    ...(at === undefined ? {} : { at }),
  });
