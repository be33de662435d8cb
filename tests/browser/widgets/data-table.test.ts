import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import DataTable from '../../../src/ui/widgets/DataTable.svelte';
import type { DataColumn } from '../../../src/ui/widgets/types.ts';
import './styles.ts';

const columns: readonly DataColumn[] = [
  { id: 'name', label: 'Name', sortable: true },
  { id: '__proto__', label: 'Size', align: 'right', sortable: true },
];
const value = (row: number, column: DataColumn): string | number | null =>
  column.id === 'name' ? `<i>row ${row}</i>` : row % 2 ? null : -row;

const bodyRows = (root: Element): Element[] => [...root.querySelectorAll('tbody tr:not([aria-hidden])')];
const scroller = (root: Element): HTMLElement => root.querySelector<HTMLElement>('[role=region]')!;

describe('DataTable', () => {
  test('draws few of a million rows, and the last one after scrolling to the end', async () => {
    const onrange = vi.fn();
    const { container } = await render(DataTable, { label: 'Rows', columns, count: 1_000_000, value, onrange });
    expect(bodyRows(container).length).toBeLessThan(40);
    expect(container.querySelector('table')!.getAttribute('aria-rowcount')).toBe('1000001');
    scroller(container).scrollTop = 1e9;
    await expect.element(page.getByText('<i>row 999999</i>')).toBeVisible();
    expect(bodyRows(container).length).toBeLessThan(40);
    expect(bodyRows(container).at(-1)!.getAttribute('aria-rowindex')).toBe('1000001');
    expect(onrange.mock.lastCall![1]).toBe(1_000_000);
  });

  test('shows text as text and missing as a dash that is read aloud', async () => {
    const { container } = await render(DataTable, { label: 'Rows', columns, count: 2, value });
    expect(container.querySelector('tbody i')).toBeNull();
    await expect.element(page.getByLabelText('missing')).toHaveTextContent('–');
  });

  test('sorts from the keyboard, missing last, and back', async () => {
    const { container } = await render(DataTable, { label: 'Rows', columns, count: 5, value });
    const firsts = (): string[] => bodyRows(container).map(row => row.querySelector('td')!.textContent.trim());
    const size = page.getByRole('button', { name: 'Size' });
    (size.element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    await expect.poll(firsts).toEqual([4, 2, 0, 1, 3].map(row => `<i>row ${row}</i>`));
    expect(container.querySelector('th[aria-sort]')!.getAttribute('aria-sort')).toBe('ascending');
    await userEvent.keyboard('{Enter}');
    await expect.poll(firsts).toEqual([0, 2, 4, 1, 3].map(row => `<i>row ${row}</i>`));
    await userEvent.keyboard('{Enter}');
    await expect.poll(firsts).toEqual([0, 1, 2, 3, 4].map(row => `<i>row ${row}</i>`));
  });

  test('rows are chosen with the arrow keys and Enter, and come into sight', async () => {
    const onactivate = vi.fn();
    const { container } = await render(DataTable, { label: 'Rows', columns, count: 1000, value, onactivate });
    container.querySelector<HTMLElement>('[role=grid]')!.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(onactivate).toHaveBeenLastCalledWith(2);
    await userEvent.keyboard('{End}{Enter}');
    expect(onactivate).toHaveBeenLastCalledWith(999);
    await expect.element(page.getByText('<i>row 999</i>')).toBeVisible();
    const grid = container.querySelector('[role=grid]')!;
    await expect
      .poll(() => document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent)
      .toContain('row 999');
  });

  test('an empty table says so', async () => {
    await render(DataTable, { label: 'Rows', columns, count: 0, value, empty: 'No row matches.' });
    await expect.element(page.getByText('No row matches.')).toBeVisible();
  });
});
