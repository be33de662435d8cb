import type { DBSchema } from 'idb';
import type { ErrorCode } from '../core/errors.ts';
import type { EthicsNotes } from '../core/ethics/checklist.ts';
import type { MetricResult } from '../core/metrics/result.ts';
import type { FitProgress } from '../core/model.ts';
import type { BatchExpectations } from '../core/monitor/check-log.ts';
import type { LogSettings } from '../core/monitor/log-settings.ts';
import type { AlertDecision } from '../core/monitor/open-alerts.ts';
import type { ReferencePack } from '../core/monitor/reference.ts';
import type { MonitorReport } from '../core/monitor/report.ts';
import type { Fitted } from '../core/pipeline/fitted.ts';
import type { FeatureEvidence } from '../core/pipeline/feature-evidence.ts';
import type { ImportanceReport } from '../core/pipeline/permutation-importance.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { Schema, Task } from '../core/table/schema.ts';

/** A person's work on one question. Everything else refers to it by id. */
export interface ProjectRecord {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The table the recipe is written for. */
  readonly datasetId: string | null;
  readonly recipe: Recipe | null;
  /** Earlier recipes, oldest first, for undo; at most 100. */
  readonly history: readonly Recipe[];
  /** Findings a person has decided about, by finding id. */
  readonly decisions: readonly { readonly finding: string; readonly decision: string }[];
  /** Each opening of the vault: the test rows were looked at for a run. */
  readonly openings: readonly { readonly at: string; readonly runId: string }[];
  /** What was found of the features. */
  readonly features?: FeatureEvidence;
  /** Consent, answers and the columns whose groups are looked at. */
  readonly ethics?: EthicsNotes;
  /** What a person wrote for the report: purpose, limits. */
  readonly notes: { readonly purpose: string; readonly limits: string };
}

export type DatasetOrigin =
  | { readonly kind: 'file' | 'paste' }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'sample'; readonly sample: string }
  /** A log with the truth that belongs to it: the endpoint's own, or an imported one joined with late truth. */
  | { readonly kind: 'log'; readonly of: readonly string[]; readonly model: string; readonly version: number }
  /** What a recipe's row operations made of another table: all of it, the rows that are as expected, or the others. */
  | { readonly kind: 'refined'; readonly of: readonly string[]; readonly part: 'all' | 'clean' | 'quarantined' }
  | { readonly kind: 'combined'; readonly of: readonly string[]; readonly how: 'append' | 'replace' };

export interface DatasetNote {
  readonly code: string;
  readonly text: string;
  readonly column?: string;
  readonly count?: number;
  readonly lines?: readonly number[];
}

export interface CsvDialectRecord {
  readonly delimiter: string;
  readonly quote: string;
  readonly header: boolean;
  readonly encoding: string;
}

/** What of the source was read as the table: the file in a zip, the sheet, the list in a JSON document. */
export interface ReadChoiceRecord {
  readonly member?: string;
  readonly sheet?: string;
  readonly skip?: number;
  readonly path?: string;
  readonly columns?: readonly string[];
  readonly rowGroups?: readonly number[];
  readonly sample?: { readonly share: number; readonly seed: number };
}

/** What is known of a table; the table itself is an Arrow IPC file in `tables` under the same id. */
export interface DatasetRecord {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly origin: DatasetOrigin;
  /** Size and SHA-256 of the source as it was read. */
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
  readonly fields: Schema;
  /** What was noticed while reading, in plain words. */
  readonly notes: readonly DatasetNote[];
  /** How the text was split into cells; null for formats that carry their own structure. */
  readonly dialect: CsvDialectRecord | null;
  /** Absent in records of earlier versions, and where there was nothing to choose. */
  readonly choice?: ReadChoiceRecord;
  /** What a person wrote of the licence the data is under. */
  readonly licence?: string;
  readonly format: string;
  readonly milliseconds: number;
  readonly createdAt: string;
}

export interface NamedMetric {
  readonly id: string;
  readonly result: MetricResult;
}

export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted';

/** One training: what went in, what came out. Immutable once it is done. */
export interface RunRecord {
  readonly id: string;
  readonly projectId: string;
  /** 1, 2, 3 … within the project. */
  readonly number: number;
  readonly status: RunStatus;
  readonly recipe: Recipe;
  readonly recipeSha256: string;
  readonly dataset: { readonly id: string; readonly name: string; readonly sha256: string; readonly rows: number };
  readonly task: Task;
  readonly startedAt: string;
  readonly milliseconds: number | null;
  readonly device: { readonly name: string; readonly description: string } | null;
  /** Rows learned from, and rows in the vault. */
  readonly rows: { readonly train: number; readonly test: number } | null;
  readonly history: readonly FitProgress[];
  readonly fitted: Fitted | null;
  /** Cross-validated inside the training rows: metrics over all folds with intervals, and each fold's own. */
  readonly crossValidation: CrossValidationSummary | null;
  /** Where it went on on another device, or with less memory, in plain sentences; absent where it did not. */
  readonly moves?: readonly string[];
  /** True when a person ended it early and the best so far was kept. */
  readonly endedEarly: boolean;
  /** What each feature is worth to it, once that was measured. */
  readonly importance?: ImportanceReport;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
}

