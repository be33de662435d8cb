/** Levels of the category among the plain columns; apart from the writer, which needs Node. */
export const plainLevels = 40;
