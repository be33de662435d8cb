import type { PersonalDatum } from '../privacy/personal-data.ts';
import { datetimeText } from './column.ts';
import type { ColumnProfile, DatetimeProfile } from './column-profile.ts';
import { count, counted, type Finding, keep, makeFinding, percent, quoted, setAside } from './finding.ts';

/** Data of people: certain enough from the values to warn, worth a look where only the name says so. */
export function personalFinding(datum: PersonalDatum): Finding {
  const { column, what, by, detail } = datum;
  return makeFinding({
    kind: 'personal-data',
    columns: [column],
    severity: by === 'name' ? 'info' : 'warning',
    title: by === 'name' ? `${quoted(column)} may hold ${what}.` : `${quoted(column)} holds ${what}.`,
    detail: `${detail} A model seldom needs to know who somebody is. What is set aside reaches no model.`,
    decisions: [setAside([column]), keep],
  });
}

/** From this share on, or this count, disguises are worth a word. */
const noticedShare = 0.001;
const noticedCount = 5;

/** Values such as 999 or "unknown" that seem to stand for missing ones. */
export function disguisedFinding({ name, n, disguised }: ColumnProfile): Finding | null {
  const rows = disguised.reduce((sum, suspect) => sum + suspect.count, 0);
  if (rows < noticedCount && !(rows >= noticedShare * n && rows > 1)) return null;
  const shown = disguised.slice(0, 3).map(({ value }) => quoted(value));
  const more = disguised.length > 3 ? ` and ${count(disguised.length - 3)} more` : '';
  const one = disguised.length === 1;
  return makeFinding({
    kind: 'disguised-missing',
    columns: [name],
    severity: 'info',
    title: `${quoted(name)} seems to write ${shown.join(', ')}${more} where ${one ? 'its value is' : 'values are'} not known.`,
    detail: `${counted(rows, 'row')} (${percent(rows / n)}). ${disguised[0]!.why} As it stands, a model takes ${one ? 'it' : 'them'} at face value.`,
    decisions: [
      {
        id: 'missing',
        label: 'Treat as missing',
        action: { type: 'set-missing', entries: [{ column: name, values: disguised.map(({ value }) => value) }] },
      },
      keep,
    ],
  });
}

/** Zeros in excess, and ordinary values that repeat suspiciously often. */
export function repeatedFindings(column: ColumnProfile): Finding[] {
  if (column.kind !== 'number') return [];
  const { name, n, zeros, excessZeros, inliers } = column;
  const found: Finding[] = [];
  if (excessZeros)
    found.push(
      makeFinding({
        kind: 'excess-zeros',
        columns: [name],
        severity: 'info',
        title: `${percent(zeros / n)} of ${quoted(name)} is zero.`,
        detail:
          'Zero is at least three times as frequent as any other value. Look whether it means “none” or “not known”.',
        decisions: [keep],
      }),
    );
  const [most] = inliers.filter(({ value }) => value !== 0);
  if (most)
    found.push(
      makeFinding({
        kind: 'inliers',
        columns: [name],
        severity: 'info',
        title: `${quoted(name)} is ${count(most.value)} suspiciously often.`,
        detail: `${counted(most.count, 'row')} (${percent(most.count / n)}) have this very value, over 50 times as many as an even share. It may be a default that nobody changed.`,
        decisions: [keep],
      }),
    );
  return found;
}

/** Times that are missing from a series that keeps a rhythm. */
export function gapFinding(column: ColumnProfile): Finding | null {
  if (column.kind !== 'datetime' || !column.regular || column.regular.missing === 0) return null;
  const { missing, expected, gaps } = column.regular;
  const longest = gaps[0]!;
  return makeFinding({
    kind: 'time-gaps',
    columns: [column.name],
    severity: 'info',
    title: `${quoted(column.name)} goes ${rhythm(column.regular)}, but ${counted(missing, 'time')} ${missing === 1 ? 'is' : 'are'} missing.`,
    detail: `That is ${percent(missing / expected)} of the ${count(expected)} times from first to last. The longest gap is between ${datetimeText(longest.from)} and ${datetimeText(longest.to)}. Columns that look back by rows look back too far across a gap.`,
    decisions: [keep],
  });
}

function rhythm({ unit, every }: NonNullable<DatetimeProfile['regular']>): string {
  return every === 1 ? `by the ${unit}` : `by ${count(every)} ${unit}s`;
}
