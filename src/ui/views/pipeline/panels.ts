import type { Component } from 'svelte';
import CheatPanel from './CheatPanel.svelte';
import ExpectationsPanel from './expectations/ExpectationsPanel.svelte';
import FlowPanel from './flow/FlowPanel.svelte';
import RecipePanel from './RecipePanel.svelte';
import RerunPanel from './rerun/RerunPanel.svelte';

/** One view of the pipeline, under its own tab and address (#/pipeline?view=flow). */
export interface PipelinePanel {
  readonly id: string;
  readonly label: string;
  /** In a sentence, for the tab's tooltip. */
  readonly help: string;
  readonly component: Component;
}

/** Every view of the pipeline; a new one is a component beside this and a line here. */
export const pipelinePanels: readonly PipelinePanel[] = [
  { id: 'recipe', label: 'Recipe', help: 'The operations and steps, in order.', component: RecipePanel },
  { id: 'flow', label: 'Flow', help: 'How many rows go through, as a picture.', component: FlowPanel },
  { id: 'expectations', label: 'Expectations', help: 'What every table should keep to.', component: ExpectationsPanel },
  { id: 'rerun', label: 'Run on a new file', help: 'The whole recipe on another table.', component: RerunPanel },
  { id: 'cheat', label: 'The cheat', help: 'What steps that saw every row would pretend.', component: CheatPanel },
];

export const panelNamed = (id: string | null): PipelinePanel =>
  pipelinePanels.find(panel => panel.id === id) ?? pipelinePanels[0]!;
