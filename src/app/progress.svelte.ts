import { untrack } from 'svelte';
import type { PlaceId } from './places.ts';
import { project } from './project.svelte.ts';
import { status, type PlaceStatus } from './status.svelte.ts';

/** Where the open project stands in each place, read off its records alone. */
export function placeStates(): readonly (readonly [PlaceId, PlaceStatus])[] {
  const { record, recipe, datasets, runs, versions, events, monitors } = project;
  const finished = runs.filter(r => r.status === 'done');
  const interrupted = runs.filter(r => r.status === 'interrupted').length;
  const moved = events.filter(e => e.type === 'promoted' || e.type === 'rolled-back').length;
  const watched = versions.find(v => v.version === project.deployment?.champion)?.id;
  const alerts = monitors.findLast(m => m.versionId === watched)?.alerts ?? 0;
  const features =
    (recipe?.columns.filter(c => c.role === 'feature').length ?? 0) +
    (recipe?.derive.filter(d => d.role === 'feature').length ?? 0);
  return [
    ['source', state(datasets.length > 0, datasets.length)],
    ['profile', state((record?.decisions.length ?? 0) > 0 || runs.length > 0, record?.decisions.length ?? 0)],
    ['pipeline', state(recipe !== null, recipe ? recipe.rows.length + recipe.steps.length : 0)],
    ['features', state(features > 0, features)],
    [
      'train',
      interrupted
        ? { state: 'attention', count: String(runs.length), note: 'A training was interrupted.' }
        : state(finished.length > 0, runs.length),
    ],
    ['evaluate', state((record?.openings.length ?? 0) > 0, record?.openings.length ?? 0)],
    ['serve', { ...state(versions.length > 0, 0), count: versions.length ? `v${versions.at(-1)!.version}` : '' }],
    [
      'monitor',
      alerts
        ? {
            state: 'attention',
            count: String(alerts),
            note: alerts === 1 ? 'There is 1 open alert.' : `There are ${alerts} open alerts.`,
          }
        : state(monitors.length > 0, 0),
    ],
    [
      'update',
      project.deployment?.challenger != null
        ? { state: 'attention', count: '', note: 'A challenger waits for a decision.' }
        : state(moved > 0, moved),
    ],
    ['report', state(finished.length > 0, 0)],
  ];
}

const state = (done: boolean, count: number): PlaceStatus => ({
  state: done ? 'done' : 'todo',
  count: count ? String(count) : '',
  note: '',
});

/** Keep the navigation in step with the project; returns the function that stops it. */
export function followProgress(): () => void {
  return $effect.root(() => {
    $effect(() => {
      const states = placeStates();
      untrack(() => status.setPlaces(states)); // setPlaces reads what it writes; only the project may wake this
    });
  });
}
