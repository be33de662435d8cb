import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { checkParams, type ParamSpec, type ParamValue } from '../../../src/core/params.ts';
import ParamForm from '../../../src/ui/widgets/ParamForm.svelte';
import SearchMenu from '../../../src/ui/widgets/SearchMenu.svelte';
import { createRawSnippet } from 'svelte';
import './styles.ts';

const spec = {
  column: { kind: 'column', label: 'Column', default: '', accepts: ['number'] },
  by: { kind: 'columns', label: 'Group by', default: [], help: 'All rows where none is chosen.' },
  source: { kind: 'source', label: 'Other table', default: '' },
  keys: {
    kind: 'table',
    label: 'Keys',
    default: [],
    maxRows: 2,
    fields: [
      { label: 'Here', column: true },
      { label: 'Order', options: ['ascending', 'descending'] },
      { label: 'There', column: true, of: 'source' },
      { label: 'Note' },
    ],
  },
  pattern: { kind: 'text', label: 'Find', default: '', language: 'pattern' },
  formula: { kind: 'text', label: 'Formula', default: '', language: 'formula' },
} satisfies ParamSpec;

const scope = {
  columns: [
    { name: 'price', kind: 'number' },
    { name: '__proto__', kind: 'category' },
    { name: 'sold', kind: 'datetime' },
  ],
  sources: [{ name: 'cities', columns: [{ name: 'town', kind: 'category' }] }],
} as const;

function form(values: Readonly<Record<string, ParamValue>> = {}) {
  const onchange = vi.fn<(name: string, value: ParamValue) => void>();
  return { onchange, shown: render(ParamForm, { spec, values, scope, onchange }) };
}
const optionsOf = (label: string): string[] =>
  [...(page.getByLabelText(label, { exact: true }).element() as HTMLSelectElement).options].map(o => o.text);

describe('parameters that name columns and tables', () => {
  test('offer what fits and pass on what was chosen', async () => {
    const { onchange, shown } = form();
    await shown;
    expect(optionsOf('Column')).toEqual(['Choose a column…', 'price']);
    await page.getByLabelText('Column', { exact: true }).selectOptions('price');
    expect(onchange).toHaveBeenLastCalledWith('column', 'price');
    await page.getByLabelText('Add a column to “Group by”').selectOptions('__proto__');
    expect(onchange).toHaveBeenLastCalledWith('by', ['__proto__']);
    await page.getByRole('button', { name: 'Add all 3' }).click();
    expect(onchange).toHaveBeenLastCalledWith('by', ['price', '__proto__', 'sold']);
    await page.getByLabelText('Other table').selectOptions('cities');
    expect(onchange).toHaveBeenLastCalledWith('source', 'cities');
    for (const [name, value] of onchange.mock.calls)
      expect(() => checkParams('form', spec, { [name]: value })).not.toThrow();
  });

  test('keep a name that is not there any more, and say so', async () => {
    await form({ column: 'gone', by: ['gone'] }).shown;
    expect(optionsOf('Column')).toEqual(['price', 'gone (not there)']);
    await expect.element(page.getByRole('button', { name: 'Take gone out of “Group by”' })).toBeVisible();
  });
});

/** A form whose changes take effect when they are told to, or are refused, as a project's are. */
async function slowForm(values: Record<string, ParamValue>) {
  const changes: { take(): Promise<void>; refuse(): void }[] = [];
  const onchange = vi.fn(
    (name: string, value: ParamValue) =>
      new Promise<void>((resolve, reject) =>
        changes.push({
          take: async () => {
            values = { ...values, [name]: value };
            await shown.rerender({ values });
            resolve();
          },
          refuse: () => reject(new Error('refused')),
        }),
      ),
  );
  const shown = await render(ParamForm, { spec, values, scope, onchange });
  return { onchange, changes };
}

describe('changes that are quicker than their effect', () => {
  test('are all kept, and what comes of an earlier one does not replace a later one', async () => {
    const { onchange, changes } = await slowForm({ keys: [] });
    await page.getByRole('button', { name: 'Add an entry' }).click();
    await page.getByLabelText('Here, entry 1', { exact: true }).selectOptions('sold');
    await changes[0]!.take();
    await expect.element(page.getByLabelText('Here, entry 1', { exact: true })).toHaveValue('sold');
    await page.getByLabelText('Order, entry 1').selectOptions('Descending');
    expect(onchange).toHaveBeenLastCalledWith('keys', [['sold', 'descending', '', '']]);
    await changes[1]!.take();
    await expect.element(page.getByLabelText('Order, entry 1')).toHaveValue('descending');
    await changes[2]!.take();
    await page.getByLabelText('Note, entry 1').fill('b');
    await userEvent.keyboard('{Tab}');
    expect(onchange).toHaveBeenLastCalledWith('keys', [['sold', 'descending', '', 'b']]);
  });

  test('go back to what holds when they are refused', async () => {
    const { changes } = await slowForm({ column: '' });
    await page.getByLabelText('Column', { exact: true }).selectOptions('price');
    await expect.element(page.getByLabelText('Column', { exact: true })).toHaveValue('price');
    changes[0]!.refuse();
    await expect.element(page.getByLabelText('Column', { exact: true })).toHaveValue('');
  });
});

