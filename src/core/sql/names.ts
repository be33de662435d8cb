/** The name of the table so far in a query of a recipe. */
export const MAIN_TABLE = 'data';

/** A name as SQL writes it: bare where that is possible, else in double quotes. */
export const sqlName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** A text as SQL writes it. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Words that DuckDB keeps for itself: duckdb_keywords() where the category is reserved. */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default ' +
    'deferrable desc describe distinct do else end except false fetch for foreign from group having in initially ' +
    'intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider ' +
    'placing primary qualify references returning select show some summarize symmetric table then to trailing true ' +
    'union unique unpivot using variadic when where window with'
  ).split(' '),
);

/**
 * Column names as the database sees them: SQL does not tell "Price" from "price", so the later of two names that differ
 * only in case is numbered, and a nameless column is called by its place.
 */
export function databaseNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, i) => {
    const stem = name === '' ? `column ${i + 1}` : name;
    let free = stem;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${stem}_${n}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
