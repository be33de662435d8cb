import { StudioError } from '../../errors.ts';

/** Losses of an epoch, in the order of the epochs; means over the rows. */
export interface EpochLoss {
  readonly loss: number;
  /** Null without validation rows. */
  readonly validationLoss: number | null;
}

/**
 * Everything from which training continues as if it had never stopped: plain numbers. Order of rows and dropout need
 * no state, for they are drawn from streams named by seed, epoch, and batch.
 */
export interface Checkpoint {
  readonly version: 1;
  readonly seed: number;
  readonly sizes: readonly number[];
  /** Rows trained on; batches count against it. */
  readonly rows: number;
  readonly batchSize: number;
  /** The epoch under way, and the batches of it that are done. */
  readonly epoch: number;
  readonly batch: number;
  readonly parameters: readonly number[];
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Sum of the losses of the batches that are done. */
  readonly lossSum: number;
  readonly best: { readonly epoch: number; readonly loss: number; readonly parameters: readonly number[] } | null;
  readonly history: readonly EpochLoss[];
}

/** What a checkpoint must agree with to be continued. */
export type Setting = Pick<Checkpoint, 'seed' | 'sizes' | 'rows' | 'batchSize'>;

/** Read a checkpoint kept from an earlier fit; one of another network or other rows is refused. */
export function readCheckpoint(value: unknown, setting: Setting, parameters: number): Checkpoint | null {
  if (value === undefined || value === null) return null;
  const found = value as Partial<Checkpoint>;
  const fits =
    found.version === 1 &&
    found.seed === setting.seed &&
    found.rows === setting.rows &&
    found.batchSize === setting.batchSize &&
    String(found.sizes) === String(setting.sizes) &&
    isCount(found.epoch) &&
    isCount(found.batch) &&
    Number.isFinite(found.lossSum) &&
    Array.isArray(found.history) &&
    [found.parameters, found.first, found.second].every(run => isRun(run, parameters)) &&
    (found.best === null || isRun(found.best?.parameters, parameters));
  if (fits) return found as Checkpoint;
  throw new StudioError(
    'fit/resume',
    'Neural network: the saved state belongs to other data, another seed, or another network. Train from the start.',
  );
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const isRun = (value: unknown, length: number): boolean =>
  Array.isArray(value) && value.length === length && value.every(Number.isFinite);
