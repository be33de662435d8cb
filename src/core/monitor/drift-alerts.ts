import { type Alert, listNames, plainAlert, shortNumber, whenSeen, windowAlert, windowsOf, worthTelling } from './alert.ts'; // prettier-ignore
import type { AlertOptions } from './alerts.ts';
import type { DriftTest } from './drift.ts';
import { explainsDrift, type Fault } from './quality-alerts.ts';
import type { ReferencePack } from './reference.ts';
import type { ChunkReport } from './report.ts';
import { joinWindows, overlaps, type SignalWindow } from './windows.ts';

/** A feature or prediction that drifted over a window of chunks. */
export interface DriftWindow {
  readonly name: string;
  readonly window: SignalWindow;
  /** The test with the largest effect. */
  readonly worst: DriftTest & { readonly chunk: number };
}

/** Windows in which a column drifted, worth telling; chunks that were not judged or not tested count for nothing. */
function driftWindows(
  chunks: readonly ChunkReport[],
  of: (c: ChunkReport) => readonly DriftTest[],
  explained: (name: string, chunk: number) => boolean = () => false,
): readonly DriftWindow[] {
  const names = new Set(chunks.flatMap(c => of(c).map(t => t.name)));
  return [...names].flatMap(name => {
    const find = (c: ChunkReport) => of(c).find(t => t.name === name);
    const seen = windowsOf(chunks, c => {
      const test = find(c);
      if (!c.judged || !test || explained(name, c.index)) return null;
      return test.status === 'steady' || test.status === 'drifted' ? test.status === 'drifted' : null;
    });
    return worthTelling(seen).map(window => {
      const tests = window.chunks.map(chunk => ({ ...find(chunks[chunk]!)!, chunk }));
      // An effect that cannot be counted in standard deviations (the reference was constant) is the largest there is.
      const size = (t: DriftTest) => t.effect ?? Infinity;
      return { name, window, worst: tests.reduce((a, b) => (size(b) > size(a) ? b : a)) };
    });
  });
}

export interface DriftAlerts {
  readonly alerts: readonly Alert[];
  /** Windows of single features, for finding the cause of a loss. */
  readonly features: readonly DriftWindow[];
}

/** Shifted inputs and shifted predictions. What a fault explains (a changed unit, a new category) is not told again. */
export function driftAlerts(chunks: readonly ChunkReport[], faults: readonly Fault[]): DriftAlerts {
  const explaining = faults.filter(explainsDrift);
  const features = driftWindows(
    chunks,
    c => c.features,
    (name, chunk) => explaining.some(f => f.feature === name && f.window.chunks.includes(chunk)),
  );
  const predictions = driftWindows(chunks, c => c.signals.filter(s => s.name !== 'truth'));
  const moved = [...features, ...explaining].map(f => f.window);
  const alerts = joinByConfirmation(features).map(group => featureAlert(chunks, group, predictions));
  for (const group of joinByConfirmation(predictions)) {
    const window = unite(group.map(g => g.window));
    if (!moved.some(m => overlaps(m, window))) alerts.push(predictionAlert(chunks, group, window));
  }
  return { alerts, features };
}

/** Confirmed windows that touch make one event; a first sighting is an event of its own only where none is going on. */
function joinByConfirmation(windows: readonly DriftWindow[]): readonly (readonly DriftWindow[])[] {
  const confirmed = joinWindows(windows.filter(w => w.window.confirmedAt !== null));
  const going = confirmed.map(group => unite(group.map(g => g.window)));
  const fresh = windows.filter(w => w.window.confirmedAt === null && !going.some(g => overlaps(g, w.window)));
  return [...confirmed, ...joinWindows(fresh)];
}

function unite(windows: readonly SignalWindow[]): SignalWindow {
  const confirmed = windows.flatMap(w => (w.confirmedAt === null ? [] : [w.confirmedAt]));
  return {
    first: Math.min(...windows.map(w => w.first)),
    last: Math.max(...windows.map(w => w.last)),
    chunks: [...new Set(windows.flatMap(w => w.chunks))].sort((a, b) => a - b),
    confirmedAt: confirmed.length ? Math.min(...confirmed) : null,
    ongoing: windows.some(w => w.ongoing),
  };
}

