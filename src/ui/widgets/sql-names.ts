import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { sqlName } from '../../core/sql/names.ts';

/** A table that a query may name, with its columns in order. */
export interface SqlTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: string }[];
}

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
