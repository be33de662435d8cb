import {
  type Alert,
  listNames,
  percent,
  shortNumber,
  whenSeen,
  windowAlert,
  windowsOf,
  worthTelling,
} from './alert.ts';
import type { DriftWindow } from './drift-alerts.ts';
import { ALERT, type Limited, WARN } from './performance.ts';
import { type Fault, isPipelineFault } from './quality-alerts.ts';
import type { ReferencePack } from './reference.ts';
import type { ChunkReport } from './report.ts';
import { overlaps, signalWindows, type SignalWindow } from './windows.ts';

type Read = (chunk: ChunkReport) => Limited | null | undefined;

/** True where a value is worse than its limit, null where it was not judged. */
const beyond =
  (read: Read, z: number) =>
  (chunk: ChunkReport): boolean | null => {
    const value = read(chunk);
    return !chunk.judged || value?.z == null ? null : value.z >= z;
  };

/** Windows beyond the warning limit, and whether 2 of 3 chunks in a row lay beyond the alert limit. */
function lossWindows(chunks: readonly ChunkReport[], read: Read) {
  return worthTelling(windowsOf(chunks, beyond(read, WARN))).map(window => {
    const severe = signalWindows(
      chunks.map((c, i) => (i >= window.first && i <= window.last ? beyond(read, ALERT)(c) : null)),
    );
    const found = window.chunks.map(chunk => ({ ...read(chunks[chunk]!)!, chunk }));
    return {
      window,
      alarm: severe.find(w => w.confirmedAt !== null) ?? null,
      worst: found.reduce((a, b) => (b.z! > a.z! ? b : a)),
    };
  });
}

type Loss = ReturnType<typeof lossWindows>[number];

export function performanceAlerts(
  reference: ReferencePack,
  chunks: readonly ChunkReport[],
  faults: readonly Fault[],
  drifted: readonly DriftWindow[],
): readonly Alert[] {
  const primary = reference.metrics.find(m => m.id === reference.primary);
  if (!primary) return [];
  const realised: Read = c => c.performance?.metrics.find(m => m.id === primary.id);
  const losses = lossWindows(chunks, realised);
  const alerts = losses.map(loss => lossAlert(primary, chunks, loss, faults, drifted));
  const known = (w: SignalWindow) => losses.some(l => overlaps(l.window, w));
  const hasTruth = (w: SignalWindow) => w.chunks.some(c => realised(chunks[c]!)?.value != null);

  for (const loss of lossWindows(chunks, c => c.performance?.estimate)) {
    if (!known(loss.window) && !hasTruth(loss.window)) alerts.push(estimateAlert(primary, chunks, loss, drifted));
  }
  for (const loss of lossWindows(chunks, c => c.performance?.bias)) {
    if (loss.window.confirmedAt !== null && !known(loss.window)) alerts.push(biasAlert(reference, chunks, loss));
  }
  const doubted = windowsOf(chunks, c => {
    const holds = c.performance?.estimateHolds ?? null;
    return c.judged && holds !== null ? !holds : null;
  });
  for (const window of doubted) {
    if (window.confirmedAt !== null && !known(window)) alerts.push(doubtAlert(primary.label, chunks, window));
  }
  return alerts;
}

type Named = { readonly id: string; readonly label: string; readonly value: number };

const numbers = ({ worst }: Loss, metric: string) => ({
  metric,
  value: worst.value,
  limit: worst.alert,
  n: worst.n,
  evidence: { kind: 'performance', chunk: worst.chunk, feature: null } as const,
});

function lossWords({ label, value: before }: Named, chunks: readonly ChunkReport[], { window, worst }: Loss): string {
  const value = worst.value!;
  const change = before !== 0 ? ` (${value > before ? '+' : '-'}${percent(Math.abs(value / before - 1))})` : '';
  return `${label} is ${shortNumber(value)} in ${chunks[worst.chunk]!.label}, against ${shortNumber(before)} when the model was tested${change}, ${whenSeen(chunks, window)}.`;
}

