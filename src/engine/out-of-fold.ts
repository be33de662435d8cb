import type { DeviceName } from '../core/model.ts';
import type { FoldResult } from '../core/pipeline/evaluate.ts';
import type { RunRecord } from '../store/schema.ts';
import { splitTable } from './prepared.ts';
import { foldCount, validateOnDevices } from './run.ts';

/** Runs whose folds are kept in memory; the least recently used one makes room. */
const KEPT = 6;
const known = new Map<string, readonly FoldResult[]>();

/** Keep the folds of a run that was just trained, so that its charts need no second cross-validation. */
export function keepFolds(runId: string, folds: readonly FoldResult[]): void {
  known.delete(runId);
  if (folds.length) known.set(runId, folds);
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
}

/** The folds of a run: those kept in memory, else cross-validated again with the same result. */
export async function foldsOf(
  run: RunRecord,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<readonly FoldResult[]> {
  let folds = known.get(run.id);
  if (!folds) {
    const { table, train } = await splitTable(run.dataset.id, run.recipe, signal);
    const k = run.crossValidation?.folds ?? foldCount(run.recipe, table, train);
    if (k < 2) return [];
    const device = (run.device?.name as DeviceName | undefined) ?? undefined;
    folds = await validateOnDevices(run.recipe, table, train, k, { signal, device }, ({ done, total }) =>
      onProgress?.(done, total),
    );
  }
  keepFolds(run.id, folds);
  return folds;
}
