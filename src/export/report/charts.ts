import { formatInteger, formatNumber } from '../../core/format.ts';
import { calibrationBinCount } from '../../core/metrics/calibration.ts';
import type { Outcome, RegressionOutcome } from '../../core/metrics/outcome.ts';
import {
  type AnomalyPicture,
  type ClassificationPicture,
  type ClassCurves,
  type ClusteringPicture,
  type Curve,
  pictureOf,
  type RegressionPicture,
} from '../../core/metrics/picture.ts';
import type { FitProgress } from '../../core/model.ts';
import { html, type Markup, nothing, table } from './markup.ts';
import { type Axis, bars, colourOf, curveTable, ideal, line, plot, scatter } from './plot.ts';

/** The pictures of an evaluation: confusion, ROC, precision and recall, calibration; or residuals; or cluster sizes; or scores. */
export function outcomeCharts(outcome: Outcome, target: string): Markup {
  const picture = pictureOf(outcome);
  switch (picture.task) {
    case 'classification':
      return html`${confusion(picture)}
        <div class="charts">${classCharts(picture)}</div>`;
    case 'regression':
      return html`<div class="charts">${regressionCharts(picture, outcome as RegressionOutcome, target)}</div>`;
    case 'anomaly':
      return html`<div class="charts">${anomalyCharts(picture)}</div>`;
    default:
      return html`<div class="charts">${clusterSizes(picture)}</div>`;
  }
}

const MOST_CLASSES = 25;

function confusion({ classes, counts }: ClassificationPicture): Markup {
  if (!counts || classes.length > MOST_CLASSES)
    return html`<p class="note">The confusion matrix of ${classes.length} classes is too large to print.</p>`;
  const k = classes.length;
  const rowSum = (t: number) => counts.subarray(t * k, (t + 1) * k).reduce((a, b) => a + b, 0);
  const cell = (t: number, p: number): Markup => {
    const count = counts[t * k + p]!;
    const share = rowSum(t) ? count / rowSum(t) : 0;
    return html`<td><i style="opacity:${(0.45 * share).toFixed(3)}"></i>${formatInteger(count)}</td>`;
  };
  return html`<figure>
    <figcaption>Confusion: rows are the truth, columns what the model said</figcaption>
    <div class="wide">
      <table class="matrix">
        <thead>
          <tr>
            <th>Truth</th>
            ${classes.map(c => html`<th class="right">${c}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            (name, t) =>
              html`<tr>
                <th>${name}</th>
                ${classes.map((_, p) => cell(t, p))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </figure>`;
}

const unit: Omit<Axis, 'label'> = { min: 0, max: 1 };

function classCharts({ curves, classes }: ClassificationPicture): Markup[] {
  const colour = (c: ClassCurves) => classes.indexOf(c.name);
  const key = curves.map(c => ({ label: c.name, colour: colour(c) }));
  const drawn = (curveOf: (c: ClassCurves) => Curve | null) =>
    curves.flatMap(c => {
      const curve = curveOf(c);
      return curve ? [{ name: c.name, colour: colour(c), ...curve }] : [];
    });
  const named = (c: ClassCurves | undefined) => (classes.length === 2 && c ? ` for “${c.name}”` : '');
  const only = curves.length === 1 ? curves[0] : undefined;
  const roc = drawn(c => c.roc);
  const pr = drawn(c => c.precisionRecall);
  const calibration = curves
    .filter(c => c.calibration.length)
    .map(c => ({
      name: c.name,
      colour: colour(c),
      x: c.calibration.map(b => b.predicted),
      y: c.calibration.map(b => b.observed),
    }));
  const rows = only?.calibration.reduce((sum, b) => sum + b.count, 0) ?? 0;
  return [
    ...(roc.length
      ? [
          plot({
            title: `ROC curve${named(only)}${only ? `: area ${formatNumber(only.rocAuc.value)}` : ', each class against the rest'}`,
            x: { ...unit, label: 'False positive rate' },
            y: { ...unit, label: 'True positive rate' },
            marks: p => html`${ideal(p, [0, 0], [1, 1])}${roc.map(c => line(p, c.x, c.y, c.colour))}`,
            key,
            numbers: curveTable(['Class', 'False positive rate', 'True positive rate'], roc),
          }),
        ]
      : []),
    ...(pr.length
      ? [
          plot({
            title: `Precision and recall${named(only)}${only ? `: average precision ${formatNumber(only.averagePrecision.value)}` : ', each class against the rest'}`,
            x: { ...unit, label: 'Recall' },
            y: { ...unit, label: 'Precision' },
            marks: p => html`${pr.map(c => line(p, c.x, c.y, c.colour))}`,
            key,
            numbers: curveTable(['Class', 'Recall', 'Precision'], pr),
          }),
        ]
      : []),
    ...(calibration.length
      ? [
          plot({
            title: `Calibration: is a probability as often right as it says${rows ? `, in ${calibrationBinCount(rows)} bins` : ''}`,
            x: { ...unit, label: 'Mean predicted probability' },
            y: { ...unit, label: 'Share that was true' },
            marks: p =>
              html`${ideal(p, [0, 0], [1, 1])}${calibration.map(c => line(p, c.x, c.y, c.colour))}
              ${calibration.flatMap(c => c.x.map((x, i) => html`<circle r="3" style="fill:${colourOf(c.colour)}" cx="${p.x(x)}" cy="${p.y(c.y[i]!)}" />`))}`,
            key,
            numbers: curveTable(['Class', 'Predicted', 'Observed'], calibration),
          }),
        ]
      : []),
  ];
}

