import { formatCount, formatInteger, formatNumber, formatPercent } from '../../format.ts';
import type { RowsChecked } from '../../expectation.ts';
import { cellText } from '../../table/column.ts';
import { columnFinding } from '../../table/column-rules.ts';
import { makeTable } from '../../table/table.ts';
import { valueCodes } from '../../table/value-codes.ts';
import { inOrder } from '../in-order.ts';
import { FEWEST, type KnownColumn, type Proposal, proposal } from './proposal.ts';
import { textShape } from './text-shape.ts';

const MOST_LEVELS = 30;
/** Room beyond the range that was seen, as a share of its span. */
const ROOM = 0.2;

/** What one column suggests, the plainest first. */
export const columnRules: readonly ((known: KnownColumn) => Proposal | null)[] = [
  proposePresent,
  proposeType,
  proposeUnique,
  proposeOrder,
  proposeRange,
  proposeDomain,
  proposePattern,
  proposeLength,
];

/** Twice the share that is missing now, and one row in a hundred more, so that chance alone rarely breaks it. */
function proposePresent({ field: { name, role }, profile: { n, missing } }: KnownColumn): Proposal | null {
  const rows = n + missing;
  if (!rows || !n) return null;
  const strict = !missing && (role === 'target' || role === 'id' || role === 'time');
  const allowed = strict ? 0 : Math.ceil(100 * (2 * (missing / rows)) + 1) / 100;
  if (allowed >= 1) return null;
  const evidence = missing
    ? `${formatPercent(missing / rows)} of ${formatCount(rows, 'row')} have none; twice that and one in a hundred more is allowed.`
    : `None of ${formatCount(rows, 'row')} lacks one${strict ? '' : '; one in a hundred is allowed'}.`;
  return proposal('present', { column: name }, 'fail', evidence, Number((1 - allowed).toFixed(2)));
}

/** Categories and texts can hold anything, so their type says nothing. */
function proposeType({ field: { name }, profile }: KnownColumn): Proposal | null {
  if (!profile.n || profile.kind === 'category' || profile.kind === 'text') return null;
  const type = profile.kind === 'number' && profile.integer ? 'whole-number' : profile.kind;
  const words = { 'whole-number': 'whole numbers', number: 'numbers', datetime: 'dates', boolean: 'yes or no' }[type];
  return proposal('type', { column: name, type }, 'fail', `All ${formatCount(profile.n, 'value')} are ${words}.`);
}

/** Ids by their role or by the profile's own rule, and times of which none comes twice. */
function proposeUnique({ field: { name, role }, profile }: KnownColumn): Proposal | null {
  if (profile.n < FEWEST || profile.distinct !== profile.n) return null;
  const prose = profile.kind === 'text' && (profile.lengths?.mean ?? 0) > 30;
  const key = role === 'id' || role === 'time' || columnFinding(profile)?.kind === 'id-like';
  if (!key || prose) return null;
  return proposal('unique', { columns: [name] }, 'fail', `${formatCount(profile.n, 'value')}, all different.`);
}

function proposeOrder({ field: { name }, column, profile }: KnownColumn): Proposal | null {
  if (profile.kind !== 'datetime' || profile.n < FEWEST || profile.distinct < 2) return null;
  const ties = profile.distinct < profile.n;
  const params = { column: name, direction: 'up', ties } as const;
  const { failing } = inOrder.check(makeTable([[name, column]]), params, {}) as RowsChecked;
  if (failing.length) return null;
  return proposal('in-order', params, 'fail', `${formatCount(profile.n, 'time')}, each ${ties ? 'no earlier' : 'later'} than the one before.`); // prettier-ignore
}

function proposeRange(known: KnownColumn): Proposal | null {
  const { field, profile } = known;
  if (profile.kind !== 'number' || profile.n < FEWEST || profile.distinct < 3 || profile.infinite) return null;
  if (field.role === 'id' || profile.min === null || profile.max === null) return null;
  const { min, max } = profile;
  const seen = `From ${formatNumber(min, 6)} to ${formatNumber(max, 6)} in ${formatCount(profile.n, 'value')}`;
  const closed = closedRange(known);
  if (closed) return proposal('range', bounds(field.name, min, max), 'warn', `${seen}, ${closed}.`);
  const [from, to] = withRoom(min, max, profile.integer);
  return proposal('range', bounds(field.name, from, to), 'warn', `${seen}; a fifth of the span is left as room.`);
}

