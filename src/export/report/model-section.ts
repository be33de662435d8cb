import { formatCount, formatDateTime, formatDuration, formatInteger, formatInterval } from '../../core/format.ts';
import { metricById, metricsFor, primaryMetric } from '../../core/metrics/index.ts';
import { rowsOf } from '../../core/metrics/outcome.ts';
import type { MetricResult } from '../../core/metrics/result.ts';
import { modelById } from '../../core/models/index.ts';
import { targetName } from '../../core/pipeline/recipe.ts';
import { lossChart, outcomeCharts } from './charts.ts';
import { facts, html, list, type Markup, nothing, section, table } from './markup.ts';
import type { ReportInput, ReportMetric, ReportRun } from './report-input.ts';

const time = (iso: string): string => formatDateTime(Date.parse(iso));
const labelOf = (run: ReportRun): string => modelById(run.recipe.model.id).label;

/** A value with its interval as the screens print it; a dash with the reason where there is none. */
export function metricText(result: MetricResult | undefined, unit?: string): Markup {
  if (!result) return html`–`;
  if (result.value === null) return html`– <span class="note">${result.reason ?? 'not defined on these rows'}</span>`;
  const { interval } = result;
  const { value, range } = formatInterval(result.value, interval && [interval.low, interval.high]);
  return html`${value}${unit ? ` ${unit}` : ''}${range ? html` <span class="range">${range}</span>` : nothing}`;
}

export function runsSection(runs: readonly ReportRun[]): Markup {
  const metricOf = (run: ReportRun): Markup => {
    const { id } = primaryOf(run);
    return metricText(run.crossValidation?.metrics.find(m => m.id === id)?.result);
  };
  const labels = [...new Set(runs.map(run => primaryOf(run).label))];
  return section(
    'Runs',
    table(
      [
        { label: 'Run', align: 'right' },
        { label: 'Algorithm' },
        { label: 'State' },
        { label: `${labels.join(' or ')}, cross-validated`, align: 'right' },
        { label: 'Training rows', align: 'right' },
        { label: 'Time', align: 'right' },
        { label: 'Device' },
        { label: 'Started (UTC)' },
      ],
      runs.map(run => [
        run.number,
        labelOf(run),
        run.endedEarly ? 'ended early, best kept' : run.status,
        metricOf(run),
        formatInteger(run.rows?.train),
        formatDuration(run.milliseconds),
        run.device?.description ?? 'this processor',
        time(run.startedAt),
      ]),
    ),
  );
}

const primaryOf = (run: ReportRun) => primaryMetric(run.recipe.task, run.fitted?.classes.length);

export function chosenSection(input: ReportInput): Markup {
  const { chosen } = input;
  if (!chosen) return section('The model', html`<p>Nothing has been trained yet.</p>`);
  const { run, evaluation } = chosen;
  const target = targetName(run.recipe);
  const unit = run.recipe.columns.find(c => c.name === target)?.unit;
  const heldOut = evaluation?.heldOut ?? null;
  const folds = run.crossValidation?.folds;
  const where: Readonly<Record<string, string>> = {
    'held-out': 'the held-out rows, which it never learned from',
    'out-of-fold': 'training rows, each predicted by a model that did not see it; the held-out rows are still unseen',
    training: 'the rows it was made from',
  };
  return section(
    'The model',
    facts([
      ['Run', `${run.number}, ${labelOf(run)}`],
      ['Learned from', run.rows ? formatCount(run.rows.train, 'row') : '–'],
      ['Held out', run.rows ? formatCount(run.rows.test, 'row') : '–'],
      ['Trained in', formatDuration(run.milliseconds)],
      ['Looks at the held-out rows', formatCount(input.openings, 'run')],
    ]),
    metricsTable(run, heldOut, folds, unit),
    html`<p class="note">
      After a value stands its 95% confidence interval.
      ${heldOut ? '' : 'The held-out rows have not been looked at for this run.'}
    </p>`,
    evaluation
      ? html`<h3>How it does on ${formatCount(rowsOf(evaluation.outcome), 'row')}: ${where[evaluation.on]!}</h3>
          ${outcomeCharts(evaluation.outcome, target ?? '')}`
      : nothing,
    lossChart(run.history),
    input.exports.length
      ? html`<h3>Exports</h3>
          ${list(input.exports.map(e => `${e.name}: ${e.found}`))}`
      : nothing,
  );
}

function metricsTable(
  run: ReportRun,
  heldOut: readonly ReportMetric[] | null,
  folds: number | undefined,
  unit: string | undefined,
): Markup {
  const find = (list: readonly ReportMetric[] | null | undefined, id: string) => list?.find(m => m.id === id)?.result;
  const rows = metricsFor(run.recipe.task).flatMap(metric => {
    const [cross, held] = [find(run.crossValidation?.metrics, metric.id), find(heldOut, metric.id)];
    if (!cross && !held) return [];
    const shownUnit = metric.format === 'same-unit' ? unit : undefined;
    const formula = html`<span class="note">${metric.formula}</span>`;
    return [[metric.label, metricText(cross, shownUnit), metricText(held, shownUnit), formula]];
  });
  return table(
    [
      { label: 'Metric' },
      { label: folds ? `Cross-validated, ${folds} folds` : 'Cross-validated', align: 'right' },
      { label: 'Held out', align: 'right' },
      { label: 'How' },
    ],
    rows,
  );
}

export function versionsSection({ versions, events }: ReportInput): Markup {
  if (!versions.length && !events.length) return nothing;
  const primary = (metrics: readonly ReportMetric[]): Markup => {
    const found = metrics.find(
      m => m.result.value !== null && ['rmse', 'roc-auc', 'log-loss', 'silhouette'].includes(m.id),
    );
    return found ? html`${metricById(found.id).label} ${metricText(found.result)}` : html`–`;
  };
  return section(
    'Versions',
    table(
      [
        { label: 'Version' },
        { label: 'Alias' },
        { label: 'Held out' },
        { label: 'Published (UTC)' },
        { label: 'SHA-256' },
      ],
      versions.map(v => [
        `${v.model} v${v.version}`,
        v.alias || '–',
        primary(v.heldOut),
        time(v.createdAt),
        html`<code>${v.sha256.slice(0, 16)}…</code>`,
      ]),
    ),
    events.length
      ? html`<h3>What happened to them</h3>
          ${table(
            [{ label: 'When (UTC)' }, { label: 'What' }, { label: 'From' }, { label: 'To' }, { label: 'Why' }],
            events.map(e => [
              time(e.at),
              e.type.replace('-', ' '),
              e.from === null ? '–' : `v${e.from}`,
              e.to === null ? '–' : `v${e.to}`,
              [e.reason, e.evidence].filter(Boolean).join(' '),
            ]),
          )}`
      : nothing,
  );
}
