import type { DeviceName } from '../core/model.ts';
import type { FoldResult } from '../core/pipeline/evaluate.ts';
import type { RunRecord } from '../store/schema.ts';
import type { MeasuredFold } from './summarise-folds.ts';
import { splitTable } from './prepared.ts';
import { tooLargeToKeep } from './large-outcomes.ts';
import { foldCount, validateOnDevices } from './run.ts';

/** Runs whose folds are kept in memory; the least recently used one makes room. */
const KEPT = 6;
const known = new Map<string, readonly WholeFold[]>();

/** Keep the folds of a run that was just trained, so that its charts need no second cross-validation. */
export function keepFolds(runId: string, folds: readonly MeasuredFold[]): void {
  known.delete(runId);
  const whole = folds.filter(isWhole).filter(({ outcome }) => !tooLargeToKeep(outcome));
  if (folds.length && whole.length === folds.length) known.set(runId, whole);
  for (const oldest of [...known.keys()].slice(0, -KEPT)) known.delete(oldest);
}

/** A fold whose predictions are at hand. */
type WholeFold = MeasuredFold & FoldResult;
const isWhole = (fold: MeasuredFold): fold is WholeFold => fold.outcome !== null;

/** The folds of a run: those kept in memory, else cross-validated again with the same result. */
export async function foldsOf(
  run: RunRecord,
  signal?: AbortSignal,
  onProgress?: (done: number, total: number) => void,
): Promise<readonly WholeFold[]> {
  let folds = known.get(run.id);
  if (!folds) {
    const { table, train } = await splitTable(run.dataset.id, run.recipe, signal);
    const k = run.crossValidation?.folds ?? foldCount(run.recipe, table, train);
    if (k < 2) return [];
    const device = (run.device?.name as DeviceName | undefined) ?? undefined;
    const options = { signal, device, whole: true };
    const found = await validateOnDevices(run.recipe, table, train, k, options, ({ done, total }) =>
      onProgress?.(done, total),
    );
    folds = found.filter(isWhole);
  }
  keepFolds(run.id, folds);
  return folds;
}
