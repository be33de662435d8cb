/** A name short enough for a button or a line. */
export const shortName = (name: string): string => (name.length > 40 ? `${name.slice(0, 39)}…` : name);
