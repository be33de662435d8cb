import { signalWindows, type SignalWindow } from './windows.ts';
import type { ChunkReport } from './report.ts';

export type Severity = 'critical' | 'high' | 'warning' | 'info';
export const severities = ['critical', 'high', 'warning', 'info'] as const satisfies readonly Severity[];

export type AlertCause =
  | 'column-missing'
  | 'unit-jump'
  | 'missing-jump'
  | 'unparseable'
  | 'unseen-category'
  | 'out-of-range'
  | 'feature-drift'
  | 'prediction-drift'
  | 'performance'
  | 'estimate'
  | 'bias'
  | 'estimate-unreliable'
  | 'model-age';

export type ActionId =
  | 'fix-pipeline'
  | 'map-values'
  | 'check-values'
  | 'watch'
  | 'wait'
  | 'check-threshold'
  | 'label'
  | 'retrain'
  | 'recalibrate'
  | 'train-challenger';

export const actionLabels: Readonly<Record<ActionId, string>> = {
  'fix-pipeline': 'Fix the pipeline',
  'map-values': 'Map the new values',
  'check-values': 'Check the values',
  watch: 'Keep watching',
  wait: 'Wait for the next chunk',
  'check-threshold': 'Check the threshold',
  label: 'Label a sample',
  retrain: 'Retrain as challenger',
  recalibrate: 'Recalibrate as challenger',
  'train-challenger': 'Train a challenger',
};

/** One event a person should know of: what it is, what it means, and what to do next. */
export interface Alert {
  /** Stable for the same event in the same log. */
  readonly id: string;
  readonly cause: AlertCause;
  readonly severity: Severity;
  /** Seen in 2 of 3 chunks in a row, or of a kind that one chunk proves. */
  readonly confirmed: boolean;
  readonly title: string;
  readonly meaning: string;
  readonly action: { readonly id: ActionId; readonly label: string };
  /** True where a model must not be trained on these rows before the fault is mended. */
  readonly blocksPromotion: boolean;
  /** The first and last chunk it was seen in, and where it was confirmed; null where it is about no chunk. */
  readonly chunks: {
    readonly first: number;
    readonly last: number;
    readonly confirmedAt: number | null;
    readonly firstLabel: string;
    readonly lastLabel: string;
  } | null;
  readonly ongoing: boolean;
  /** Features concerned, the strongest first. */
  readonly features: readonly string[];
  readonly metric: string | null;
  readonly value: number | null;
  readonly limit: number | null;
  readonly n: number | null;
  readonly p: number | null;
  readonly effect: number | null;
  /** What to draw beside it. */
  readonly evidence: { readonly kind: 'drift' | 'quality' | 'performance' | 'none'; readonly chunk: number | null; readonly feature: string | null }; // prettier-ignore
}

type Parts = Pick<Alert, 'cause' | 'severity' | 'title' | 'meaning'> & { readonly action: ActionId } & Partial<
    Pick<
      Alert,
      'features' | 'metric' | 'value' | 'limit' | 'n' | 'p' | 'effect' | 'confirmed' | 'blocksPromotion' | 'evidence'
    >
  >;

/** An alert about a window of chunks. */
export function windowAlert(chunks: readonly ChunkReport[], window: SignalWindow, parts: Parts): Alert {
  const firstLabel = chunks[window.first]!.label;
  return {
    ...plainAlert(parts),
    id: [parts.cause, ...(parts.features ?? []).slice(0, 1), firstLabel].join('/'),
    confirmed: parts.confirmed ?? window.confirmedAt !== null,
    ongoing: window.ongoing,
    chunks: {
      first: window.first,
      last: window.last,
      confirmedAt: window.confirmedAt,
      firstLabel,
      lastLabel: chunks[window.last]!.label,
    },
  };
}

/** An alert about the log as a whole. */
export function plainAlert(parts: Parts): Alert {
  return {
    id: [parts.cause, ...(parts.features ?? []).slice(0, 1)].join('/'),
    chunks: null,
    ongoing: true,
    features: [],
    metric: null,
    value: null,
    limit: null,
    n: null,
    p: null,
    effect: null,
    blocksPromotion: false,
    evidence: { kind: 'none', chunk: null, feature: null },
    ...parts,
    confirmed: parts.confirmed ?? true,
    action: { id: parts.action, label: actionLabels[parts.action] },
  };
}

/** Windows of what a test of each chunk says; null leaves a chunk out. */
export const windowsOf = (
  chunks: readonly ChunkReport[],
  test: (chunk: ChunkReport) => boolean | null,
): readonly SignalWindow[] => signalWindows(chunks.map(test));

/** What is worth telling: confirmed windows, and one that began in the latest chunk and is not confirmed yet. */
export const worthTelling = (windows: readonly SignalWindow[]): readonly SignalWindow[] =>
  windows.filter(w => w.confirmedAt !== null || w.ongoing);

/** "since week of 2025-06-16" while it lasts, "in 2025-06" or "from 2025-06 to 2025-08" after. */
export function whenSeen(chunks: readonly ChunkReport[], { first, last, ongoing }: SignalWindow): string {
  const from = chunks[first]!.label;
  if (first === last) return `in ${from}`;
  return ongoing ? `since ${from}` : `from ${from} to ${chunks[last]!.label}`;
}

/** 12.3%, 0.4%, 100%. */
export const percent = (share: number): string => `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))}%`;

/** Three significant digits without an exponent where that reads well. */
export const shortNumber = (value: number): string => String(Number(value.toPrecision(3))).replace('-', '−');

/** "a", "a and b", "a, b, c and 4 more". */
export function listNames(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map(n => `"${n}"`);
  if (names.length > most) return `${shown.join(', ')} and ${names.length - most} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
