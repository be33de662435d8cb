import type { ActionId, Severity } from '../../../core/monitor/alert.ts';
import type { Chunking } from '../../../core/monitor/chunks.ts';
import type { DriftTest } from '../../../core/monitor/drift.ts';
import type { QualityKind, QualityLevel } from '../../../core/monitor/quality.ts';
import type { PlaceId } from '../../../app/places.ts';
import { formatInteger, formatNumber, formatPercent } from '../../format.ts';
import type { QualityRow } from '../../../core/monitor/monitor-rows.ts';

type Tone = 'plain' | 'ok' | 'warn' | 'bad';

export const SEVERITY: Readonly<Record<Severity, { readonly label: string; readonly tone: Tone }>> = {
  critical: { label: 'critical', tone: 'bad' },
  high: { label: 'high', tone: 'bad' },
  warning: { label: 'warning', tone: 'warn' },
  info: { label: 'for your information', tone: 'plain' },
};

/** Where an alert's next step is done; null: it is done by waiting. */
export const ACTION_PLACE: Readonly<Record<ActionId, PlaceId | null>> = {
  'fix-pipeline': 'pipeline',
  'map-values': 'pipeline',
  'check-values': 'source',
  watch: null,
  wait: null,
  'check-threshold': 'evaluate',
  label: 'source',
  retrain: 'update',
  recalibrate: 'update',
  'train-challenger': 'update',
};

export const VERDICT: Readonly<Record<DriftTest['status'], { readonly label: string; readonly tone: Tone }>> = {
  drifted: { label: 'drifted', tone: 'bad' },
  steady: { label: 'steady', tone: 'ok' },
  'no-data': { label: 'no values', tone: 'warn' },
  constant: { label: 'constant', tone: 'plain' },
  insufficient: { label: 'too few', tone: 'plain' },
  'not-compared': { label: 'not compared', tone: 'plain' },
};

export const QUALITY: Readonly<Record<QualityKind, string>> = {
  'column-missing': 'The column is not there',
  'missing-jump': 'More values missing than in training',
  unparseable: 'Values that cannot be read',
  'unit-jump': 'Looks like another unit or sensor',
  'unseen-category': 'A category training did not have',
  'out-of-range': 'Outside everything seen in training',
};

export const LEVEL: Readonly<Record<QualityLevel, { readonly label: string; readonly tone: Tone }>> = {
  critical: { label: 'critical', tone: 'bad' },
  warning: { label: 'warning', tone: 'warn' },
  note: { label: 'note', tone: 'plain' },
};

/** How much of the worst chunk is concerned: a share, or how many times the usual value. */
export const worstWords = ({ kind, worst }: QualityRow): string =>
  kind === 'unit-jump' && worst.limit > 1
    ? `${formatNumber(worst.value, 3)} times the usual value`
    : `${formatPercent(worst.value)} of ${formatInteger(worst.n)}`;

export type ChunkChoice = 'auto' | 'day' | 'week' | 'month' | 'count';

export const CHUNKS: readonly { readonly value: ChunkChoice; readonly label: string }[] = [
  { value: 'auto', label: 'Chosen for you' },
  { value: 'day', label: 'Days' },
  { value: 'week', label: 'Weeks' },
  { value: 'month', label: 'Months' },
  { value: 'count', label: 'Rows' },
];

/** Rows of a chunk when a person first asks for chunks by count. */
export const FIRST_SIZE = 500;

export const chunkingOf = (choice: ChunkChoice, size = FIRST_SIZE): Chunking =>
  choice === 'count' ? { by: 'count', size } : { by: choice };
