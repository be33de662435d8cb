import { formatBytes, formatCount, formatDateTime, formatInteger } from '../../core/format.ts';
import { kindWord, roleWord } from '../../core/table/words.ts';
import { facts, html, list, type Markup, nothing, paragraphs, section, table } from './markup.ts';
import { ethicsSection } from './ethics-section.ts';
import { expectationsSection, unmetPart } from './expectations-section.ts';
import { chosenSection, runsSection, versionsSection } from './model-section.ts';
import { recipeSection } from './recipe-section.ts';
import type { ReportDataset, ReportInput, ReportMonitor } from './report-input.ts';
import { reportStyle } from './style.ts';

const time = (iso: string): string => formatDateTime(Date.parse(iso));

/** A report loads nothing and runs nothing; the policy says so to whoever opens it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The whole project as one HTML page without scripts and without anything from outside. Every name and value from data
 * is written as text. Numbers are printed by the functions that the screens use.
 */
export function buildReport(input: ReportInput): string {
  const { title, notes, recipe, runs } = input;
  const body = html`<main>
    <header>
      <h1>${title}</h1>
      <p class="sub">Report made ${time(input.madeAt)} UTC with Terrarium</p>
    </header>
    ${section('Purpose', notes.purpose.trim() ? paragraphs(notes.purpose) : html`<p class="note">No purpose has been written down.</p>`)}
    ${section('Data', html`${input.datasets.map(datasetPart)}`, input.datasets.length ? nothing : html`<p>No data yet.</p>`)}
    ${input.ethics ? ethicsSection(input.ethics) : nothing} ${recipe ? recipeSection(recipe, input.decisions) : nothing}
    ${input.expectations.length ? expectationsSection(input.expectations) : nothing} ${chosenSection(input)}
    ${runs.length ? runsSection(runs) : nothing} ${versionsSection(input)}
    ${input.monitors.length ? section('Monitoring', html`${input.monitors.map(monitorPart)}`) : nothing}
    ${section('Limits', notes.limits.trim() ? paragraphs(notes.limits) : html`<p class="note">No limits have been written down.</p>`, limitsOf(input))}
    ${section('Environment', facts(input.environment))}
  </main>`;
  const head = html`<meta charset="utf-8" /><meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta http-equiv="Content-Security-Policy" content="${POLICY}" /><meta name="referrer" content="no-referrer" />
    <title>${title}: report</title>`;
  return `<!doctype html>\n<html lang="en">\n<head>\n${head.markup}\n<style>${reportStyle}</style>\n</head>\n<body>\n${body.markup}\n</body>\n</html>\n`;
}

function datasetPart(data: ReportDataset): Markup {
  const units = data.fields.some(f => f.unit);
  const columns = [{ label: 'Column' }, { label: 'Type' }, { label: 'Role' }, ...(units ? [{ label: 'Unit' }] : [])];
  const shown = data.fields.map(f => [
    f.name,
    kindWord(f.kind, f.integer),
    roleWord(f.role),
    ...(units ? [f.unit ?? ''] : []),
  ]);
  return html`<h3>${data.name}${data.inUse ? '' : ' (not the table of the recipe)'}</h3>
    ${facts([
      ['Rows', formatInteger(data.rows)],
      ['Columns', formatInteger(data.fields.length)],
      ['Size', formatBytes(data.bytes)],
      ['Format', data.format],
      ['Read (UTC)', time(data.createdAt)],
      ['SHA-256', html`<code>${data.sha256}</code>`],
    ])}
    ${data.notes.length ? list(data.notes.map(n => n.text)) : nothing} ${data.inUse ? table(columns, shown) : nothing}`;
}

function monitorPart({ source, createdAt, report, expectations }: ReportMonitor): Markup {
  const alerts = report.alerts.map(a => [a.severity, a.title, a.meaning, a.action.label]);
  return html`<h3>${source}, ${time(createdAt)} UTC</h3>
    <p>${report.headline}</p>
    <p class="note">${formatCount(report.rows, 'row')} in ${formatCount(report.chunks.length, 'chunk')}.</p>
    ${alerts.length ? table([{ label: 'Severity' }, { label: 'Alert' }, { label: 'What it means' }, { label: 'Next' }], alerts) : nothing}
    ${expectations ? unmetPart(expectations.results) : nothing}`;
}

/** Limits that follow from how the model was made; they stand whether or not a person wrote any. */
function limitsOf({ chosen, recipe, openings }: ReportInput): Markup {
  if (!chosen) return nothing;
  const split = recipe?.split.kind;
  return list([
    'The intervals speak of other rows from the same source. They say nothing about a world that has changed.',
    ...(split === 'random'
      ? ['The held-out rows were drawn at random, so nothing is known of how the model does on later data.']
      : []),
    ...(chosen.evaluation?.heldOut
      ? []
      : ['The held-out rows have not been looked at for this run; its numbers come from cross-validation.']),
    ...(openings > 1
      ? [
          `The held-out rows were looked at for ${openings} runs. Choosing among runs by them makes the best of them look a little too good.`,
        ]
      : []),
  ]);
}
