import { RE2JS, RE2JSException } from 're2js';
import { StudioError } from './errors.ts';

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
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw refused(
      owner,
      `"${pattern}" cannot be read (${error.message.replace(/^error parsing regexp: /, '')})`,
      pattern,
    );
  }
}

const refused = (owner: string, what: string, pattern: string): StudioError =>
  new StudioError('param/pattern', `${owner}: the pattern ${what}.`, {
    owner,
    pattern: pattern.slice(0, LONGEST_PATTERN),
  });
