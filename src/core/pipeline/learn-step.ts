import { numberBlock, takeBlock } from '../graph/block.ts';
import type { ParamValues } from '../params.ts';
import type { AnyStep, StepContext, Stream } from '../step.ts';
import { applyLowered } from '../steps/apply.ts';
import { takeTarget, type Target } from '../target.ts';

/** Beyond this, products of weights with squares may leave the range of numbers. */
const LARGEST = 1e100;

/** The places of the rows that count, or null where all do: rows of weight 0 are for a step as if they were not there. */
export function countingPlaces(weights: Float64Array | undefined): Int32Array | null {
  return weights?.includes(0) ? Int32Array.from(weights.keys()).filter(r => weights[r]! > 0) : null;
}

/** What a step learned from the rows that count, and, for one with `ownRows`, what becomes of the training rows. */
export async function learnStep(
  step: AnyStep,
  columns: readonly Stream[],
  target: Target,
  params: ParamValues,
  contextFor: (purpose: 'fit' | 'own') => StepContext,
): Promise<{ readonly state: unknown; readonly own: readonly Stream[] | null }> {
  const { weights } = contextFor('fit');
  const places = countingPlaces(weights);
  const some = places ? columns.map(({ name, block }) => ({ name, block: takeBlock(block, places) })) : columns;
  const of = places ? takeTarget(target, places) : target;
  const own = withinRange(places && weights ? Float64Array.from(places, r => weights[r]!) : weights);
  const state = await step.fit(some, of, params as never, { ...contextFor('fit'), weights: own });
  if (!step.ownRows || !columns.length) return { state, own: null };
  const made = await step.ownRows(some, of, params as never, { ...contextFor('own'), weights: own });
  return { state, own: places ? putInto(applyLowered(step, state, columns), made, places) : made };
}

function withinRange(weights: Float64Array | undefined): Float64Array | undefined {
  const largest = weights?.reduce((most, w) => Math.max(most, w), 0) ?? 1;
  if (largest <= LARGEST && largest >= 1 / LARGEST) return weights;
  return weights?.map(w => w / largest || Number.MIN_VALUE);
}

/** Numbers with those of some rows in their place. */
function putInto(all: readonly Stream[], some: readonly Stream[], places: Int32Array): Stream[] {
  return all.map(({ name, block }, i) => {
    const own = some[i]!.block;
    if (block.type === 'string' || own.type === 'string') return { name, block };
    const data = block.data.slice();
    places.forEach((row, at) => (data[row] = own.data[at]!));
    return { name, block: numberBlock(data) };
  });
}
