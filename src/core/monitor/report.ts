import type { Task } from '../table/schema.ts';
import type { Alert } from './alert.ts';
import type { Period } from './chunks.ts';
import type { DriftTest } from './drift.ts';
import type { ChunkPerformance } from './performance.ts';
import type { QualityFinding } from './quality.ts';

/** Everything found in one chunk. */
export interface ChunkReport {
  readonly index: number;
  readonly label: string;
  /** Epoch milliseconds `[from, to)`; null for chunks by count. */
  readonly from: number | null;
  readonly to: number | null;
  readonly rows: number;
  readonly partial: boolean;
  /** Complete and large enough for alerts to rest on. */
  readonly judged: boolean;
  readonly features: readonly DriftTest[];
  /** Predictions (score, predicted) and truth, by the same rule. */
  readonly signals: readonly DriftTest[];
  readonly quality: readonly QualityFinding[];
  /** Null for clusters and anomalies. */
  readonly performance: ChunkPerformance | null;
}

/** What monitoring found in a log; plain data that survives JSON. */
export interface MonitorReport {
  readonly version: 1;
  readonly task: Task;
  readonly rows: number;
  /** Rows without a time, which belong to no chunk. */
  readonly untimed: number;
  readonly by: Period | 'count';
  readonly chunks: readonly ChunkReport[];
  /** Most severe first, then oldest first. */
  readonly alerts: readonly Alert[];
  /** The one sentence to read. */
  readonly headline: string;
  /** True while a pipeline fault is open: a model trained on these rows would learn the fault. */
  readonly blocksPromotion: boolean;
  /** Columns the model needs and the log does not have. */
  readonly missingColumns: readonly string[];
}
