/** A name short enough for a line, or with `most` for a button. */
export const shortName = (name: string, most = 40): string =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;

/** A name from a file inside a sentence: in quotation marks, and short. */
export const quoted = (name: string): string => `“${shortName(name, 48)}”`;
