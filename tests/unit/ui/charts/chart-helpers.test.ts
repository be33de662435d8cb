import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barData } from '../../../../src/ui/charts/bar-chart.ts';
import { mergeLayout } from '../../../../src/ui/charts/chart-layout.ts';
import { tableOf } from '../../../../src/ui/charts/chart-types.ts';
import { inkOf, levelColour, resolveColours } from '../../../../src/ui/charts/colours.ts';
import { heatColour } from '../../../../src/ui/charts/heat-colour.ts';
import { histogramData } from '../../../../src/ui/charts/histogram-chart.ts';
import { lineData, lineLayout } from '../../../../src/ui/charts/line-chart.ts';
import { plotText } from '../../../../src/ui/charts/plot-text.ts';
import { drawnPositions, MOST_POINTS, thin } from '../../../../src/ui/charts/scatter-chart.ts';
import { selectedRows } from '../../../../src/ui/charts/selection.ts';

const hostile = '<img src=x onerror=alert(1)>&amp;<a href="javascript:1">';

describe('text of strangers', () => {
  test('never reaches plotly as markup', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom('<', '>', '&', '%', '{', 'a', ';') }), text => {
        const shown = plotText(text);
        expect(shown).not.toMatch(/[<>]|%\{/);
        expect(shown.replace(/&(amp|lt|gt|#123);/g, '')).not.toContain('&');
      }),
    );
  });

  test('nor through any chart', () => {
    const texts: string[] = [];
    JSON.stringify(
      [
        barData([hostile], [{ name: hostile, values: [1] }], { xLabel: hostile, labels: true }),
        lineData([{ name: hostile, x: [hostile], y: [1], label: hostile }], { xType: 'category' }),
        lineLayout([{ name: hostile, x: [1], y: [1] }], { band: { from: 0, to: 1, label: hostile }, xLabel: hostile }),
        histogramData([0, 1], [{ name: hostile, counts: [1] }], {}),
      ],
      (_, value: unknown) => {
        if (typeof value === 'string') texts.push(value);
        return value;
      },
    );
    expect(texts.filter(text => /<img|<a /.test(text))).toEqual([]);
  });
});

describe('colours', () => {
  test('every token is replaced, wherever it lies; numbers and typed arrays stay', () => {
    const values = Float64Array.of(1, 2);
    const data = { line: { color: 'var(--c1)' }, marker: { color: ['var(--c2)', 'red'] }, y: values, x: [1, 2] };
    expect(resolveColours(data, name => `<${name}>`)).toEqual({
      line: { color: '<--c1>' },
      marker: { color: ['<--c2>', 'red'] },
      y: values,
      x: [1, 2],
    });
  });
  test('a level keeps its colour whichever levels are shown', () => {
    const levels = ['clear', 'mist', 'rain'];
    expect(levelColour(levels, 'rain')).toBe('var(--c3)');
    expect(levelColour(levels, 'snow')).toBe('var(--ink-3)');
  });
  test('text in a series colour takes its readable twin', () => {
    expect(inkOf('var(--c3)')).toBe('var(--c3-ink)');
    expect(inkOf('#123456')).toBe('#123456');
  });
  test('heat cells show missing as quiet, and sign by colour', () => {
    expect(heatColour(null, 1, 'positive').background).toBe('var(--sunken)');
    expect(heatColour(-1, 1, 'signed').background).toContain('--c5');
    expect(heatColour(5, 1, 'positive').background).toContain('45.0%');
  });
});

describe('points and rows', () => {
  test('thinning keeps order, draws no point twice, and stays within the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 5000 }), (count, most) => {
        const drawn = thin(count, most);
        expect(drawn.length).toBe(Math.min(count, most));
        expect(drawn.every((at, i) => at < count && (i === 0 || at > drawn[i - 1]!))).toBe(true);
      }),
    );
  });
  test('several sets share the limit by their size', () => {
    const set = (n: number): { name: string; x: Float64Array; y: Float64Array } => ({
      name: 'a',
      x: new Float64Array(n),
      y: new Float64Array(n),
    });
    const drawn = drawnPositions([set(30_000), set(10_000)]).map(list => list.length);
    expect(drawn).toEqual([(MOST_POINTS * 3) / 4, MOST_POINTS / 4]);
  });
  test('a selection gives each row once, from points and from bars', () => {
    const points = [{ customdata: 7 }, { customdata: [3, 7] }, { customdata: undefined }];
    expect(selectedRows({ points } as never)).toEqual([3, 7]);
    expect(selectedRows(undefined)).toEqual([]);
  });
});

test('layouts merge deeply, arrays as a whole, and neither is changed', () => {
  const base = { xaxis: { showgrid: true, title: { text: 'a' } }, shapes: [{}] };
  const merged = mergeLayout(base as never, { xaxis: { title: { text: 'b' } }, shapes: [] } as never);
  expect(merged).toEqual({ xaxis: { showgrid: true, title: { text: 'b' } }, shapes: [] });
  expect(base.xaxis.title.text).toBe('a');
});

test('a chart table holds every value, short lists padded with missing', () => {
  const table = tableOf([
    ['x', [1, 2, 3]],
    ['__proto__', ['a', 'b']],
  ]);
  expect(table.columns.map(column => column.label)).toEqual(['x', '__proto__']);
  expect(table.columns.map(column => column.align)).toEqual(['right', 'left']);
  expect(table.rows).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, null],
  ]);
});

test('labels at line ends never cover one another', () => {
  const series = [1, 1.01, 1.02, 5].map((y, i) => ({ name: `s${i}`, x: [0, 1], y: [0, y] }));
  const ys = (lineLayout(series, {}).annotations ?? []).map(label => label.y as number).sort((a, b) => a - b);
  for (let i = 1; i < ys.length; i++) expect(ys[i]! - ys[i - 1]!).toBeGreaterThanOrEqual(0.075 * 5 - 1e-9);
});

test('a single moment on a date axis is drawn as a point with one tick and a day around it', () => {
  const noon = Date.UTC(2026, 0, 5, 12);
  const one = [{ name: 'realised', x: [noon], y: [0.8] }];
  expect(lineLayout(one, { xType: 'date' }).xaxis).toMatchObject({
    tickvals: [noon],
    range: [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 6)],
  });
  expect(lineData(one, { xType: 'date' })[0]).toMatchObject({ mode: 'lines+markers' });

  const two = [{ name: 'realised', x: [noon, noon + 86_400_000], y: [0.8, 0.7] }];
  expect(lineLayout(two, { xType: 'date' }).xaxis).not.toHaveProperty('range');
  expect(lineData(two, { xType: 'date' })[0]).toMatchObject({ mode: 'lines' });
});
