/** A name short enough for a line, or with `most` for a button. */
export const shortName = (name: string, most = 40): string =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;
