import type { ColumnProfile } from './column-profile.ts';
import { counted, type Finding, keep, makeFinding, percent, quoted, setAside } from './finding.ts';

const nearEmptyShare = 0.95;
const manyLevels = 50;
const fewRows = 20;
export const strongSkew = 2;

/** The first rule that fits a feature column; a constant column need not be told to be id-like as well. */
export function columnFinding(column: ColumnProfile): Finding | null {
  return nearEmpty(column) ?? constant(column) ?? idLike(column) ?? highCardinality(column);
}

function nearEmpty({ name, n, missing }: ColumnProfile): Finding | null {
  const share = missing / (n + missing);
  if (!(share >= nearEmptyShare)) return null;
  return makeFinding({
    kind: 'near-empty',
    columns: [name],
    severity: 'warning',
    title: n === 0 ? `${quoted(name)} is empty.` : `${quoted(name)} is nearly empty.`,
    detail: `${percent(share)} of its values are missing; ${counted(n, 'value')} ${n === 1 ? 'is' : 'are'} there. A model can learn little from it.`,
    decisions: [setAside([name]), keep],
  });
}

function constant({ name, distinct, missing }: ColumnProfile): Finding | null {
  if (distinct !== 1) return null;
  const gaps = missing > 0 ? ` wherever it is not missing (${counted(missing, 'row')})` : ' in every row';
  return makeFinding({
    kind: 'constant',
    columns: [name],
    severity: 'warning',
    title: `${quoted(name)} never changes.`,
    detail: `It has the same value${gaps}, so it cannot tell one row from another.`,
    decisions: [setAside([name]), keep],
  });
}

function idLike(column: ColumnProfile): Finding | null {
  const { name, n, distinct } = column;
  if (n < fewRows || column.kind === 'datetime' || column.kind === 'boolean') return null;
  const isId = column.kind === 'number' ? numberIsId(column) : distinct >= 0.95 * n;
  if (!isId) return null;
  const prose = column.kind === 'text' && column.lengths !== null && column.lengths.mean > 30;
  return makeFinding({
    kind: 'id-like',
    columns: [name],
    severity: 'warning',
    title: prose ? `${quoted(name)} is free text.` : `${quoted(name)} looks like an id.`,
    detail: `${counted(distinct, 'different value')} in ${counted(n, 'row')}. What a model learns about one of them says nothing about a new one.`,
    decisions: [
      prose
        ? setAside([name])
        : { id: 'id', label: 'Mark as id', action: { type: 'set-role', columns: [name], role: 'id' } },
      keep,
    ],
  });
}

/** Whole numbers that are all different and nearly without holes, or nearly all different under a name ending in id. */
function numberIsId(column: ColumnProfile & { kind: 'number' }): boolean {
  if (!column.integer || column.min === null || column.max === null) return false;
  if (/(^|[^a-z])id$/i.test(column.name) || /[a-z]I[dD]$/.test(column.name)) return column.distinct >= 0.9 * column.n;
  return column.distinct === column.n && column.max - column.min < 1.5 * column.n;
}

function highCardinality(column: ColumnProfile): Finding | null {
  const { name, distinct } = column;
  if ((column.kind !== 'category' && column.kind !== 'text') || distinct <= manyLevels) return null;
  return makeFinding({
    kind: 'high-cardinality',
    columns: [name],
    severity: 'warning',
    title: `${quoted(name)} has ${counted(distinct, 'different value')}.`,
    detail: `One-hot encoding would make a column of each, about ${counted(Math.round(column.n / distinct), 'row')} for every value. That invites a model to learn single rows by heart.`,
    decisions: [setAside([name]), keep],
  });
}

/** Strongly skewed numbers: one finding each, or one for all where there are more than three. */
export function skewFindings(columns: readonly ColumnProfile[]): Finding[] {
  const skewed = columns.filter(isSkewed);
  if (skewed.length > 3) {
    const names = skewed.map(column => column.name);
    return [skewFinding(names, `${skewed.length} columns are strongly skewed.`, skewed)];
  }
  return skewed.map(column => {
    const side = column.skew! > 0 ? 'right' : 'left';
    return skewFinding([column.name], `${quoted(column.name)} is strongly skewed to the ${side}.`, [column]);
  });
}

type NumberProfile = ColumnProfile & { kind: 'number' };

const isSkewed = (column: ColumnProfile): column is NumberProfile =>
  column.kind === 'number' && column.skew !== null && Math.abs(column.skew) > strongSkew && column.distinct > 10;

function skewFinding(names: readonly string[], title: string, columns: readonly NumberProfile[]): Finding {
  const worst = columns.reduce((a, b) => (Math.abs(b.skew!) > Math.abs(a.skew!) ? b : a));
  const which = columns.length > 1 ? `The strongest is ${quoted(worst.name)} with a skewness of` : 'Its skewness is';
  const fixable = columns.filter(column => column.role === 'feature' && column.min! >= 0).map(column => column.name);
  const logarithm = {
    id: 'log',
    label: 'Use the logarithm',
    action: { type: 'transform', columns: fixable, transform: 'log1p' },
  } as const;
  return makeFinding({
    kind: 'skew',
    columns: names,
    severity: 'info',
    title,
    detail: `${which} ${worst.skew!.toFixed(2)} (0 is symmetric). A few extreme values pull the mean away from the middle and weigh heavily in linear models.`,
    decisions: fixable.length ? [logarithm, keep] : [keep],
  });
}
