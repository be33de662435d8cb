/** Text that is markup already. Only `html` makes it, so a stranger's text can never become part of a page. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | null | Markup | readonly Markup[];

/** Markup from a template: parts that are markup stay, everything else is written as text. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.reduce((made, text, i) => made + write(parts[i - 1]!) + text) };
}

export const nothing: Markup = { markup: '' };

function write(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return 'markup' in part ? part.markup : part.map(p => p.markup).join('');
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text as it stands between tags and in attributes. Control characters, which HTML forbids, become �. */
const escapeText = (text: string): string =>
  text
    .replaceAll(/[&<>"']/g, c => ENTITIES.get(c)!)
    // eslint-disable-next-line no-control-regex -- these are the characters that are looked for
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '\ufffd');

export interface TableColumn {
  readonly label: string;
  readonly align?: 'right';
}

type Cell = string | number | Markup;

/** A table with a heading row; what does not fit `most` rows is said below it. */
export function table(columns: readonly TableColumn[], rows: readonly (readonly Cell[])[], most = 300): Markup {
  const cell = (value: Cell, i: number): Markup =>
    columns[i]?.align ? html`<td class="right">${value}</td>` : html`<td>${value}</td>`;
  const head = columns.map(c => (c.align ? html`<th class="right">${c.label}</th>` : html`<th>${c.label}</th>`));
  const body = rows.slice(0, most).map(
    row =>
      html`<tr>
        ${row.map(cell)}
      </tr>`,
  );
  const left = rows.length - body.length;
  return html`<div class="wide">
      <table>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="note">${left.toLocaleString('en')} more rows are not shown.</p>` : nothing}`;
}

/** Facts as a list of names and values. */
export const facts = (entries: readonly (readonly [name: string, value: Cell])[]): Markup =>
  html`<dl>
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

export const list = (items: readonly Cell[]): Markup =>
  html`<ul>
    ${items.map(item => html`<li>${item}</li>`)}
  </ul>`;

export const section = (title: string, ...body: readonly Markup[]): Markup =>
  html`<section>
    <h2>${title}</h2>
    ${body}
  </section>`;

/** Text a person wrote, its paragraphs kept. */
export const paragraphs = (text: string): Markup =>
  html`${text
    .split(/\n\s*\n/)
    .map(p => p.trim())
    .filter(Boolean)
    .map(p => html`<p class="written">${p}</p>`)}`;

/** "a", "b", "c" and 4 more. */
export function names(all: readonly string[], most = 12): string {
  const shown = all.slice(0, most).map(name => `“${name.length > 60 ? `${name.slice(0, 59)}…` : name}”`);
  return all.length > most ? `${shown.join(', ')} and ${all.length - most} more` : shown.join(', ');
}
