import type { Outcome } from '../../core/metrics/outcome.ts';
import type { MetricResult } from '../../core/metrics/result.ts';
import type { FitProgress } from '../../core/model.ts';
import type { MonitorReport } from '../../core/monitor/report.ts';
import type { ExpectationResult } from '../../core/pipeline/check-expectations.ts';
import type { Recipe } from '../../core/pipeline/recipe.ts';
import type { ReportEthics } from './ethics-section.ts';
import type { Schema } from '../../core/table/schema.ts';

export interface ReportMetric {
  readonly id: string;
  readonly result: MetricResult;
}

/** A table of the project; stored records fit as they are. */
export interface ReportDataset {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  readonly fields: Schema;
  readonly notes: readonly { readonly text: string }[];
  readonly format: string;
  readonly createdAt: string;
  /** The table the recipe is written for. */
  readonly inUse: boolean;
}

export interface ReportRun {
  readonly number: number;
  readonly status: 'running' | 'done' | 'failed' | 'interrupted';
  readonly recipe: Recipe;
  readonly startedAt: string;
  readonly milliseconds: number | null;
  readonly device: { readonly name: string; readonly description: string } | null;
  readonly rows: { readonly train: number; readonly test: number } | null;
  readonly history: readonly FitProgress[];
  readonly crossValidation: { readonly folds: number; readonly metrics: readonly ReportMetric[] } | null;
  readonly endedEarly: boolean;
  /** Null until it is done. */
  readonly fitted: { readonly classes: readonly string[] } | null;
}

/** Truth and prediction of the chosen run, and on which rows. */
export interface ReportEvaluation {
  readonly on: 'held-out' | 'out-of-fold' | 'training';
  readonly outcome: Outcome;
  /** On the held-out rows; null while the vault was not opened for this run. */
  readonly heldOut: readonly ReportMetric[] | null;
}

export interface ReportVersion {
  readonly model: string;
  readonly version: number;
  readonly sha256: string;
  readonly createdAt: string;
  readonly alias: string;
  readonly heldOut: readonly ReportMetric[];
}

export interface ReportEvent {
  readonly at: string;
  readonly type: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly reason: string;
  readonly evidence: string | null;
}

export interface ReportMonitor {
  readonly source: string;
  readonly createdAt: string;
  readonly report: MonitorReport;
  readonly expectations?: { readonly results: readonly ExpectationResult[] } | null;
}

/** Everything a report says; the same for the studio and the command line. */
export interface ReportInput {
  readonly title: string;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly notes: { readonly purpose: string; readonly limits: string };
  readonly datasets: readonly ReportDataset[];
  readonly recipe: Recipe | null;
  /** What is expected of the data, and whether it holds on the table of the recipe; none where nothing is. */
  readonly expectations: readonly ExpectationResult[];
  /** Consent, licences, groups and data of people; absent where there is no table. */
  readonly ethics?: ReportEthics | null;
  /** What was decided about the data and the recipe, in sentences. */
  readonly decisions: readonly string[];
  readonly runs: readonly ReportRun[];
  /** The run the report is about, and what it does; null where nothing was trained. */
  readonly chosen: { readonly run: ReportRun; readonly evaluation: ReportEvaluation | null } | null;
  /** How often the test rows were looked at. */
  readonly openings: number;
  /** How the exports answered when they were run back; null where that was not part of it. */
  readonly exports: readonly { readonly name: string; readonly found: string }[];
  readonly versions: readonly ReportVersion[];
  readonly events: readonly ReportEvent[];
  readonly monitors: readonly ReportMonitor[];
  readonly environment: readonly (readonly [name: string, value: string])[];
}
