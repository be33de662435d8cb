/** One stretch of a text: so many characters of one class, or of one sign that is no letter or digit. */
interface Stretch {
  readonly pattern: string;
  /** Characters; null where it differs from text to text. */
  length: number | null;
}

const MOST_STRETCHES = 12;
const SPECIAL = /[\\^$.|?*+()[\]{}]/;

/**
 * The pattern that all texts share, such as [A-Z]{2}-[0-9]+ for AB-7 and CD-1234: the same stretches of digits, capital
 * letters and small letters, split by the same signs. Null where they share none, or one that says too little: a single
 * stretch of differing length.
 */
export function textShape(texts: Iterable<string>): string | null {
  let shape: Stretch[] | null = null;
  for (const text of texts) {
    const found = stretches(text);
    if (!found) return null;
    if (!shape) shape = found;
    else if (found.length !== shape.length || found.some((s, i) => s.pattern !== shape![i]!.pattern)) return null;
    else for (const [i, { length }] of found.entries()) if (shape[i]!.length !== length) shape[i]!.length = null;
  }
  if (!shape || (shape.length === 1 && shape[0]!.length === null)) return null;
  return shape
    .map(({ pattern, length }) => pattern + (length === null ? '+' : length > 1 ? `{${length}}` : ''))
    .join('');
}

function stretches(text: string): Stretch[] | null {
  const found: Stretch[] = [];
  for (const character of text) {
    const pattern = classOf(character);
    if (pattern === null) return null;
    const last = found.at(-1);
    if (last?.pattern === pattern) last.length!++;
    else if (found.push({ pattern, length: 1 }) > MOST_STRETCHES) return null;
  }
  return found.length ? found : null;
}

/** Null for letters beyond ASCII: they have no class that a person would write. */
function classOf(character: string): string | null {
  if (character >= '0' && character <= '9') return '[0-9]';
  if (character >= 'A' && character <= 'Z') return '[A-Z]';
  if (character >= 'a' && character <= 'z') return '[a-z]';
  if (!/^[ -~]$/.test(character)) return null;
  return SPECIAL.test(character) ? `\\${character}` : character;
}