const bounds = (column: string, from: number, to: number) => ({ column, from: String(from), to: String(to) });

/** Why the ends seem to be the ends: every whole number between them occurs, the last ones as often as others. */
function closedRange({ column, profile }: KnownColumn): string | null {
  if (profile.kind !== 'number' || column.kind !== 'number' || profile.min === null || profile.max === null)
    return null;
  const { min, max, integer, n, distinct } = profile;
  if (!integer || distinct !== max - min + 1 || n < 10 * distinct) return null;
  let ends = [0, 0];
  for (const v of column.values) ends = [ends[0]! + Number(v === min), ends[1]! + Number(v === max)];
  const usual = n / distinct / 5;
  return ends.every(count => count >= usual) ? 'every whole number between them often' : null;
}

/** Bounds with room on both sides, rounded outwards to a short number; zero stays a bound where nothing is below it. */
function withRoom(min: number, max: number, integer: boolean): readonly [number, number] {
  const room = ROOM * (max - min);
  const step = Math.max(10 ** Math.floor(Math.log10(room)), integer ? 1 : 0);
  const short = (x: number): number => Number((x * step).toPrecision(12));
  const low = short(Math.floor((min - room) / step));
  const high = short(Math.ceil((max + room) / step));
  // A share or a percentage that comes up to its whole does not go beyond it.
  const isWhole = min >= 0 && (max === 1 || max === 100) && !(max === 1 && integer);
  return [min >= 0 && low < 0 ? 0 : low, isWhole ? max : max <= 0 && high > 0 ? 0 : high];
}

function proposeDomain({ field: { name }, column, profile }: KnownColumn): Proposal | null {
  if (profile.kind !== 'category' || column.kind !== 'category') return null;
  if (profile.n < FEWEST || profile.distinct > MOST_LEVELS) return null;
  const counts = new Int32Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) counts[code]!++;
  const seen = column.levels.filter((_, i) => counts[i]! > 0).sort();
  const rarest = Math.min(...counts.filter(count => count > 0));
  // A value seen once says that others may still be unseen.
  if (rarest < 2) return null;
  const evidence = `${formatCount(seen.length, 'different value')} in ${formatCount(profile.n, 'row')}, the rarest ${formatInteger(rarest)} times.`;
  return proposal('one-of', { column: name, values: seen.map(level => [level]) }, 'warn', evidence);
}

/** The different texts of a column that is not a small set of categories. */
function* manyTexts({ column, profile }: KnownColumn): Iterable<string> {
  if (column.kind === 'category') {
    const used = new Set(column.codes);
    for (const [code, level] of column.levels.entries()) if (used.has(code)) yield level;
  } else if (profile.kind === 'text') {
    for (const row of valueCodes(column).firstRows) yield cellText(column, row)!;
  }
}

const isVaried = ({ profile }: KnownColumn): boolean =>
  (profile.kind === 'text' || profile.kind === 'category') && profile.distinct >= FEWEST && profile.n >= FEWEST;

function proposePattern(known: KnownColumn): Proposal | null {
  const shape = isVaried(known) ? textShape(manyTexts(known)) : null;
  if (shape === null) return null;
  const { field, profile } = known;
  return proposal('pattern', { column: field.name, pattern: shape }, 'warn', `All ${formatCount(profile.distinct, 'different text')} look like this.`); // prettier-ignore
}

function proposeLength(known: KnownColumn): Proposal | null {
  const { field, profile } = known;
  if (profile.kind !== 'text' || !profile.lengths || !isVaried(known) || proposePattern(known)) return null;
  const { min, max } = profile.lengths;
  const params = { column: field.name, from: String(Math.floor(min / 2)), to: String(2 * max) };
  return proposal('length', params, 'warn', `From ${formatInteger(min)} to ${formatCount(max, 'character')}; half and twice are allowed.`); // prettier-ignore
}