const strongest = (group: readonly DriftWindow[]): readonly DriftWindow[] =>
  [...group].sort((a, b) => (b.worst.effect ?? Infinity) - (a.worst.effect ?? Infinity));

function driftNumbers(top: DriftWindow) {
  const { effect, adjustedP: p, n, chunk } = top.worst;
  const evidence = { kind: 'drift', chunk, feature: top.name } as const;
  return { effect, p, n, value: effect, limit: 0.1, evidence };
}

const sizeWords = ({ worst }: DriftWindow): string =>
  worst.effect === null
    ? 'it never varied in training and does now'
    : worst.effectName === 'Jensen-Shannon distance'
      ? `Jensen-Shannon distance ${shortNumber(worst.effect)}`
      : `moved by ${shortNumber(worst.effect)} standard deviations`;

function featureAlert(
  chunks: readonly ChunkReport[],
  group: readonly DriftWindow[],
  predictions: readonly DriftWindow[],
): Alert {
  const window = unite(group.map(g => g.window));
  const sorted = strongest(group);
  const names = [...new Set(sorted.map(g => g.name))];
  const confirmed = window.confirmedAt !== null;
  const answersMoved = predictions.some(p => p.window.confirmedAt !== null && overlaps(p.window, window));
  const judged = window.chunks.some(c => chunks[c]!.performance?.metrics.some(m => m.value !== null));
  const common = { ...driftNumbers(sorted[0]!), cause: 'feature-drift', features: names } as const;
  const what = `${names.length === 1 ? `The input ${listNames(names)} looks` : `${names.length} inputs look`} different from training`;
  const detail = `${listNames(names)} ${whenSeen(chunks, window)} (the strongest: ${sizeWords(sorted[0]!)}).`;
  if (!confirmed) {
    return windowAlert(chunks, window, {
      ...common,
      severity: 'info',
      action: 'wait',
      title: what,
      meaning: `${detail} It has been seen in one chunk only, which chance does now and then. Wait for the next chunk.`,
    });
  }
  if (answersMoved && !judged) {
    return windowAlert(chunks, window, {
      ...common,
      severity: 'warning',
      action: 'label',
      title: `${what}, and the predictions moved with it`,
      meaning: `${detail} Whether the model is still right cannot be told without truth. Find the truth for a sample of recent rows and see whether the error rose.`,
    });
  }
  return windowAlert(chunks, window, {
    ...common,
    severity: 'info',
    action: 'watch',
    title: what,
    meaning: `${detail} Drift alone is no fault: what counts is whether the error follows. ${judged ? 'Compare with the realised performance below.' : 'Predictions have not moved so far.'}`,
  });
}

function predictionAlert(chunks: readonly ChunkReport[], group: readonly DriftWindow[], window: SignalWindow): Alert {
  const [top] = strongest(group);
  const confirmed = window.confirmedAt !== null;
  return windowAlert(chunks, window, {
    ...driftNumbers(top!),
    cause: 'prediction-drift',
    severity: confirmed ? 'warning' : 'info',
    action: confirmed ? 'check-threshold' : 'wait',
    title: 'The predictions have moved while the inputs look the same',
    meaning: `${top!.worst.label}: ${sizeWords(top!)} ${whenSeen(chunks, window)}. No single input moved, so it may be a new mix of them, or the share of the classes has changed. ${confirmed ? 'Check the threshold against recent truth before retraining.' : 'It has been seen in one chunk only; wait for the next.'}`,
  });
}

const DAY = 86_400_000;

export function ageAlert(reference: ReferencePack, { now, maxAgeDays = 180 }: AlertOptions): readonly Alert[] {
  if (now === undefined || reference.cutOff === null) return [];
  const days = Math.floor((now - reference.cutOff) / DAY);
  if (days <= maxAgeDays) return [];
  return [
    plainAlert({
      cause: 'model-age',
      severity: 'info',
      action: 'train-challenger',
      title: `The training data is ${days} days old`,
      meaning: `The latest row the model learned from is older than ${maxAgeDays} days. Train a challenger on newer data and compare the two.`,
      value: days,
      limit: maxAgeDays,
    }),
  ];
}