export interface CrossValidationSummary {
  readonly folds: number;
  /** Mean over the folds of rows measured on to rows learned from; paired tests of two runs are corrected by it. */
  readonly testOverTrain: number;
  readonly metrics: readonly NamedMetric[];
  readonly perFold: readonly (readonly NamedMetric[])[];
}

/** A published model: an immutable version. Aliases (champion, challenger) are moved by events, never by editing this. */
export interface VersionRecord {
  readonly id: string;
  readonly projectId: string;
  /** The name under which the endpoint serves it; the same for every version of a project. */
  readonly model: string;
  readonly version: number;
  readonly runId: string;
  readonly fitted: Fitted;
  readonly sha256: string;
  readonly createdAt: string;
  readonly heldOut: readonly NamedMetric[];
  readonly reference: ReferencePack;
}

export type Alias = 'champion' | 'challenger';

/** Append-only history of what was published, promoted, and rolled back, when, and why. */
export interface EventRecord {
  readonly id: number;
  readonly projectId: string;
  readonly at: string;
  readonly type: 'published' | 'promoted' | 'rolled-back' | 'challenger' | 'withdrawn';
  readonly model: string;
  readonly alias: Alias | null;
  readonly from: number | null;
  readonly to: number | null;
  readonly reason: string;
  /** Numbers that stood behind the move: a test's verdict in words, a metric. */
  readonly evidence: string | null;
}

/** Which version answers under a model's name; moved in the same transaction as its event. */
export interface DeploymentRecord {
  readonly model: string;
  readonly projectId: string;
  readonly champion: number | null;
  readonly challenger: number | null;
  readonly previousChampion: number | null;
  /** Grows with every move, so that a server can tell in one look whether its cache still holds. */
  readonly epoch: number;
}

/** One answered row of a request. */
export interface PredictionRecord {
  readonly id: number;
  readonly model: string;
  readonly version: number;
  readonly requestId: string;
  readonly at: number;
  readonly milliseconds: number;
  /** Raw input values in the order of the version's inputs; null is missing. */
  readonly inputs: readonly (string | number | boolean | null)[];
  readonly label: string | null;
  /** Probabilities of classes or clusters, the prediction, the distances, or the score. */
  readonly values: readonly number[];
}

export interface CheckpointRecord {
  readonly runId: string;
  readonly at: string;
  readonly state: unknown;
}

/** A monitoring result kept for the screen and the report, with the log it was made from. */
export interface MonitorRecord {
  readonly id: string;
  readonly projectId: string;
  readonly versionId: string;
  readonly source: string;
  /** The imported log's dataset, when it did not come from the endpoint. */
  readonly datasetId: string | null;
  readonly createdAt: string;
  /** Open alerts in the report, for the navigation. */
  readonly alerts: number;
  readonly report: MonitorReport;
  /** The expectations frozen with the version, on this batch; null where it has none, absent in earlier records. */
  readonly expectations?: BatchExpectations | null;
  /** How the log was read, so that the check can be made again with later rows. */
  readonly settings: LogSettings;
  /** What a person said of single alerts. */
  readonly decisions: readonly AlertDecision[];
}

export interface StudioSchema extends DBSchema {
  projects: { key: string; value: ProjectRecord };
  datasets: { key: string; value: DatasetRecord; indexes: { byProject: string } };
  tables: { key: string; value: { readonly id: string; readonly arrow: Blob } };
  links: { key: string; value: { readonly id: string; readonly handle: FileSystemFileHandle } };
  profiles: { key: string; value: { readonly id: string; readonly key: string; readonly profile: unknown } };
  runs: { key: string; value: RunRecord; indexes: { byProject: string } };
  checkpoints: { key: string; value: CheckpointRecord };
  versions: { key: string; value: VersionRecord; indexes: { byProject: string; byModel: string } };
  events: { key: number; value: EventRecord; indexes: { byProject: string } };
  deployments: { key: string; value: DeploymentRecord };
  predictions: { key: number; value: PredictionRecord; indexes: { byModel: string } };
  monitors: { key: string; value: MonitorRecord; indexes: { byProject: string } };
}
