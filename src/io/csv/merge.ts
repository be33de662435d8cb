import { areAreaCodes } from '../../core/table/area-codes.ts';
import { categoryLimit } from '../../core/table/dictionary.ts';
import { LETTER_FAMILY } from '../../core/table/parse.ts';
import { type GatheredCells, joinGathered } from './columns/gather-reader.ts';
import type { MarkerCounts } from './columns/missing.ts';
import type { ColumnPart, ColumnPlan, DateCounts } from './columns/reader.ts';
import { release } from './columns/release.ts';
import { joinTexts, spell, type Texts } from './columns/texts.ts';

/** A column of the whole file before its texts are decoded. */
export type MergedColumn = { readonly markers: MarkerCounts; readonly present: number } & (
  | { readonly op: 'skip' }
  /** The plan did not hold for every cell; the column must be gathered. */
  | { readonly op: 'failed' }
  | { readonly op: 'number'; readonly values: Float64Array; readonly integer: boolean }
  | { readonly op: 'datetime'; readonly values: Float64Array; readonly evidence: DateCounts }
  | { readonly op: 'boolean'; readonly values: Int8Array }
  | MergedTexts
  | { readonly op: 'gather'; readonly cells: GatheredCells }
);

/** One column from the parts that the slices gave of it, in order, or the finding that it is not what was planned. */
export function mergeColumn(parts: readonly ColumnPart[], plan: ColumnPlan, preferDayFirst: boolean): MergedColumn {
  const common = { markers: addMarkers(parts), present: parts.reduce((sum, part) => sum + part.present, 0) };
  const failed = { ...common, op: 'failed' } as const;
  switch (plan.op) {
    case 'skip':
      return { ...common, op: 'skip' };
    case 'number': {
      const all = partsOf(parts, 'number');
      if (!all || common.present === 0) return failed;
      return { ...common, op: 'number', values: joinFloats(all), integer: all.every(part => part.integer) };
    }
    case 'datetime': {
      const all = partsOf(parts, 'datetime');
      if (!all || common.present === 0) return failed;
      const evidence = addDates(all.map(part => part.evidence));
      if (evidence.dayFirst > 0 && evidence.monthFirst > 0) return failed;
      const dayFirst = evidence.dayFirst > 0 || (evidence.monthFirst === 0 && preferDayFirst);
      if (evidence.dayFirst + evidence.monthFirst + evidence.either > 0 && dayFirst !== plan.dayFirst) return failed;
      return { ...common, op: 'datetime', values: joinFloats(all), evidence };
    }
    case 'boolean': {
      const all = partsOf(parts, 'boolean');
      const families = new Set(all?.map(part => part.family).filter(family => family >= 0));
      const seen = all?.reduce((bits, part) => bits | part.seen, 0);
      if (!all || families.size !== 1 || (families.has(LETTER_FAMILY) && seen !== 3)) return failed;
      return { ...common, op: 'boolean', values: joinTruths(all) };
    }
    case 'text':
      return { ...common, ...mergeTexts(parts, common.present) };
    case 'gather': {
      const all = partsOf(parts, 'gather');
      return all ? { ...common, op: 'gather', cells: joinGathered(all.map(part => part.cells)) } : failed;
    }
    default:
      return plan satisfies never;
  }
}

type PartOf<Op extends ColumnPart['op']> = Extract<ColumnPart, { readonly op: Op }>;

/** The parts, if all of them are of the kind. */
function partsOf<Op extends ColumnPart['op']>(parts: readonly ColumnPart[], op: Op): readonly PartOf<Op>[] | null {
  return parts.every(part => part.op === op) ? (parts as readonly PartOf<Op>[]) : null;
}

/** Categories while all slices together have few levels, otherwise texts. */
function mergeTexts(parts: readonly ColumnPart[], present: number): MergedTexts {
  const all = partsOf(parts, 'category');
  const category = all && mergeCategories(all, present);
  if (category) return category;
  const texts = parts.map(part => {
    if (part.op === 'text') return part.texts;
    if (part.op !== 'category') throw new TypeError(`A text column cannot have a part "${part.op}".`);
    const { codes, areaCode } = part;
    if (areaCode >= 0) for (let row = 0; row < codes.length; row++) if (codes[row] === areaCode) codes[row] = -1;
    const texts = spell(part.levels, codes, codes.length);
    release(codes);
    return texts;
  });
  return { op: 'text', texts: joinTexts(texts) };
}

