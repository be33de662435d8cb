/**
 * A text without what people write differently: case, accents, punctuation and spacing (Unicode compatibility
 * decomposition, marks removed, lower case, each run of what is neither letter nor digit one space). A text of nothing
 * but such signs stays itself, so that “?” and “–” are not taken for the same.
 */
export function normaliseText(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return plain === '' ? text.trim() : plain;
}

/** Every word with a capital letter first and small ones after, as in a title. */
export const titleCase = (text: string): string =>
  text.toLowerCase().replace(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’]*/gu, word => {
    const first = String.fromCodePoint(word.codePointAt(0)!);
    return first.toUpperCase() + word.slice(first.length);
  });