function regressionCharts(
  picture: RegressionPicture,
  { truth, predicted }: RegressionOutcome,
  target: string,
): Markup[] {
  const all = [...range(truth), ...range(predicted)];
  const [min, max] = [Math.min(...all), Math.max(...all)];
  const x: Axis = { label: `Actual ${target}`, min, max };
  const y: Axis = { label: `Predicted ${target}`, min, max };
  const { edges, counts } = picture.histogram;
  if (!counts.length) return [];
  return [
    plot({
      title: `Actual against predicted, ${formatInteger(truth.length)} rows`,
      x,
      y,
      marks: p => html`${ideal(p, [min, min], [max, max])}${scatter(p, x, y, truth, predicted)}`,
    }),
    plot({
      title: 'How far off: prediction minus truth',
      x: { label: 'Error', min: edges[0]!, max: edges.at(-1)! },
      y: { label: 'Rows', min: 0, max: Math.max(...counts) },
      marks: p => bars(p, edges, counts),
      numbers: table(
        [
          { label: 'From', align: 'right' },
          { label: 'To', align: 'right' },
          { label: 'Rows', align: 'right' },
        ],
        counts.map((n, i) => [formatNumber(edges[i]), formatNumber(edges[i + 1]), formatInteger(n)]),
      ),
    }),
  ];
}

function range(values: Float64Array): number[] {
  const finite = values.filter(Number.isFinite);
  return finite.length ? [finite.reduce((a, b) => Math.min(a, b)), finite.reduce((a, b) => Math.max(a, b))] : [];
}

function anomalyCharts({ histogram: { edges, counts }, strange, threshold, curves }: AnomalyPicture): Markup[] {
  if (!counts.length) return [];
  const [min, max] = [Math.min(edges[0]!, threshold), Math.max(edges.at(-1)!, threshold)];
  const most = Math.max(...counts);
  return [
    plot({
      title: `How strange: rows by score, flagged above ${formatNumber(threshold)}`,
      x: { label: 'Score', min, max },
      y: { label: 'Rows', min: 0, max: most },
      marks: p =>
        html`${bars(p, edges, counts)}${Number.isFinite(threshold) ? ideal(p, [threshold, 0], [threshold, most]) : nothing}`,
      numbers: table(
        [
          { label: 'From', align: 'right' },
          { label: 'To', align: 'right' },
          { label: 'Rows', align: 'right' },
          ...(strange ? [{ label: 'Known to be strange', align: 'right' } as const] : []),
        ],
        counts.map((n, i) => [
          formatNumber(edges[i]),
          formatNumber(edges[i + 1]),
          formatInteger(n),
          ...(strange ? [formatInteger(strange[i]!)] : []),
        ]),
      ),
    }),
    ...(curves?.roc
      ? [
          plot({
            title: `ROC curve: area ${formatNumber(curves.rocAuc.value)}`,
            x: { ...unit, label: 'False positive rate' },
            y: { ...unit, label: 'True positive rate' },
            marks: p => html`${ideal(p, [0, 0], [1, 1])}${line(p, curves.roc!.x, curves.roc!.y, 0)}`,
            numbers: curveTable(
              ['Rows', 'False positive rate', 'True positive rate'],
              [{ name: 'strange', ...curves.roc }],
            ),
          }),
        ]
      : []),
  ];
}

function clusterSizes({ sizes, silhouettes }: ClusteringPicture): Markup {
  if (!sizes.length) return nothing;
  return plot({
    title: `Rows in each of ${sizes.length} clusters`,
    x: { label: 'Cluster', min: -0.5, max: sizes.length - 0.5 },
    y: { label: 'Rows', min: 0, max: Math.max(...sizes) },
    marks: p =>
      bars(
        p,
        Array.from({ length: sizes.length + 1 }, (_, i) => i - 0.5),
        sizes,
      ),
    numbers: table(
      [
        { label: 'Cluster', align: 'right' },
        { label: 'Rows', align: 'right' },
        { label: 'Mean silhouette', align: 'right' },
      ],
      sizes.map((n, i) => [i, formatInteger(n), formatNumber(silhouettes[i]?.mean)]),
    ),
  });
}

/** The loss over the epochs, where the algorithm has any. */
export function lossChart(history: readonly FitProgress[]): Markup {
  const points = history.filter(h => Number.isFinite(h.loss));
  if (points.length < 2) return nothing;
  const xs = points.map(h => h.done);
  const losses = points.map(h => h.loss!);
  const validation = points.map(h => h.validationLoss ?? NaN);
  const all = [...losses, ...validation].filter(Number.isFinite);
  return html`<div class="charts">
    ${plot({
      title: 'Loss while it learned',
      x: { label: 'Epoch', min: xs[0]!, max: xs.at(-1)! },
      y: { label: 'Loss', min: Math.min(0, ...all), max: Math.max(...all) },
      marks: p => html`${line(p, xs, losses, 0)}${line(p, xs, validation, 1)}`,
      key: [
        { label: 'training rows', colour: 0 },
        ...(validation.some(Number.isFinite) ? [{ label: 'validation rows', colour: 1 }] : []),
      ],
      numbers: curveTable(
        ['Rows', 'Epoch', 'Loss'],
        [
          { name: 'training', x: xs, y: losses },
          { name: 'validation', x: xs, y: validation },
        ],
      ),
    })}
  </div>`;
}
