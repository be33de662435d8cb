import { project } from '../../../app/project.svelte.ts';
import { training, type RunRecord } from '../../../app/training.svelte.ts';
import { pictureOf } from './pictures/index.ts';

/** The run last trained, whatever became of it; null before the first. */
export const lastRun = (): RunRecord | null => project.runs.findLast(run => run.status !== 'running') ?? null;

/** The run whose own picture stands at the top of the place: the last, once it is done and no other is under way. */
export function picturedRun(): RunRecord | null {
  const last = training.active ? null : lastRun();
  return last?.status === 'done' && last.fitted && pictureOf(last.recipe.model.id) ? last : null;
}
