import type { KeyEntry } from './chart-types.ts';

/** The six series colours of the tokens, safe for colour-blind readers in this order. */
export const SERIES_COLOURS = ['--c1', '--c2', '--c3', '--c4', '--c5', '--c6'] as const;

/** The colour of a category: the same level of the same column has the same colour in every chart. Levels in the column's order. */
export function levelColour(levels: readonly string[], level: string): string {
  const index = levels.indexOf(level);
  return index < 0 ? 'var(--ink-3)' : seriesColour(index);
}

export function seriesColour(index: number): string {
  return `var(${SERIES_COLOURS[index % SERIES_COLOURS.length]})`;
}

/** What the colours of several series stand for; of one there is nothing to say. */
export function seriesKey(
  series: readonly { readonly name: string; readonly colour?: string | readonly string[] }[],
): readonly KeyEntry[] {
  if (series.length < 2) return [];
  return series.map(({ name, colour }, index) => ({
    name,
    colour: typeof colour === 'string' ? colour : seriesColour(index),
  }));
}

/** The readable twin of a series colour, for text in that colour; other colours are given back as they are. */
export function inkOf(colour: string): string {
  return colour.replace(/^var\((--c[1-6])\)$/, 'var($1-ink)');
}

/**
 * Replace every `var(--name)` inside plotly data or layout by its value now, because SVG attributes that plotly computes
 * with need real colours. Typed arrays and other objects are passed through as they are.
 */
export function resolveColours<T>(value: T, read: (name: string) => string): T {
  if (typeof value === 'string') return value.replace(/var\((--[\w-]+)\)/g, (_, name: string) => read(name)) as T;
  if (Array.isArray(value)) {
    return (
      value.some(v => typeof v === 'string' || typeof v === 'object') ? value.map(v => resolveColours(v, read)) : value
    ) as T;
  }
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, resolveColours(v, read)])) as T;
  }
  return value;
}

/** Reads a token of the theme from an element. */
export function tokenReader(element: Element): (name: string) => string {
  const style = getComputedStyle(element);
  return name => style.getPropertyValue(name).trim();
}
