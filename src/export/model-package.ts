import type { Graph } from '../core/graph/graph.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { ColumnKind } from '../core/table/column.ts';
import type { Task } from '../core/table/schema.ts';

/** A raw column the model reads. Ranges and levels are what the training rows held; they warn, they do not forbid. */
export interface PackageInput {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Levels seen, for category columns. */
  readonly levels?: readonly string[];
  /** Smallest and largest value seen, for number and datetime columns (epoch milliseconds). */
  readonly min?: number;
  readonly max?: number;
  /** True where no training row was missing; a missing value is then warned about. */
  readonly required: boolean;
  readonly unit?: string;
  /** Share of training rows in which the value was missing, 0 to 1. */
  readonly missingShare: number;
}

export interface PackageMetric {
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

/**
 * What every exporter and the serving part receive: the graph from raw columns to outputs, and what must be known about
 * its inputs. Outputs of the graph by task: classification `label` (text) and `probabilities` [K] in the order of
 * `classes`; regression `prediction`; clustering `cluster` (index), `distances` [K] and, of a mixture, `probabilities` [K]; anomalies `score` (higher is
 * stranger) and `anomaly` (1 flagged, 0 not).
 */
export interface ModelPackage {
  readonly name: string;
  readonly version: string;
  readonly task: Task;
  readonly graph: Graph;
  readonly inputs: readonly PackageInput[];
  readonly classes: readonly string[];
  readonly target?: string;
  readonly recipe: Recipe;
  readonly recipeSha256: string;
  /** Probability of the second class from which a binary model says the second class. */
  readonly threshold?: number;
  readonly metrics?: readonly PackageMetric[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/** A file of an export. */
export interface ExportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

export const textFile = (name: string, text: string): ExportFile => ({ name, bytes: encoder.encode(text) });

export const blockTypeOfInput = (input: Pick<PackageInput, 'kind'>): 'float64' | 'string' =>
  input.kind === 'category' || input.kind === 'text' ? 'string' : 'float64';
