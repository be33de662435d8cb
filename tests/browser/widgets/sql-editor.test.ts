import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import SqlEditor from '../../../src/ui/widgets/SqlEditor.svelte';
import './styles.ts';

const tables = [
  {
    name: 'data',
    columns: [
      { name: 'amount', kind: 'number' },
      { name: 'order date', kind: 'datetime' },
      { name: '__proto__', kind: 'text' },
    ],
  },
  { name: 'stores', columns: [{ name: 'city', kind: 'category' }] },
];

async function open(more: object = {}) {
  const seen: string[] = [];
  let runs = 0;
  const screen = await render(SqlEditor, {
    label: 'Query',
    value: 'SELECT ',
    tables,
    oninput: (text: string) => void seen.push(text),
    onrun: () => void runs++,
    ...more,
  });
  const field = screen.getByRole('textbox', { name: 'Query' });
  await expect.poll(() => screen.container.querySelector('.cm-content')).not.toBeNull();
  return { screen, field, seen, runs: () => runs };
}

const options = (container: HTMLElement) =>
  [...container.querySelectorAll('[role=option] .cm-completionLabel')].map(o => o.textContent);

test('names complete themselves, quoted where SQL needs it', async () => {
  const { screen, field, seen } = await open();
  await field.click();
  await userEvent.keyboard('{Control>}{End}{/Control}ord');
  await expect.poll(() => options(screen.container)).toContain('order date');
  // An editor takes no Enter in the first moment of a list, so that nobody takes what they have not seen.
  await new Promise(resolve => setTimeout(resolve, 200));
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => seen.at(-1)).toBe('SELECT "order date"');
});

test('after the name of a table its own columns are offered', async () => {
  const { screen, field } = await open();
  await field.click();
  await userEvent.keyboard('{Control>}{End}{/Control}stores.c');
  await expect.poll(() => options(screen.container)[0]).toBe('city');
  expect(options(screen.container)).not.toContain('amount');
});

test('Ctrl+Enter runs, Tab leaves', async () => {
  const { field, runs, seen } = await open();
  await field.click();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  expect(runs()).toBe(1);
  expect(seen).toEqual([]);
  await userEvent.keyboard('{Escape}{Tab}');
  expect(document.activeElement?.closest('.cm-editor')).toBeNull();
});

test('an error is underlined where it stands and said beside the field', async () => {
  const { screen, field } = await open({
    value: 'SELECT nope FROM data',
    issue: { offset: 7, message: 'There is no column "nope" here.' },
    error: 'There is no column "nope" here.',
  });
  await expect.poll(() => screen.container.querySelector('.cm-lintRange-error')?.textContent).toBe('nope');
  await expect.element(field).toHaveAccessibleDescription(/There is no column "nope" here\./);
});

test('what is given from outside takes the place of what was there', async () => {
  const { screen, field } = await open();
  await screen.rerender({ value: 'FROM stores' });
  await expect.element(field).toHaveTextContent('FROM stores');
});