type MergedTexts =
  | {
      readonly op: 'category';
      readonly codes: Int32Array;
      readonly levels: readonly Uint8Array[];
      readonly keptArea: boolean;
    }
  | { readonly op: 'text'; readonly texts: Texts };

/** One dictionary for all slices, its levels in order of first appearance; null where it has too many. */
function mergeCategories(parts: readonly PartOf<'category'>[], present: number): MergedTexts | null {
  const { levels, maps, areaCode } = uniteLevels(parts);
  const keptArea = areaCode >= 0 && areAreaCodes(levels.filter((_, code) => code !== areaCode).map(latin1));
  const dropped = areaCode >= 0 && !keptArea ? areaCode : Infinity;
  const count = levels.length - (dropped < Infinity ? 1 : 0);
  if (present === 0 || count > categoryLimit(present)) return null;
  const rows = parts.reduce((sum, { codes }) => sum + codes.length, 0);
  const merged = parts.length === 1 && dropped === Infinity ? parts[0]!.codes : new Int32Array(rows);
  let row = 0;
  for (const [i, { codes }] of parts.entries()) {
    if (merged === codes) break;
    const map = maps[i]!.map(code => (code === dropped ? -1 : code > dropped ? code - 1 : code));
    for (let k = 0; k < codes.length; k++) {
      const code = codes[k]!;
      merged[row++] = code < 0 ? -1 : map[code]!;
    }
    release(codes);
  }
  return { op: 'category', codes: merged, levels: levels.filter((_, code) => code !== dropped), keptArea };
}

/** The levels of all slices without repeats, and for each slice the new codes of its own. */
function uniteLevels(parts: readonly PartOf<'category'>[]): {
  levels: Uint8Array[];
  maps: Int32Array[];
  areaCode: number;
} {
  const known = new Map<string, number>();
  const levels: Uint8Array[] = [];
  let areaCode = -1;
  const maps = parts.map(({ levels: { bytes, offsets }, areaCode: area }) =>
    Int32Array.from({ length: offsets.length - 1 }, (_, code) => {
      const level = bytes.subarray(offsets[code], offsets[code + 1]);
      const key = latin1(level);
      const found = known.get(key) ?? levels.push(level) - 1;
      known.set(key, found);
      if (code === area) areaCode = found;
      return found;
    }),
  );
  return { levels, maps, areaCode };
}

/** Bytes as a string of as many characters; equal where the bytes are. */
const latin1 = (bytes: Uint8Array): string => Array.from(bytes, byte => String.fromCharCode(byte)).join('');

function addMarkers(parts: readonly ColumnPart[]): MarkerCounts {
  const total = new Map<number, number>();
  for (const { markers } of parts)
    for (const [index, count] of markers) total.set(index, (total.get(index) ?? 0) + count);
  return [...total];
}

const addDates = (all: readonly DateCounts[]): DateCounts => ({
  dayFirst: all.reduce((sum, { dayFirst }) => sum + dayFirst, 0),
  monthFirst: all.reduce((sum, { monthFirst }) => sum + monthFirst, 0),
  either: all.reduce((sum, { either }) => sum + either, 0),
  cut: all.reduce((sum, { cut }) => sum + cut, 0),
});

function joinFloats(parts: readonly { readonly values: Float64Array }[]): Float64Array {
  if (parts.length === 1) return parts[0]!.values;
  const joined = new Float64Array(parts.reduce((sum, { values }) => sum + values.length, 0));
  let row = 0;
  for (const { values } of parts) {
    joined.set(values, row);
    row += values.length;
    release(values);
  }
  return joined;
}

function joinTruths(parts: readonly { readonly values: Int8Array }[]): Int8Array {
  if (parts.length === 1) return parts[0]!.values;
  const joined = new Int8Array(parts.reduce((sum, { values }) => sum + values.length, 0));
  let row = 0;
  for (const { values } of parts) {
    joined.set(values, row);
    row += values.length;
    release(values);
  }
  return joined;
}
