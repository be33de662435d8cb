import type { ClustersByK } from '../core/models/clusters-by-k.ts';
import { runJob } from './jobs.ts';
import { project } from './project.svelte.ts';
import { trainingWorker } from './services.ts';

const MOST = 10;

/** How clear the groups are for each number of them, for the table and recipe it was asked for. */
class ClusterCount {
  busy = $state(false);
  error = $state.raw<unknown>(null);
  #found = $state.raw<{ readonly key: string; readonly list: readonly ClustersByK[] } | null>(null);

  /** Everything but the number of groups decides what is found. */
  #key = $derived.by(() => {
    const { k: _k, ...params } = project.recipe?.model.params ?? {};
    return JSON.stringify([project.dataset?.id, { ...project.recipe, model: [project.recipe?.model.id, params] }]);
  });
  current = $derived(this.#found?.key === this.#key ? this.#found.list : null);
  /** Whether the lowest information criterion chooses; else the clearest groups do. */
  byCriterion = $derived(this.current?.some(entry => entry.criterion !== null) ?? false);
  best = $derived.by(() => {
    const worth = ({ criterion, silhouette }: ClustersByK): number | null =>
      this.byCriterion ? criterion && -criterion : silhouette.value;
    return (this.current ?? []).reduce<ClustersByK | null>((best, entry) => {
      const value = worth(entry);
      return value !== null && !(best && worth(best)! >= value) ? entry : best;
    }, null);
  });

  look = async (): Promise<void> => {
    const { dataset, recipe } = project;
    if (!dataset || !recipe || this.busy) return;
    const key = this.#key;
    this.busy = true;
    this.error = null;
    try {
      const list = await runJob('Trying numbers of groups', job =>
        trainingWorker().clustersByK(dataset.id, recipe, MOST, {
          signal: job.signal,
          onProgress: ({ done, total }) => job.report(done / total, `${done} of ${total}`),
        }),
      );
      if (list) this.#found = { key, list };
    } catch (error) {
      this.error = error;
    } finally {
      this.busy = false;
    }
  };
}

export const clusterCount = new ClusterCount();
