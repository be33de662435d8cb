import { formatCount, formatInteger, formatPercent } from '../../core/format.ts';
import { answerWords, type EthicsNotes, ethicsQuestions } from '../../core/ethics/checklist.ts';
import type { EthicsMeasured } from '../../core/ethics/measured.ts';
import type { GroupShare, Representation } from '../../core/ethics/representation.ts';
import { roleWord } from '../../core/table/words.ts';
import { facts, html, list, type Markup, names, nothing, paragraphs, section, table } from './markup.ts';

export interface ReportEthics {
  readonly notes: EthicsNotes;
  /** Null where the table is gone or the recipe does not run on it. */
  readonly measured: EthicsMeasured | null;
  /** What was written of the licence of each table. */
  readonly licences: readonly { readonly table: string; readonly licence: string }[];
}

const right = { align: 'right' } as const;

/** What was asked, what was answered, and what could be measured. */
export function ethicsSection({ notes, measured, licences }: ReportEthics): Markup {
  return section(
    'Data ethics',
    facts(
      licences.map(({ table: name, licence }) => [
        `Licence of ${name}`,
        licence.trim() || 'nothing has been written down',
      ]),
    ),
    html`<h3>Consent</h3>`,
    notes.consent.trim()
      ? paragraphs(notes.consent)
      : html`<p class="note">Nothing has been written down about how people agreed to this use of their data.</p>`,
    answersPart(notes),
    measured ? measuredPart(measured) : html`<p class="note">The table could not be measured.</p>`,
  );
}

function answersPart({ answers }: EthicsNotes): Markup {
  const rows = ethicsQuestions.flatMap(({ id, question }) => {
    const given = answers.find(a => a.question === id);
    return given ? [[question, answerWords[given.answer], given.note]] : [];
  });
  const open = ethicsQuestions.length - rows.length;
  return html`<h3>Questions</h3>
    ${rows.length ? table([{ label: 'Question' }, { label: 'Answer' }, { label: 'Note' }], rows) : nothing}
    ${open > 0 ? html`<p class="note">${formatCount(open, 'question')} of ${ethicsQuestions.length} not answered.</p>` : nothing}`;
}

function measuredPart({ groups, together, personal, suggested, rows }: EthicsMeasured): Markup {
  return html`<h3>Data of people</h3>
    ${
      personal.length
        ? table(
            [{ label: 'Column' }, { label: 'Role' }, { label: 'Holds' }, { label: 'How it was told' }],
            personal.map(p => [p.column, roleWord(p.role), p.what, p.detail]),
          )
        : html`<p>No column was recognised by its values or its name. That does not prove that there is none.</p>`
    }
    <h3>Groups</h3>
    ${groups.length ? html`${groups.map(groupPart)}` : html`<p class="note">No column was chosen whose groups are to be looked at.</p>`}
    ${
      together
        ? html`<p>The smallest groups where ${names(together.columns)} meet:</p>
            ${groupTable('Groups', together.smallest)}
            ${together.absent > 0 ? html`<p class="note">${formatCount(together.absent, 'combination')} could be and do not occur.</p>` : nothing}`
        : nothing
    }
    ${
      suggested.length
        ? html`<p class="note">By their names these may tell protected groups apart, and were not looked at:</p>
            ${list(suggested.map(s => `${s.column} (${s.what})`))}`
        : nothing
    }
    <p class="note">
      Measured over ${formatCount(rows, 'row')}. A group is called small below 30 rows or 1%: too few to know how well a
      model does on it.
    </p>`;
}

const groupPart = ({ column, groups, otherGroups, otherRows, missing }: Representation): Markup =>
  html`${groupTable(column, groups)}
  ${otherGroups > 0 ? html`<p class="note">${formatCount(otherGroups, 'smaller group')} with ${formatCount(otherRows, 'row')}.</p>` : nothing}
  ${missing > 0 ? html`<p class="note">Missing in ${formatCount(missing, 'row')}.</p>` : nothing}`;

const groupTable = (label: string, groups: readonly GroupShare[]): Markup =>
  table(
    [{ label }, { label: 'Rows', ...right }, { label: 'Share', ...right }, { label: '' }],
    groups.map(g => [g.label, formatInteger(g.rows), formatPercent(g.share), g.small ? 'small' : '']),
  );
