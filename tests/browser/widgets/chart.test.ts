import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { theme } from '../../../src/app/theme.svelte.ts';
import BarChart from '../../../src/ui/charts/BarChart.svelte';
import ConfusionMatrix from '../../../src/ui/charts/ConfusionMatrix.svelte';
import LineChart from '../../../src/ui/charts/LineChart.svelte';
import Scatter from '../../../src/ui/charts/Scatter.svelte';
import './styles.ts';

const drawn = (root: Element): Promise<void> =>
  expect.poll(() => root.querySelector('.js-plotly-plot .main-svg'), { timeout: 20_000 }).not.toBeNull();

const series = (y: number[]): { name: string; x: number[]; y: number[] }[] => [{ name: 'training', x: [0, 1, 2], y }];

afterEach(() => {
  if (theme.current === 'dark') theme.toggle();
});

describe('charts', () => {
  test('every chart has its numbers as a table, and comes back', async () => {
    const { container } = await render(LineChart, {
      title: 'Loss falls',
      series: series([3, 2, 1.5]),
      xLabel: 'Epoch',
    });
    await drawn(container);
    await page.getByRole('button', { name: 'Show as table' }).click();
    await expect.element(page.getByRole('cell', { name: '1.5' })).toBeVisible();
    expect(container.querySelector('.main-svg')).toBeNull();
    await page.getByRole('button', { name: 'Show as chart' }).click();
    await drawn(container);
    await expect.element(page.getByRole('img', { name: 'Loss falls' })).toBeVisible();
  });

  test('names from a file stay text', async () => {
    const name = '<b>x</b><a href="https://example.com">%{x}</a>';
    const { container } = await render(BarChart, {
      title: 'Importance',
      categories: [name, 'b'],
      series: [{ name: 'loss', values: [1, 2] }],
    });
    await drawn(container);
    expect(container.querySelector('svg a')).toBeNull();
    const ticks = [...container.querySelectorAll('.xtick text')].map(tick => tick.textContent);
    expect(ticks[0]).toContain('<b>x</b>');
  });

  test('new data is drawn in the same plot, and colours follow the theme', async () => {
    theme.start();
    if (theme.current === 'dark') theme.toggle();
    const screen = await render(LineChart, { title: 'Loss', series: series([3, 2, 1]) });
    await drawn(screen.container);
    const plot = screen.container.querySelector('.js-plotly-plot');
    const stroke = (): string => screen.container.querySelector<SVGElement>('.js-line')!.style.stroke;
    const path = (): string => screen.container.querySelector('.js-line')!.getAttribute('d')!;
    const [lightStroke, before] = [stroke(), path()];
    await screen.rerender({ series: series([3, 1, 9]) });
    await expect.poll(path).not.toBe(before);
    theme.toggle();
    await expect.poll(stroke).not.toBe(lightStroke);
    expect(screen.container.querySelector('.js-plotly-plot')).toBe(plot);
  });

  test('cells of a confusion matrix are buttons that say what they hold', async () => {
    const onpick = vi.fn();
    await render(ConfusionMatrix, { labels: ['no', 'yes'], counts: [812, 41, 77, 130], onpick });
    await page.getByRole('button', { name: '77 rows of yes predicted as no, 37.2%' }).click();
    expect(onpick).toHaveBeenCalledWith(1, 0);
  });

  test('thousands of points lie on a canvas below the plot, and a box around some gives their rows', async () => {
    const onselect = vi.fn();
    const x = Array.from({ length: 3000 }, (_, i) => i % 100);
    const y = Array.from({ length: 3000 }, (_, i) => Math.floor(i / 100));
    const { container } = await render(Scatter, { title: 'Map', series: [{ name: 'rows', x, y }], onselect });
    await drawn(container);
    expect(container.querySelectorAll('.point').length).toBe(0);
    const canvas = container.querySelector('canvas')!;
    const painted = (): number =>
      canvas
        .getContext('2d')!
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.reduce((sum, v, i) => sum + (i % 4 === 3 ? v : 0), 0);
    await expect.poll(painted, { timeout: 10_000 }).toBeGreaterThan(0);
    const all = painted();
    const plot = container.querySelector('.js-plotly-plot') as unknown as {
      emit: (name: string, event: unknown) => void;
    };
    plot.emit('plotly_selected', { points: [], range: { x: [1.5, 3.5], y: [0.5, -0.5] } });
    expect(onselect).toHaveBeenLastCalledWith([2, 3]);
    expect(painted()).toBeLessThan(all);
    plot.emit('plotly_deselect', undefined);
    expect(painted()).toBe(all);
  });

  test('a confusion matrix of many classes is a map, reached with the arrow keys, whose table picks a cell too', async () => {
    const onpick = vi.fn();
    const labels = Array.from({ length: 50 }, (_, k) => `class ${k}`);
    const counts = Int32Array.from({ length: 2500 }, (_, cell) => (cell % 51 === 0 ? 4 : cell === 102 + 5 ? 3 : 0));
    const { container } = await render(ConfusionMatrix, { title: 'Mistakes', labels, counts, onpick });
    expect(container.querySelectorAll('td button').length).toBe(0);
    const map = page.getByRole('application', { name: /Mistakes/ });
    (map.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}');
    await expect.element(page.getByText('0 rows of class 1 predicted as class 1')).not.toBeInTheDocument();
    await expect.element(page.getByText('4 rows of class 1 predicted as class 1, 100%')).toBeVisible();
    await userEvent.keyboard('{Enter}');
    expect(onpick).toHaveBeenLastCalledWith(1, 1);
    await page.getByRole('button', { name: 'Show as table' }).click();
    await page.getByRole('row', { name: 'class 2 class 7 3' }).click();
    expect(onpick).toHaveBeenLastCalledWith(2, 7);
  });
});
