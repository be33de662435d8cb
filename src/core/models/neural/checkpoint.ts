import type { NetworkPlan, NetworkState } from '../../../kernels/network.ts';
import { networkLayout } from '../../../kernels/network-layout.ts';
import { StudioError } from '../../errors.ts';

/** What an epoch came to, in the order of the epochs; losses are means over the rows. */
export interface EpochLoss {
  readonly loss: number;
  /** Null without validation rows. */
  readonly validationLoss: number | null;
  /** Learning rate of the epoch's last step. */
  readonly rate: number;
}

/** All that training changes, as plain numbers. */
export type PlainState = {
  readonly [K in keyof NetworkState]: NetworkState[K] extends Float32Array ? readonly number[] : NetworkState[K];
};

/**
 * Everything from which training continues as if it had never stopped. Order of rows and dropout need no state, for they
 * follow from seed, epoch, and step.
 */
export interface Checkpoint {
  readonly version: 2;
  readonly seed: number;
  /** The network as JSON. */
  readonly plan: string;
  /** Rows trained on; batches count against it. */
  readonly rows: number;
  readonly batchSize: number;
  /** The epoch under way, and the rows of it that are done. */
  readonly epoch: number;
  readonly row: number;
  readonly state: PlainState;
  readonly best: {
    readonly epoch: number;
    readonly loss: number;
    readonly parameters: readonly number[];
    readonly running: readonly number[];
  } | null;
  readonly history: readonly EpochLoss[];
}

/** What a checkpoint must agree with to be continued. */
export type Setting = Pick<Checkpoint, 'seed' | 'plan' | 'rows'>;

/** Read a checkpoint kept from an earlier fit; one of another network or other rows is refused. */
export function readCheckpoint(owner: string, value: unknown, setting: Setting, plan: NetworkPlan): Checkpoint | null {
  if (value === undefined || value === null) return null;
  const { parameters, running } = networkLayout(plan);
  const found = value as Partial<Checkpoint>;
  const fits =
    found.version === 2 &&
    found.seed === setting.seed &&
    found.rows === setting.rows &&
    found.plan === setting.plan &&
    [found.epoch, found.row, found.batchSize, found.state?.steps].every(isCount) &&
    [found.state?.losses?.loss, found.state?.losses?.weight].every(Number.isFinite) &&
    Array.isArray(found.history) &&
    [found.state?.parameters, found.state?.first, found.state?.second].every(run => isRun(run, parameters)) &&
    isRun(found.state?.running, running) &&
    (found.best === null || (isRun(found.best?.parameters, parameters) && isRun(found.best?.running, running)));
  if (fits) return found as Checkpoint;
  throw new StudioError(
    'fit/resume',
    `${owner}: the saved state belongs to other data, another seed, or another network. Train from the start.`,
  );
}

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;

const isRun = (value: unknown, length: number): boolean =>
  Array.isArray(value) && value.length === length && value.every(Number.isFinite);

export const plainState = ({ parameters, first, second, running, ...rest }: NetworkState): PlainState => ({
  parameters: Array.from(parameters),
  first: Array.from(first),
  second: Array.from(second),
  running: Array.from(running),
  ...rest,
});

export const typedState = ({ parameters, first, second, running, ...rest }: PlainState): NetworkState => ({
  parameters: Float32Array.from(parameters),
  first: Float32Array.from(first),
  second: Float32Array.from(second),
  running: Float32Array.from(running),
  ...rest,
});