describe('a small table', () => {
  test('grows with the first column that no entry names, and changes cell by cell', async () => {
    const { onchange, shown } = form({ source: 'cities', keys: [['price', 'descending', 'town', 'a']] });
    await shown;
    expect(optionsOf('There, entry 1')).toEqual(['town']);
    await page.getByRole('button', { name: 'Add an entry' }).click();
    expect(onchange).toHaveBeenLastCalledWith('keys', [
      ['price', 'descending', 'town', 'a'],
      ['__proto__', 'ascending', 'town', ''],
    ]);
    await page.getByLabelText('Order, entry 1').selectOptions('Ascending');
    expect(onchange).toHaveBeenLastCalledWith('keys', [['price', 'ascending', 'town', 'a']]);
    await page.getByLabelText('Note, entry 1').fill('b');
    await userEvent.keyboard('{Tab}');
    expect(onchange).toHaveBeenLastCalledWith('keys', [['price', 'descending', 'town', 'b']]);
    await page.getByRole('button', { name: 'Remove entry 1' }).click();
    expect(onchange).toHaveBeenLastCalledWith('keys', []);
  });

  test('offers no entry more than it may have', async () => {
    await form({ keys: [['price', 'ascending', '', ''], ['price', 'ascending', '', '']] }).shown; // prettier-ignore
    await expect.element(page.getByRole('group', { name: 'Entry 2' })).toBeVisible();
    expect(page.getByRole('button', { name: 'Add an entry' }).elements()).toEqual([]);
  });
});

describe('a text in a language', () => {
  test('a pattern that cannot be read stays in its field, with the place', async () => {
    const { onchange, shown } = form();
    await shown;
    const field = page.getByLabelText('Find', { exact: true });
    await field.fill('a(b');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Character 2: this “(” has no “)”.');
    await userEvent.keyboard('{Tab}');
    expect(onchange).not.toHaveBeenCalled();
    await field.fill('a(b)');
    await userEvent.keyboard('{Tab}');
    await vi.waitFor(() => expect(onchange).toHaveBeenLastCalledWith('pattern', 'a(b)'));
  });

  test('a formula is passed on when it is right and left', async () => {
    const { onchange, shown } = form();
    await shown;
    const field = page.getByRole('textbox', { name: 'Formula' });
    await field.fill('prise > 1');
    await expect.element(page.getByText(/There is no column .*prise/)).toBeVisible();
    await userEvent.keyboard('{Escape}{Tab}');
    expect(onchange).not.toHaveBeenCalled();
    await field.fill('price > 1');
    await userEvent.keyboard('{Escape}{Tab}');
    expect(onchange).toHaveBeenLastCalledWith('formula', 'price > 1');
  });
});

describe('SearchMenu', () => {
  test('finds items by the words of their help, and the keyboard chooses', async () => {
    const chosen = vi.fn();
    const items = [
      { label: 'Sort rows', group: 'Rows', help: 'In an order.', onselect: vi.fn() },
      { label: 'Pivot', group: 'Tables', help: 'From long to wide.', onselect: chosen },
    ];
    const children = createRawSnippet(() => ({ render: () => '<span>Add</span>' }));
    await render(SearchMenu, { label: 'Add a row operation', items, children });
    await page.getByRole('button', { name: 'Add a row operation' }).click();
    await expect.element(page.getByRole('option', { name: 'Sort rows' })).toBeVisible();
    await page.getByRole('combobox').fill('WIDE');
    await expect.element(page.getByRole('option', { name: 'Sort rows' })).not.toBeInTheDocument();
    await userEvent.keyboard('{Enter}');
    expect(chosen).toHaveBeenCalledOnce();
    await expect.element(page.getByRole('combobox')).not.toBeInTheDocument();
  });

  test('says when nothing is called that', async () => {
    const children = createRawSnippet(() => ({ render: () => '<span>Add</span>' }));
    await render(SearchMenu, { label: 'Add', items: [{ label: 'Sort', onselect: vi.fn() }], children });
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('combobox').fill('zzz');
    await expect.element(page.getByText('Nothing is called that.')).toBeVisible();
  });
});