function lossAlert(
  primary: Named,
  chunks: readonly ChunkReport[],
  loss: Loss,
  faults: readonly Fault[],
  drifted: readonly DriftWindow[],
): Alert {
  const { window, alarm } = loss;
  const words = lossWords(primary, chunks, loss);
  const common = { ...numbers(loss, primary.id), cause: 'performance' } as const;
  if (window.confirmedAt === null) {
    return windowAlert(chunks, window, {
      ...common,
      severity: 'info',
      action: 'wait',
      title: 'The model did worse in the latest chunk',
      meaning: `${words} It has been seen in one chunk only. Wait for the next before acting.`,
    });
  }
  const broken = faults.filter(f => isPipelineFault(f) && overlaps(f.window, window));
  const moved = drifted.filter(d => d.window.confirmedAt !== null && overlaps(d.window, window));
  const cause = broken.find(f => f.window.first <= window.first);
  const features = (cause ? [cause.feature] : moved.map(d => d.name)).slice(0, 20);
  if (cause) {
    return windowAlert(chunks, window, {
      ...common,
      features,
      severity: 'critical',
      action: 'fix-pipeline',
      blocksPromotion: true,
      title: `The model does worse, and "${cause.feature}" is at fault`,
      meaning: `${words} It began when the values of "${cause.feature}" broke. Repair them first and score the rows again; do not retrain on them.`,
    });
  }
  if (!alarm) {
    return windowAlert(chunks, window, {
      ...common,
      features,
      severity: 'warning',
      action: 'watch',
      title: 'The model does somewhat worse than when it was tested',
      meaning: `${words} That is beyond 2 standard errors but not beyond 3. Keep watching, and gather labels for a challenger.`,
    });
  }
  const later = broken[0];
  const leaveOut = later ? ` Leave out the rows from ${chunks[later.window.first]!.label} on until "${later.feature}" is repaired.` : ''; // prettier-ignore
  const doubts = window.chunks.filter(c => chunks[c]!.performance?.estimateHolds === false).length;
  if (!moved.length || doubts * 2 > window.chunks.length) {
    return windowAlert(chunks, window, {
      ...common,
      features,
      severity: 'critical',
      action: 'retrain',
      title: 'The model does worse: what it learned no longer holds',
      meaning: `${words} ${moved.length ? 'The shift of the inputs does not explain it' : 'The inputs look as they did in training'}, so the link between inputs and outcome has changed (concept drift). Retrain on recent labelled rows only, and test the challenger against this model.${leaveOut}`,
    });
  }
  return windowAlert(chunks, window, {
    ...common,
    features,
    severity: 'high',
    action: 'retrain',
    title: 'The model does worse since its inputs changed',
    meaning: `${words} ${listNames(features)} moved away from what the model was trained on. Retrain on a window that includes recent rows, and test the challenger against this model on the same rows.${leaveOut}`,
  });
}

function estimateAlert(
  primary: Named,
  chunks: readonly ChunkReport[],
  loss: Loss,
  drifted: readonly DriftWindow[],
): Alert {
  const { window, alarm, worst } = loss;
  const moved = drifted.filter(d => d.window.confirmedAt !== null && overlaps(d.window, window)).map(d => d.name);
  const high = alarm !== null && moved.length > 0;
  const confirmed = window.confirmedAt !== null;
  return windowAlert(chunks, window, {
    ...numbers(loss, primary.id),
    cause: 'estimate',
    features: moved.slice(0, 20),
    severity: high ? 'high' : confirmed ? 'warning' : 'info',
    action: high ? 'retrain' : confirmed ? 'label' : 'wait',
    title: 'The model probably does worse, by its own probabilities',
    meaning: `Without truth, ${primary.label} is estimated at ${shortNumber(worst.value!)}, against ${shortNumber(primary.value)} when the model was tested, ${whenSeen(chunks, window)}. ${high ? `${listNames(moved)} moved as well. Retrain with recent rows as soon as they have truth.` : 'Find the truth for a sample of recent rows to be sure.'}`,
  });
}

function biasAlert(reference: ReferencePack, chunks: readonly ChunkReport[], loss: Loss): Alert {
  const { worst, window } = loss;
  const high = worst.value! > 0;
  const unit =
    reference.task === 'classification' ? percent(Math.abs(worst.value!)) : shortNumber(Math.abs(worst.value!));
  return windowAlert(chunks, window, {
    ...numbers(loss, 'bias'),
    cause: 'bias',
    severity: loss.alarm ? 'warning' : 'info',
    action: loss.alarm ? 'recalibrate' : 'watch',
    title: `Predictions are too ${high ? 'high' : 'low'} on average`,
    meaning: `By ${unit} in ${chunks[worst.chunk]!.label}, ${whenSeen(chunks, window)}, while the other errors are as they were. The order of the predictions still holds; recalibrating is a cheaper remedy than training anew.`,
  });
}

const doubtAlert = (label: string, chunks: readonly ChunkReport[], window: SignalWindow): Alert =>
  windowAlert(chunks, window, {
    cause: 'estimate-unreliable',
    severity: 'warning',
    action: 'recalibrate',
    title: 'The estimate without truth cannot be relied on',
    meaning: `${label} as realised and as estimated from the probabilities differ by more than 3 standard errors ${whenSeen(chunks, window)}. The probabilities are miscalibrated, or the world has changed; trust only the realised values.`,
    evidence: { kind: 'performance', chunk: window.last, feature: null },
  });
