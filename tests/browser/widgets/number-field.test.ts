import { expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import NumberField from '../../../src/ui/widgets/NumberField.svelte';
import './styles.ts';

test('a number typed back before the first change took hold is passed on too', async () => {
  const onchange = vi.fn();
  const screen = await render(NumberField, { label: 'Seed', value: 42, onchange });
  const seed = page.getByLabelText('Seed');
  await seed.fill('12');
  await seed.fill('42');
  expect(onchange.mock.calls).toEqual([[12], [42]]);
  // What came of it is not passed on once more.
  await screen.rerender({ value: 12 });
  await screen.rerender({ value: 42 });
  await seed.fill('42.0');
  expect(onchange).toHaveBeenCalledTimes(2);
});

test('a number is digits, not another way to write one for machines', async () => {
  const onchange = vi.fn();
  await render(NumberField, { label: 'Seed', value: 42, onchange });
  for (const text of ['0x10', '0b11', 'Infinity', '1e999', 'ten', '--1']) {
    await page.getByLabelText('Seed').fill(text);
    await expect.element(page.getByRole('alert')).toHaveTextContent('Give a number.');
  }
  await page.getByLabelText('Seed').fill('−1.5e2');
  expect(onchange.mock.calls).toEqual([[-150]]);
});
