import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';

/** A table that a query may name, with its columns in order. */
export interface SqlTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: string }[];
}

/** A name as SQL writes it: bare where that is possible, else in double quotes. */
export const sqlName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Words that DuckDB keeps for itself (duckdb_keywords() where category is "reserved") and that columns are often called. */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default ' +
    'deferrable desc describe distinct do else end except false fetch for foreign from group having in initially ' +
    'intersect into lambda lateral leading limit not null offset on only or order pivot pivot_longer pivot_wider ' +
    'placing primary qualify references returning select show some summarize symmetric table then to trailing true ' +
    'union unique unpivot using variadic when where window with'
  ).split(' '),
);

/** Tables and columns for the word before the cursor; after `table.` the columns of that table alone. */
export function completeNames(tables: readonly SqlTable[], context: CompletionContext): CompletionResult | null {
  const word = context.matchBefore(/"[^"]*|[\p{L}\p{N}_]*/u);
  if (!word || (word.from === word.to && !context.explicit && !context.matchBefore(/\./))) return null;
  const owner = context.matchBefore(/(?:"(?:[^"]|"")*"|[\p{L}\p{N}_]+)\.(?:"[^"]*|[\p{L}\p{N}_]*)/u)?.text;
  const named = owner === undefined ? undefined : tables.find(t => owner.startsWith(`${sqlName(t.name)}.`));
  const quoted = word.text.startsWith('"');
  const columns = (named ? [named] : tables).flatMap(table =>
    table.columns.map(column => completionOf(column.name, `${column.kind}, ${table.name}`, quoted)),
  );
  const list = owner === undefined ? tables.map(t => completionOf(t.name, 'table', quoted)) : [];
  return { from: word.from, options: [...list, ...columns], validFor: /^(?:"[^"]*|[\p{L}\p{N}_]*)$/u };
}

/** Found by its plain name, unless a quote was written first; names of the data stand before keywords. */
function completionOf(name: string, detail: string, quoted: boolean): Completion {
  const label = quoted ? `"${name.replaceAll('"', '""')}"` : name;
  return { label, detail, apply: quoted ? label : sqlName(name), boost: 50 };
}
