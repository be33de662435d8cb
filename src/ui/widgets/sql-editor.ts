import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { keywordCompletionSource, PostgreSQL, sql, SQLDialect } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { completeNames, type SqlTable } from './sql-names.ts';

/** An error at a place of the text, in characters; null marks none. */
export interface SqlIssue {
  readonly offset: number;
  readonly message: string;
}

export interface SqlEditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  /** The id of what describes the editor. */
  readonly describedBy: string;
  readonly oninput: (text: string) => void;
  readonly onrun: () => void;
}

/** A mounted editor, and what may change about it. */
export interface SqlEditorHandle {
  setText(text: string): void;
  setTables(tables: readonly SqlTable[]): void;
  setIssue(issue: SqlIssue | null): void;
  focus(): void;
  destroy(): void;
}

/** PostgreSQL's ways of writing names and texts, with the words of a query in DuckDB and no others. */
const dialect = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords:
    'all and any as asc asof between by case cast collate columns cross current desc distinct else end escape except ' +
    'exclude exists extract false filter first following for from full glob group groups having ilike in inner ' +
    'intersect into is join last lateral left like limit materialized natural not null nulls offset on or order outer ' +
    'over partition pivot positional preceding qualify range recursive repeatable replace right row rows sample select ' +
    'similar some table tablesample then ties to true try_cast unbounded union unnest unpivot using values when where ' +
    'window with within without',
  types:
    'bigint blob boolean date decimal double float hugeint integer interval real smallint text time timestamp ' +
    'timestamptz tinyint ubigint uuid varchar',
});

/** The colours are the studio's tokens, so that the editor follows the theme by itself. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--c2)', fontWeight: '550' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--c1-ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--c4-ink)' },
  { tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--c6-ink)' },
  { tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
]);

const look = EditorView.theme({
  '&': { fontSize: '13px', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', minHeight: '104px', maxHeight: '50vh' },
  '.cm-content': { padding: '7px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'var(--accent-soft)',
  },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--accent-soft)', outline: '1px solid var(--line-strong)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    background: 'var(--surface)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r1)',
    boxShadow: 'var(--shadow)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', maxHeight: '220px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--sunken)', color: 'var(--ink)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '650' },
  '.cm-completionDetail': { color: 'var(--ink-2)', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad)', padding: '4px 10px' },
});

export function mountSqlEditor(options: SqlEditorOptions): SqlEditorHandle {
  const names = new Compartment();
  let given = options.text;
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({ doc: given, extensions: extensions() }),
  });

  function extensions(): Extension[] {
    const run = { key: 'Mod-Enter', run: () => (options.onrun(), true) };
    return [
      Prec.highest(keymap.of([run])),
      // Tab is left alone: it moves on to the next control, as everywhere else.
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      sql({ dialect, upperCaseKeywords: true }),
      names.of(completion([])),
      syntaxHighlighting(colours),
      look,
      EditorView.lineWrapping,
      placeholder('SELECT * FROM data'),
      EditorView.contentAttributes.of({
        'aria-label': options.label,
        'aria-describedby': options.describedBy,
        spellcheck: 'false',
        autocapitalize: 'off',
      }),
      EditorView.updateListener.of(update => {
        if (!update.docChanged) return;
        given = update.state.doc.toString();
        options.oninput(given);
      }),
    ];
  }

  return {
    setText(text) {
      if (text !== given) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    setTables: tables => view.dispatch({ effects: names.reconfigure(completion(tables)) }),
    setIssue: issue => view.dispatch(setDiagnostics(view.state, issue ? [marked(view, issue)] : [])),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

const completion = (tables: readonly SqlTable[]): Extension =>
  autocompletion({
    icons: false,
    override: [context => completeNames(tables, context), keywordCompletionSource(dialect, true)],
  });

/** The word at the place, or the character before the end where nothing follows. */
function marked(view: EditorView, { offset, message }: SqlIssue) {
  const { length } = view.state.doc;
  const at = Math.min(offset, Math.max(0, length - 1));
  const word = view.state.wordAt(at);
  return { from: word?.from ?? at, to: word?.to ?? Math.min(length, at + 1), severity: 'error' as const, message };
}
