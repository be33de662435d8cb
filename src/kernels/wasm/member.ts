import type { Minus, Searched } from '../reference/trees/leaf-work.ts';
import type { SearchSettings, Split } from '../reference/trees/split.ts';
import type { NetworkSetup } from '../network.ts';
import type { BinnedColumn, BoostSettings, ForestSettings } from '../trees.ts';
import { WasmForest } from './forest.ts';
import { LeafMemory } from './leaf-memory.ts';
import { WasmLeaves } from './leaf-work.ts';
import { openRows, type RowCall, type RowsJob } from './row-member.ts';
import { WasmSession } from './network.ts';
import { WasmThreads } from './threads.ts';
import { WasmBins } from './tree-bins.ts';

/** What a worker of a team is for. */
export type Job = LeavesJob | ForestJob | RowsJob | NetworkJob;

/** Count and search some columns of growing trees. */
export interface LeavesJob {
  readonly kind: 'leaves';
  readonly module: WebAssembly.Module;
  readonly rows: number;
  readonly columns: readonly BinnedColumn[];
  /** As in `WasmBins`. */
  readonly quads: Uint8Array;
  readonly monotone: BoostSettings['monotone'];
  readonly slots: number;
}

/** Grow whole trees. */
export interface ForestJob {
  readonly kind: 'forest';
  readonly module: WebAssembly.Module;
  readonly rows: number;
  readonly columns: readonly BinnedColumn[];
  /** Column after column. */
  readonly bins: Uint8Array;
  readonly settings: ForestSettings;
}

/** Run some blocks of each batch. */
export interface NetworkJob {
  readonly kind: 'network';
  readonly module: WebAssembly.Module;
  readonly setup: NetworkSetup;
}

/**
 * The steps of a tree, in their order, answered by the splits of the last search; or a tree to be grown from a seed; or a pass
 * over rows; or blocks of a batch.
 */
export type Call = readonly LeafStep[] | number | RowCall | BlocksCall;

/** Blocks of a batch. */
export interface BlocksCall {
  readonly blocks: Parameters<WasmSession['slopesOf']>;
}

export type LeafStep =
  /** A new tree on these gradients and hessians. */
  | { readonly kind: 'reset'; readonly pairs: Int32Array }
  | { readonly kind: 'partition'; readonly from: number; readonly to: number; readonly ways: Uint8Array }
  | { readonly kind: 'histogram'; readonly slot: number; readonly from: number; readonly to: number }
  | {
      readonly kind: 'search';
      readonly leaves: readonly Searched[];
      readonly minus: Minus | null;
      readonly settings: SearchSettings;
    };

export type Answered = { readonly value: unknown } | { readonly failure: string };

type Answer = (answer: Answered, transfer: readonly ArrayBuffer[]) => void;

/** The life of a worker in a team: hand it each message in its order. The first one is its job, the others are calls. */
export function memberOf(answer: Answer): (message: Job | Call) => void {
  let work: ((call: Call) => Promise<unknown>) | undefined;
  let last: Promise<void> = Promise.resolve();
  const take = async (message: Job | Call): Promise<void> => {
    try {
      if (!work) {
        work = opened(message as Job);
        answer({ value: null }, []);
        return;
      }
      const value = await work(message as Call);
      answer({ value }, buffersOf(value));
    } catch (error) {
      answer({ failure: error instanceof Error ? error.message : String(error) }, []);
    }
  };
  return message => (last = last.then(() => take(message)));
}

function opened(job: Job): (call: Call) => Promise<unknown> {
  const threads = WasmThreads.single(job.module);
  if (job.kind === 'leaves') {
    const leaves = openLeaves(threads, job);
    return call => play(leaves, call as readonly LeafStep[]);
  }
  if (job.kind === 'network') {
    const session = new WasmSession(threads, job.setup);
    return call => Promise.resolve(session.slopesOf(...(call as BlocksCall).blocks));
  }
  if (job.kind !== 'forest') {
    const rows = openRows(threads, job);
    return call => rows(call as RowCall);
  }
  const { rows, columns, bins, settings } = job;
  const table = {
    rows,
    width: columns.length,
    columns,
    bins: (c: number) => bins.subarray(c * rows, (c + 1) * rows),
    release: () => undefined,
  };
  const forest = new WasmForest(threads, table, settings);
  return async call => (await forest.grow([call as number]))[0];
}

function openLeaves(threads: WasmThreads, { rows, columns, quads, monotone, slots }: LeavesJob): WasmLeaves {
  const table = new WasmBins(threads, rows, columns);
  threads.memory.u8(table.quads, quads.length).set(quads);
  return new WasmLeaves(threads, table, new LeafMemory(threads, table, { outputs: 1, monotone }, slots));
}

async function play(leaves: WasmLeaves, steps: readonly LeafStep[]): Promise<readonly (Split | null)[] | null> {
  let found: readonly (Split | null)[] | null = null;
  for (const step of steps) {
    switch (step.kind) {
      case 'reset':
        leaves.pairsOf(0).set(step.pairs);
        await leaves.reset(0);
        break;
      case 'partition':
        leaves.partitionBy(step.from, step.to, step.ways);
        break;
      case 'histogram':
        await leaves.histogram(step.slot, step.from, step.to, 0, leaves.columns);
        break;
      case 'search':
        found = await leaves.search(step.leaves, step.minus, step.settings);
        break;
      default:
        step satisfies never;
    }
  }
  return found;
}

/** Those of arrays in an answer, or of an array that is the answer. */
const buffersOf = (value: unknown): ArrayBuffer[] =>
  (ArrayBuffer.isView(value) ? [value] : Object.values(value ?? {}))
    .filter(part => ArrayBuffer.isView(part))
    .map(view => view.buffer as ArrayBuffer);
