import { beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { evaluation } from '../../../src/app/evaluation.svelte.ts';
import { pipeline } from '../../../src/app/pipeline.svelte.ts';
import { project } from '../../../src/app/project.svelte.ts';
import { serve } from '../../../src/app/serve.svelte.ts';
import { source } from '../../../src/app/source.svelte.ts';
import { update } from '../../../src/app/update.svelte.ts';
import { getProject, recordOpening } from '../../../src/store/projects.ts';
import App from '../../../src/ui/App.svelte';
import '../widgets/styles.ts';

const recipeOf = (seed: number): Recipe => ({
  version: 1,
  task: 'regression',
  columns: [{ name: 'y', kind: 'number', role: 'target' }],
  rows: [],
  derive: [],
  split: { kind: 'random', test: 0.2 },
  steps: [],
  model: { id: 'ridge', params: {} },
  seed,
});

const undo = '{Control>}z{/Control}';

beforeEach(async () => {
  localStorage.clear();
  await project.create('undone');
  for (const seed of [1, 2, 3]) await project.setRecipe(recipeOf(seed));
});

test('Ctrl+Z takes a change of the recipe back in every place that makes the recipe, and nowhere else', async () => {
  await render(App);
  for (const place of ['source', 'profile', 'pipeline', 'features', 'train']) {
    location.hash = `#/${place}`;
    await expect.poll(() => document.querySelector('nav [aria-current=page]')?.getAttribute('href')).toBe(`#/${place}`);
    await userEvent.keyboard(undo);
    await expect.poll(() => project.recipe?.seed).toBe(2);
    await userEvent.keyboard('{Control>}{Shift>}z{/Shift}{/Control}');
    await expect.poll(() => project.recipe?.seed).toBe(3);
  }
  location.hash = '#/report';
  await expect.poll(() => document.querySelector('nav [aria-current=page]')?.getAttribute('href')).toBe('#/report');
  await userEvent.keyboard(undo);
  await new Promise(resolve => setTimeout(resolve, 200));
  expect(project.recipe?.seed).toBe(3);
});

test('Ctrl+Z reaches the recipe from a list of choices, but not from a field with an undo of its own', async () => {
  await render(App);
  location.hash = '#/source';
  const field = (tag: 'select' | 'input' | 'textarea') => {
    const element = document.createElement(tag);
    document.querySelector('main')!.append(element);
    element.focus();
  };
  for (const tag of ['input', 'textarea'] as const) {
    field(tag);
    await userEvent.keyboard(undo);
  }
  await new Promise(resolve => setTimeout(resolve, 200));
  expect(project.recipe?.seed).toBe(3);
  field('select');
  await userEvent.keyboard(undo);
  await expect.poll(() => project.recipe?.seed).toBe(2);
});

test('what a place was told about one project is forgotten with the next', async () => {
  serve.rename('chosen name');
  update.reason = 'because';
  update.swap = { sent: 1, failed: 0, logged: 1, inFlight: 0, answered: [], milliseconds: 1, by: 'page' };
  evaluation.setThreshold(0.2);
  expect([serve.model, evaluation.threshold]).toEqual(['chosen-name', 0.2]);
  await project.create('the next one');
  expect([serve.model, update.reason, update.swap, evaluation.threshold]).toEqual(['the-next-one', '', null, 0.5]);
});

test('changes of the recipe follow each other, and one that its project does not wait for is dropped', async () => {
  await project.update({ datasetId: 'some table' });
  let finish = (): void => undefined;
  const held = new Promise<void>(resolve => (finish = resolve));
  const slow = project.changeRecipe(async recipe => {
    await held;
    return { ...recipe, seed: recipe.seed + 10 };
  });
  const quick = project.changeRecipe(recipe => ({ ...recipe, seed: recipe.seed * 2 }));
  const undone = project.undo();
  finish();
  expect(await Promise.all([slow, quick, undone])).toEqual([true, true, undefined]);
  expect(project.recipe?.seed).toBe(13);

  const late = project.changeRecipe(async recipe => {
    await project.create('the next one');
    await project.update({ datasetId: 'another table', recipe: recipeOf(7) });
    return { ...recipe, seed: 8 };
  });
  expect(await late).toBe(false);
  expect(project.recipe?.seed).toBe(7);
});

test('row operations that are changed in quick succession all keep their changes', async () => {
  await source.chooseText('a,b\n1,2\n3,4\n5,6\n7,8\n9,1\n', 'new');
  await source.read();
  await Promise.all([
    pipeline.addRow('clip', { columns: ['a'] }),
    pipeline.addRow('sort', { by: [['b', 'descending']] }),
    pipeline.addRow('sample', {}),
  ]);
  expect(project.recipe?.rows.map(r => r.id)).toEqual(['clip', 'sort', 'sample']);
  await Promise.all([pipeline.setRow(0, { lowest: '2' }), pipeline.setRow(0, { highest: '6' }), pipeline.removeRow(2), pipeline.removeRow(1), pipeline.removeRow(1)]); // prettier-ignore
  expect(project.recipe?.rows).toEqual([{ id: 'clip', params: { columns: ['a'], lowest: '2', highest: '6' } }]);
});

test('settings of a step that are changed in quick succession are all kept', async () => {
  const steps = [{ id: 'impute', columns: ['a'], params: {} }];
  await project.update({ datasetId: 'some table', recipe: { ...recipeOf(1), steps } });
  await Promise.all([
    pipeline.setStepParams(0, { strategy: 'constant' }),
    pipeline.setStepParams(0, { fill: 3 }),
    pipeline.setStep(0, { columns: ['a', 'b'] }),
  ]);
  expect(project.recipe?.steps).toEqual([
    { id: 'impute', columns: ['a', 'b'], params: { strategy: 'constant', fill: 3 } },
  ]);
});

test('a change keeps what others have stored of the project, and reading again keeps the change', async () => {
  const { id } = project.record!;
  await recordOpening(id, 'some run', new Date(0));
  await project.setRecipe(recipeOf(4));
  expect((await getProject(id))?.openings).toEqual([{ at: new Date(0).toISOString(), runId: 'some run' }]);
  const reading = project.refresh();
  await project.setRecipe(recipeOf(5));
  await reading;
  expect(project.recipe?.seed).toBe(5);
  expect(project.record?.openings).toHaveLength(1);
  for (let seed = 6; seed < 40; seed++) {
    const turns = Array.from({ length: seed % 5 }, () => project.refresh());
    await project.setRecipe(recipeOf(seed));
    expect(project.recipe?.seed).toBe(seed);
    await Promise.all(turns);
    expect([project.recipe?.seed, (await getProject(id))?.recipe?.seed]).toEqual([seed, seed]);
  }
});
