import type { Component } from 'svelte';
import type { RouteId } from '../../app/places.ts';

/** One line a place: its view, fetched when the place is first opened. */
export interface ViewEntry {
  readonly route: RouteId;
  readonly load: () => Promise<{ default: Component }>;
}

export const VIEWS: readonly ViewEntry[] = [
  { route: 'start', load: () => import('./source/StartView.svelte') },
  { route: 'source', load: () => import('./source/SourceView.svelte') },
  { route: 'profile', load: () => import('./profile/ProfileView.svelte') },
  { route: 'pipeline', load: () => import('./pipeline/PipelineView.svelte') },
  { route: 'features', load: () => import('./features/FeaturesView.svelte') },
  { route: 'train', load: () => import('./train/TrainView.svelte') },
  { route: 'evaluate', load: () => import('./evaluate/EvaluateView.svelte') },
  { route: 'serve', load: () => import('./serve/ServeView.svelte') },
  { route: 'monitor', load: () => import('./monitor/MonitorView.svelte') },
  { route: 'update', load: () => import('./update/UpdateView.svelte') },
  { route: 'report', load: () => import('./report/ReportView.svelte') },
  { route: 'learn', load: () => import('../learn/LearnView.svelte') },
];
