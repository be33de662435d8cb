import type { LagProposal } from '../core/forecasting/propose-lags.ts';
import { withTimeSplit } from '../core/pipeline/default-steps.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { project } from './project.svelte.ts';
import { dataWorker } from './services.ts';
import { tellChange } from './undo-toast.ts';

/** Earlier values of the target that suit the rhythm of the table, for one press. */
class LagProposals {
  current = $state.raw<LagProposal | null>(null);
  adding = $state(false);
  error = $state.raw<unknown>(null);
  #asked = '';

  constructor() {
    project.whenLeft(() => {
      [this.current, this.error, this.#asked] = [null, null, ''];
    });
  }

  /** Look for a rhythm, unless nothing that matters has changed. A table without one is no error. */
  async follow(datasetId: string, recipe: Recipe): Promise<void> {
    const key = JSON.stringify([datasetId, recipe.columns, recipe.rows, recipe.split, recipe.task]);
    if (key === this.#asked) return;
    this.#asked = key;
    const found = await dataWorker()
      .proposeLags(datasetId, recipe)
      .catch(() => null);
    if (this.#asked === key) this.current = found;
  }

  /** Add the lags, and split by time where that is not so yet. */
  add = async (): Promise<void> => {
    const proposal = this.current;
    if (!proposal || this.adding) return;
    this.adding = true;
    this.error = null;
    try {
      const done = await project.changeRecipe((recipe, datasetId) => {
        const timed = recipe.split.kind === 'time' ? recipe : withTimeSplit(recipe, proposal.clock);
        return dataWorker().withRows(datasetId, timed, [...recipe.rows, ...proposal.entries]);
      });
      if (done) tellChange('Earlier values were added to the pipeline.');
    } catch (error) {
      this.error = error;
    } finally {
      this.adding = false;
    }
  };
}

export const lagProposals = new LagProposals();
