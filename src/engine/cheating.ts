import { StudioError } from '../core/errors.ts';
import type { DeviceName, FitProgress } from '../core/model.ts';
import { measureCheat } from '../core/pipeline/cheat.ts';
import type { Cheat } from '../core/pipeline/cheat-words.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import type { CallContext } from '../rpc/protocol.ts';
import { recipePieces, recipeShrinks } from '../core/device-work.ts';
import { openNamed } from './backend.ts';
import { devicesFrom, kernelsFor, kernelsOn } from './device-race.ts';
import { fitOnDevices } from './device.ts';
import { splitTable } from './prepared.ts';
import { foldCount } from './run.ts';

/** Cross-validations with other folds; fewer of a model that takes long. */
const REPEATS = 5;
const REPEATS_OF_NETWORKS = 1;

/** What fitting the steps on all rows would pretend. The result is shown and kept nowhere. */
export const cheatingApi = {
  async showCheat(
    datasetId: string,
    recipe: Recipe,
    device: DeviceName | null,
    context: CallContext<{ done: number; total: number }>,
  ): Promise<Cheat> {
    const { table, train } = await splitTable(datasetId, recipe, context.signal);
    const folds = foldCount(recipe, table, train);
    if (folds < 2)
      throw new StudioError(
        'metric/no-folds',
        'There are too few training rows to measure on rows left out. Add rows, or give the test a smaller share.',
      );
    const pieces = recipePieces(recipe, train.length);
    const [piece, ...ofSteps] = pieces;
    const tensors = piece?.kind === 'tensors';
    let fold = { done: 0, total: 1 };
    const onFold = (done: number, total: number): void => context.progress((fold = { done, total }));
    // Each fold is fitted twice, and only whole folds count: progress inside a fit keeps the bar moving.
    const progress = ({ done, total }: FitProgress): void =>
      context.progress({ done: fold.done + Math.min(0.99, total > 0 ? done / total / 2 : 0), total: fold.total });
    const options = { folds, repeats: tensors ? REPEATS_OF_NETWORKS : REPEATS, onFold, progress };
    if (!tensors) {
      const kernels = await kernelsFor(device ?? undefined, pieces);
      return measureCheat(recipe, table, train, { ...options, kernels, signal: context.signal });
    }
    return fitOnDevices(
      async ({ device: opened, shrink, signal }) => {
        const kernels = await kernelsOn(opened, ofSteps);
        return measureCheat(recipe, table, train, { ...options, kernels, shrink, signal });
      },
      {
        order: await devicesFrom(device ?? undefined, piece),
        open: openNamed,
        shrinks: recipeShrinks(recipe),
        signal: context.signal,
      },
    );
  },
};
