import type { DeviceName } from './model.ts';
import { modelById } from './models/index.ts';
import type { Recipe } from './pipeline/recipe.ts';

/** What a training step costs on a device: milliseconds of its own, and for each billion multiplications and additions. */
export interface StepCost {
  readonly step: number;
  readonly billion: number;
}

export const stepMilliseconds = ({ step, billion }: StepCost, work: number): number => step + (billion * work) / 1e9;

/** Multiplications and additions of a step of a dense network: forward, and twice that on the way back. */
export function stepWork(numbers: number, units: readonly number[], batch: number): number {
  let weights = 0;
  units.forEach((count, l) => (weights += count * (l ? units[l - 1]! : numbers)));
  return 6 * weights * batch;
}

/** About what a step of the recipe's network takes; columns that become several are counted as one. */
export function recipeWork({ model, columns }: Pick<Recipe, 'model' | 'columns'>): number {
  const { params } = modelById(model.id);
  const value = (name: string): unknown => model.params[name] ?? params[name]?.default;
  const hidden = value('hidden');
  const inputs = Math.max(1, columns.filter(c => c.role === 'feature').length);
  if (!Array.isArray(hidden)) return 0;
  return stepWork(inputs, [...(hidden as number[]), 1], Number(value('batchSize') ?? 32));
}

/** A device that works, and what a step costs there. */
interface Timed {
  readonly name: DeviceName;
  readonly ok: boolean;
  readonly cost: StepCost | null;
}

/** A later device of the list is taken only when it is clearly faster, so that the same machine chooses the same. */
const CLEARLY_FASTER = 1.5;

/** The device that does a step of so many operations soonest; undefined where none works. */
export function quickest<D extends Timed>(devices: readonly D[], work: number): D | undefined {
  const time = (d: D): number => (d.cost ? stepMilliseconds(d.cost, work) : Infinity);
  return devices
    .filter(d => d.ok)
    .reduce<D | undefined>((best, d) => (!best || time(best) > CLEARLY_FASTER * time(d) ? d : best), undefined);
}
