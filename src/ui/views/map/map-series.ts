import type { RowColours, RowMap } from '../../../app/row-map.svelte.ts';
import { formatNumber } from '../../format.ts';
import type { ScatterSeries } from '../../charts/scatter-chart.ts';

/** Levels with a colour of their own; the others share one. */
const MOST_LEVELS = 6;
/** Groups with a set of their own, the largest; the others share one. */
const MOST_GROUPS = 12;
/** Bands of a column of numbers, each with about as many rows. */
const BANDS = 5;

/** A set of points of one colour. */
interface Part {
  readonly name: string;
  readonly colour?: string;
  readonly has: (place: number) => boolean;
}

/** The points of a map by what it is coloured by: a column, the groups, or nothing. */
export function mapSeries(map: RowMap, column: string, colours: RowColours | null): ScatterSeries[] {
  const parts = colours ? columnParts(colours) : column || !map.groups ? null : groupParts(map.groups);
  const all: readonly Part[] = parts ?? [{ name: 'rows', colour: 'var(--c2)', has: () => true }];
  return all.flatMap(({ name, colour, has }) => {
    const places = Array.from(map.rows.keys()).filter(has);
    if (!places.length) return [];
    return {
      name,
      ...(colour && { colour }),
      x: places.map(i => map.positions[2 * i]!),
      y: places.map(i => map.positions[2 * i + 1]!),
      rows: places.map(i => map.rows[i]!),
    };
  });
}

export const groupName = (group: number): string => (group < 0 ? 'noise' : `Group ${group + 1}`);

function groupParts(groups: Int32Array): Part[] {
  const found = [...new Set(groups)].sort((a, b) => a - b);
  const named = found.filter(g => g >= 0 && g < MOST_GROUPS);
  return [
    ...named.map(g => ({ name: groupName(g), colour: `var(--c${(g % 6) + 1})`, has: (i: number) => groups[i] === g })),
    { name: 'smaller groups', colour: 'var(--ink-2)', has: (i: number) => groups[i]! >= MOST_GROUPS },
    ...(found[0] === -1 ? [{ name: groupName(-1), colour: 'var(--ink-3)', has: (i: number) => groups[i] === -1 }] : []),
  ];
}

function columnParts(colours: RowColours): Part[] {
  return colours.kind === 'number' ? bands(colours.values) : levels(colours);
}

/** The most frequent levels by colour, then all others, then those without a value. */
function levels({ codes, levels: names }: Extract<RowColours, { kind: 'levels' }>): Part[] {
  const counts = new Array<number>(names.length).fill(0);
  for (const code of codes) if (code >= 0) counts[code]! += 1;
  const order = counts.map((_, code) => code).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const own = order.slice(0, order.length > MOST_LEVELS ? MOST_LEVELS - 1 : MOST_LEVELS).sort((a, b) => a - b);
  return [
    ...own.map((code, at) => ({
      name: names[code]!,
      colour: `var(--c${at + 1})`,
      has: (i: number) => codes[i] === code,
    })),
    { name: 'other values', colour: 'var(--c6)', has: i => codes[i]! >= 0 && !own.includes(codes[i]!) },
    { name: 'missing', colour: 'var(--ink-3)', has: i => codes[i]! < 0 },
  ];
}

/** Bands of about as many rows each, from light to strong. */
function bands(values: Float64Array): Part[] {
  const sorted = values.filter(Number.isFinite).sort();
  const cut = (i: number) => sorted[Math.round((i / BANDS) * (sorted.length - 1))]!;
  const edges = [...new Set(Array.from({ length: BANDS + 1 }, (_, i) => cut(i)))];
  const parts = Math.max(1, edges.length - 1);
  const made = Array.from({ length: sorted.length ? parts : 0 }, (_, b) => {
    const [low, high] = [edges[b]!, edges[b + 1] ?? edges[b]!];
    const last = b === parts - 1;
    return {
      name: low === high ? formatNumber(low, 3) : `${formatNumber(low, 3)} to ${formatNumber(high, 3)}`,
      colour: BAND_COLOURS[Math.round((b / Math.max(1, parts - 1)) * (BAND_COLOURS.length - 1))]!,
      has: (i: number) => values[i]! >= low && (last ? values[i]! <= high : values[i]! < high),
    };
  });
  return [...made, { name: 'missing', colour: 'var(--ink-3)', has: i => !Number.isFinite(values[i]!) }];
}

/** From low to high, told apart in both themes and by colour-blind readers. */
const BAND_COLOURS = ['var(--c2)', 'var(--c6)', 'var(--c1)', 'var(--c3)', 'var(--c5)'];
