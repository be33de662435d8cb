/**
 * Shapes shared by every place a model runs outside the training code: the studio's own endpoint, the exported module,
 * the page and the Node server. The files of this folder are written once and travel as text inside the exports
 * (`npx tsx tests/tools/write-export-texts.ts` refreshes that text), so they import types alone.
 */
export type InputKind = 'number' | 'datetime' | 'category' | 'boolean' | 'text';

export interface SchemaInput {
  readonly name: string;
  readonly kind: InputKind;
  readonly required: boolean;
  readonly missingShare: number;
  readonly unit?: string;
  readonly levels?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

export interface SchemaOutput {
  readonly name: 'label' | 'probabilities' | 'prediction' | 'cluster' | 'distances' | 'score' | 'anomaly';
  readonly datatype: 'BYTES' | 'FP64' | 'INT64';
  /** Columns of an output that has several. */
  readonly width?: number;
}

export interface ModelSchema {
  readonly task: 'classification' | 'regression' | 'clustering' | 'anomaly';
  readonly inputs: readonly SchemaInput[];
  readonly outputs: readonly SchemaOutput[];
  readonly classes: readonly string[];
}

export interface ModelMeta {
  readonly format: 'terrarium-model/1';
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the model: the graph and its inputs. */
  readonly sha256: string;
  readonly recipeSha256: string;
  readonly created: string;
  readonly target?: string;
  readonly threshold?: number;
  readonly metrics?: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: number | null;
    readonly low?: number | null;
    readonly high?: number | null;
  }[];
}

export type Problem = 'unknown-category' | 'out-of-range' | 'unparseable' | 'missing';

export interface Warning {
  readonly column: string;
  readonly problem: Problem;
  readonly message: string;
}

/** Columns of raw values by name, as a Map or a plain object. */
export type RawColumns = ReadonlyMap<string, ArrayLike<unknown>> | Readonly<Record<string, ArrayLike<unknown>>>;
export type RawRow = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>;

/** Predictions column by column; `probabilities` (of classes, or of the clusters of a mixture) and `distances` are row-major `[rows, K]`. */
export interface PredictedColumns {
  readonly rows: number;
  readonly label?: readonly string[];
  readonly probabilities?: ArrayLike<number>;
  readonly prediction?: ArrayLike<number>;
  readonly cluster?: ArrayLike<number>;
  readonly distances?: ArrayLike<number>;
  /** Higher is stranger. */
  readonly score?: ArrayLike<number>;
  /** 1 where the row is flagged, else 0. */
  readonly anomaly?: ArrayLike<number>;
  /** Warnings of each row. */
  readonly warnings: readonly (readonly Warning[])[];
}

export interface PredictedRow {
  readonly label?: string;
  /** By class, or by number of cluster. */
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly prediction?: number;
  readonly cluster?: number;
  readonly distances?: readonly number[];
  readonly score?: number;
  readonly anomaly?: number;
  readonly warnings: readonly Warning[];
}

/** A model that answers requests. */
export interface ServedModel {
  readonly meta: ModelMeta;
  readonly schema: ModelSchema;
  predictColumns(columns: RawColumns, rows?: number): PredictedColumns;
}
