import type { NumberBlock, TextBlock } from '../graph/block.ts';
import { predicts } from '../table/schema.ts';
import { type Table, takeTableRows } from '../table/table.ts';
import type { Target } from '../target.ts';
import { pacer, type WorkContext } from '../work.ts';
import { startStreams } from './apply-steps.ts';
import type { Recipe } from './recipe.ts';
import { readTarget } from './target.ts';

/** How the target goes with a feature: in each group of rows with alike values the mean, or the share of one class. */
export interface FeatureRelation {
  readonly name: string;
  /** What the groups hold: "1 to 4", "red". */
  readonly groups: readonly string[];
  readonly counts: readonly number[];
  /** By group; null where no row is. */
  readonly means: readonly (number | null)[];
}

export interface FeatureRelations {
  /** The class whose share is shown; null where the target is a number. */
  readonly class: string | null;
  readonly features: readonly FeatureRelation[];
}

const BINS = 10;
const LEVELS = 8;

/** Every feature, derived ones too, against the target over the given (training) rows. Nothing where nothing is predicted. */
export async function featureRelations(
  recipe: Recipe,
  table: Table,
  rows: Int32Array,
  context: WorkContext = {},
): Promise<FeatureRelations> {
  if (!predicts(recipe.task)) return { class: null, features: [] };
  const pause = pacer(context);
  const part = takeTableRows(table, rows);
  const target = readTarget(recipe, part, Int32Array.from(rows.keys()));
  const shown = shownClass(target);
  const y = target.task === 'regression' ? target.values : target.task === 'classification' ? Float64Array.from(target.codes, c => Number(c === shown)) : new Float64Array(0); // prettier-ignore
  const features: FeatureRelation[] = [];
  const streams = startStreams(recipe, part);
  for (const [at, { name, block }] of streams.entries()) {
    await pause(name, at, streams.length);
    const { groups, of } = block.type === 'string' ? levelGroups(block) : binGroups(block);
    features.push({ name, groups, ...meansOf(of, groups.length, y) });
  }
  return { class: target.task === 'classification' ? (target.classes[shown] ?? null) : null, features };
}

/** Of two classes the second, of more the most frequent. */
function shownClass(target: Target): number {
  if (target.task !== 'classification') return 0;
  if (target.classes.length === 2) return 1;
  const counts = target.classes.map((_, k) => target.codes.reduce((n, code) => n + Number(code === k), 0));
  return counts.indexOf(Math.max(...counts));
}

function meansOf(of: Int32Array, groups: number, y: Float64Array): Pick<FeatureRelation, 'counts' | 'means'> {
  const counts = new Array<number>(groups).fill(0);
  const means = new Array<number>(groups).fill(0);
  of.forEach((group, row) => {
    if (group < 0 || !Number.isFinite(y[row])) return;
    counts[group]!++;
    means[group]! += (y[row]! - means[group]!) / counts[group]!;
  });
  return { counts, means: means.map((mean, g) => (counts[g] ? mean : null)) };
}

/** Quantile bins of the distinct edges, so that few distinct values are a group each; missing values are in none. */
function binGroups({ data }: NumberBlock): { groups: string[]; of: Int32Array } {
  const sorted = data.filter(v => !Number.isNaN(v)).sort();
  const quantile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const edges = sorted.length ? [...new Set(Array.from({ length: BINS }, (_, i) => quantile(i / BINS)))] : [];
  const of = Int32Array.from(data, v => (Number.isNaN(v) ? -1 : edges.findLastIndex(edge => edge <= v)));
  const lasts = edges.map((_, i) => (i + 1 < edges.length ? sorted.findLast(v => v < edges[i + 1]!)! : sorted.at(-1)!));
  return {
    groups: edges.map((edge, i) => (edge === lasts[i] ? short(edge) : `${short(edge)} to ${short(lasts[i]!)}`)),
    of,
  };
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** The most frequent levels; the others are in no group. */
function levelGroups({ codes, levels }: TextBlock): { groups: string[]; of: Int32Array } {
  const counts = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  const shown = Array.from(counts.keys()).filter(k => counts[k]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b).slice(0, LEVELS); // prettier-ignore
  const place = new Int32Array(levels.length).fill(-1);
  shown.forEach((code, at) => (place[code] = at));
  return { groups: shown.map(k => levels[k]!), of: Int32Array.from(codes, code => (code < 0 ? -1 : place[code]!)) };
}
