import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { checkParams, type ParamSpec } from '../../../src/core/params.ts';
import ParamForm from '../../../src/ui/widgets/ParamForm.svelte';
import './styles.ts';

const spec = {
  rate: { kind: 'number', label: 'Learning rate', help: 'How far each step goes.', default: 0.1, min: 0.001, max: 1 },
  epochs: { kind: 'number', label: 'Epochs', default: 20, min: 1, max: 500, integer: true },
  fill: { kind: 'choice', label: 'Fill with', default: 'median', options: ['median', 'most-frequent'] },
  mark: { kind: 'flag', label: 'Mark what was missing', default: false },
  layers: { kind: 'integers', label: 'Units of each layer', default: [64, 32], min: 1, max: 512, maxLength: 6 },
  name: { kind: 'text', label: 'Name', default: 'network' },
} satisfies ParamSpec;

describe('ParamForm', () => {
  test('shows every kind with its default and its help', async () => {
    await render(ParamForm, { spec, values: {}, onchange: vi.fn() });
    await expect.element(page.getByLabelText('Learning rate')).toHaveValue('0.1');
    await expect.element(page.getByLabelText('Learning rate')).toHaveAccessibleDescription('How far each step goes.');
    await expect.element(page.getByLabelText('Fill with')).toHaveValue('median');
    await expect.element(page.getByLabelText('Mark what was missing')).not.toBeChecked();
    await expect.element(page.getByLabelText('Units of each layer')).toHaveValue('64, 32');
  });

  test('passes on valid values only, and says what fits', async () => {
    const onchange = vi.fn();
    await render(ParamForm, { spec, values: {}, onchange });
    const rate = page.getByLabelText('Learning rate');
    await rate.fill('7');
    await expect.element(rate).toBeInvalid();
    await expect.element(page.getByRole('alert')).toHaveTextContent('Give a number between 0.001 and 1.');
    await rate.fill('abc');
    expect(onchange).not.toHaveBeenCalled();
    await rate.fill('0.05');
    expect(onchange).toHaveBeenLastCalledWith('rate', 0.05);
    await expect.element(rate).toBeValid();

    await page.getByLabelText('Epochs').fill('2.5');
    await expect.element(page.getByRole('alert')).toHaveTextContent('Give a whole number between 1 and 500.');
    expect(onchange).toHaveBeenCalledTimes(1);
  });

  test('Escape puts the last valid value back', async () => {
    await render(ParamForm, { spec, values: { epochs: 40 }, onchange: vi.fn() });
    const epochs = page.getByLabelText('Epochs');
    await epochs.fill('-3');
    await expect.element(epochs).toBeInvalid();
    await userEvent.keyboard('{Escape}');
    await expect.element(epochs).toHaveValue('40');
    await expect.element(epochs).toBeValid();
  });

  test('every value it passes on is one the parameters accept', async () => {
    const onchange = vi.fn();
    await render(ParamForm, { spec, values: {}, onchange });
    await page.getByLabelText('Fill with').selectOptions('Most frequent');
    await page.getByLabelText('Mark what was missing').click();
    await page.getByLabelText('Units of each layer').fill('16, 8,');
    await page.getByLabelText('Units of each layer').fill('0');
    await page.getByLabelText('Name').fill('small');
    await userEvent.keyboard('{Tab}');
    expect(onchange.mock.calls).toContainEqual(['fill', 'most-frequent']);
    expect(onchange.mock.calls).toContainEqual(['mark', true]);
    expect(onchange.mock.calls).toContainEqual(['layers', [16, 8]]);
    expect(onchange.mock.calls).toContainEqual(['name', 'small']);
    for (const [name, value] of onchange.mock.calls)
      expect(() => checkParams('form', spec, { [name]: value })).not.toThrow();
  });
});
