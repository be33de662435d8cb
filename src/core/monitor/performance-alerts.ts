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
import { explainsDrift, type Fault, isPipelineFault } from './quality-alerts.ts';
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
function lossWindows(chunks: readonly ChunkReport[], all: Read, among: (c: ChunkReport) => boolean = () => true) {
  const read: Read = c => (among(c) ? all(c) : null);
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
  const broken = faults.filter(isPipelineFault);
  const isBroken = (c: ChunkReport) => broken.some(f => f.window.chunks.includes(c.index));
  // Rows that a fault has spoilt say nothing about the model, so they are judged apart from the sound ones.
  const spoilt = lossWindows(chunks, realised, isBroken);
  const sound = lossWindows(chunks, realised, c => !isBroken(c));
  const losses = [...spoilt, ...sound];
  const alerts = [
    ...spoilt.map(loss => faultLossAlert(primary, chunks, loss, broken)),
    ...sound.map(loss => lossAlert(primary, chunks, loss, movedIn(loss.window, faults, drifted))),
  ];
  const known = (w: SignalWindow) => losses.some(l => overlaps(l.window, w));
  const hasTruth = (w: SignalWindow) => w.chunks.some(c => realised(chunks[c]!)?.value != null);

  for (const loss of lossWindows(
    chunks,
    c => c.performance?.estimate,
    c => !isBroken(c),
  )) {
    if (!known(loss.window) && !hasTruth(loss.window)) alerts.push(estimateAlert(primary, chunks, loss, drifted));
  }
  for (const loss of lossWindows(
    chunks,
    c => c.performance?.bias,
    c => !isBroken(c),
  )) {
    if (loss.window.confirmedAt !== null && !known(loss.window)) alerts.push(biasAlert(reference, chunks, loss));
  }
  const doubted = windowsOf(chunks, c => {
    const holds = c.performance?.estimateHolds ?? null;
    return c.judged && !isBroken(c) && holds !== null ? !holds : null;
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

const inOneChunk = 'It has been seen in one chunk only. Wait for the next before acting.';

function faultLossAlert(primary: Named, chunks: readonly ChunkReport[], loss: Loss, broken: readonly Fault[]): Alert {
  const { window } = loss;
  const features = [...new Set(broken.filter(f => overlaps(f.window, window)).map(f => f.feature))];
  return windowAlert(chunks, window, {
    ...numbers(loss, primary.id),
    cause: 'performance',
    features,
    severity: window.confirmedAt === null ? 'warning' : 'critical',
    action: 'fix-pipeline',
    blocksPromotion: true,
    title: `The model does worse, and ${listNames(features)} ${features.length === 1 ? 'is' : 'are'} at fault`,
    meaning: `${lossWords(primary, chunks, loss)} In these rows the values of ${listNames(features)} are broken. Repair them first and score the rows again; do not retrain on them.`,
  });
}

/** Features that shifted, or took values the model does not know, while the window lasted; the strongest first. */
function movedIn(window: SignalWindow, faults: readonly Fault[], drifted: readonly DriftWindow[]): readonly string[] {
  const shifted = drifted.filter(d => d.window.confirmedAt !== null && overlaps(d.window, window));
  shifted.sort((a, b) => (b.worst.effect ?? Infinity) - (a.worst.effect ?? Infinity));
  const unknown = faults.filter(f => explainsDrift(f) && !isPipelineFault(f) && overlaps(f.window, window));
  return [...new Set([...shifted.map(d => d.name), ...unknown.map(f => f.feature)])].slice(0, 20);
}

function lossAlert(primary: Named, chunks: readonly ChunkReport[], loss: Loss, features: readonly string[]): Alert {
  const { window, alarm } = loss;
  const words = lossWords(primary, chunks, loss);
  const common = { ...numbers(loss, primary.id), cause: 'performance', features } as const;
  if (window.confirmedAt === null) {
    const title = 'The model did worse in the latest chunk';
    return windowAlert(chunks, window, { ...common, severity: 'info', action: 'wait', title, meaning: `${words} ${inOneChunk}` }); // prettier-ignore
  }
  if (!alarm) {
    return windowAlert(chunks, window, {
      ...common,
      severity: 'warning',
      action: 'watch',
      title: 'The model does somewhat worse than when it was tested',
      meaning: `${words} It is beyond 2 standard errors, but not beyond 3 in two of three chunks. Keep watching, and gather labels for a challenger.`,
    });
  }
  const doubts = window.chunks.filter(c => chunks[c]!.performance?.estimateHolds === false).length;
  if (!features.length || doubts * 2 > window.chunks.length) {
    return windowAlert(chunks, window, {
      ...common,
      severity: 'critical',
      action: 'retrain',
      title: 'The model does worse: what it learned no longer holds',
      meaning: `${words} ${features.length ? 'The shift of the inputs does not explain it' : 'The inputs look as they did in training'}, so the link between inputs and outcome has changed (concept drift). Retrain on recent labelled rows only, and test the challenger against this model.`,
    });
  }
  return windowAlert(chunks, window, {
    ...common,
    severity: 'high',
    action: 'retrain',
    title: 'The model does worse since its inputs changed',
    meaning: `${words} ${listNames(features)} moved away from what the model was trained on. Retrain on a window that includes recent rows, and test the challenger against this model on the same rows.`,
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
