/**
 * The colour of a heat cell, as CSS: the surface mixed with up to 45% of a token, a strength at which the page's own ink stays readable
 * in both themes. 'signed' takes blue for positive and red for negative values.
 */
export function heatColour(
  value: number | null,
  top: number,
  scale: 'positive' | 'signed',
): { background: string; ink: string } {
  if (value === null || Number.isNaN(value)) return { background: 'var(--sunken)', ink: 'var(--ink-2)' };
  const share = Math.min(1, Math.abs(value) / top);
  const token = scale === 'positive' ? '--accent' : value < 0 ? '--c5' : '--c2';
  return {
    background: `color-mix(in srgb, var(${token}) ${(share * 45).toFixed(1)}%, var(--surface))`,
    ink: 'var(--ink)',
  };
}
