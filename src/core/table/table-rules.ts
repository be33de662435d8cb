import { cellText, type Column } from './column.ts';
import { count, counted, type Finding, keep, makeFinding, percent, quoted, setAside } from './finding.ts';
import type { TableProfile } from './profile.ts';
import type { Schema } from './schema.ts';
import { getColumn, type Table } from './table.ts';
import { type ValueCodes, valueCodes } from './value-codes.ts';

/** Rows that repeat an earlier one. */
export function duplicateFinding({ rows, duplicateRows }: TableProfile): Finding | null {
  if (duplicateRows === 0) return null;
  const one = duplicateRows === 1;
  return makeFinding({
    kind: 'duplicates',
    columns: [],
    severity: duplicateRows >= 0.01 * rows ? 'warning' : 'info',
    title: `${counted(duplicateRows, 'row')} ${one ? 'repeats' : 'repeat'} an earlier one.`,
    detail: `That is ${percent(duplicateRows / rows)} of ${counted(rows, 'row')}. Where one copy is learned from and the other is tested on, the score is too good. Keep them if each row is a thing of its own that happens to look like another.`,
    decisions: [{ id: 'drop', label: 'Drop the repeats', action: { type: 'drop-duplicates' } }, keep],
  });
}

const imbalanced = 0.25;
const rare = 0.1;
const fewRows = 10;

/** What the target itself shows: gaps, a single value, classes of very different size. */
export function targetFindings(name: string, column: Column, classification: boolean, rows: Int32Array): Finding[] {
  const values = valueCodes(column, rows);
  const present = values.counts.reduce((sum, n) => sum + n, 0);
  const out: Finding[] = [];
  if (values.counts.length < 2) out.push(nothingToLearn(name, values.counts.length));
  else if (classification) out.push(...imbalance(name, column, values, present));
  const missing = rows.length - present;
  if (missing > 0 && present > 0) {
    out.push(
      makeFinding({
        kind: 'target-missing',
        columns: [name],
        severity: 'info',
        title: `The target is missing in ${counted(missing, 'row')}.`,
        detail: `Nothing can be learned from or tested on ${missing === 1 ? 'it' : 'them'}, so training leaves ${missing === 1 ? 'it' : 'them'} out (${percent(missing / rows.length)} of the rows).`,
        decisions: [keep],
      }),
    );
  }
  return out;
}

function nothingToLearn(name: string, distinct: number): Finding {
  return makeFinding({
    kind: 'constant',
    columns: [name],
    severity: 'critical',
    title: distinct === 0 ? `The target ${quoted(name)} is empty.` : `The target ${quoted(name)} never changes.`,
    detail: 'There is nothing to tell apart, so no model can be trained on it. Choose another column to predict.',
    decisions: [keep],
  });
}

function imbalance(name: string, column: Column, { counts, firstRows }: ValueCodes, present: number): Finding[] {
  const largest = counts.reduce((best, n, i) => (n > counts[best]! ? i : best), 0);
  const smallest = counts.reduce((best, n, i) => (n < counts[best]! ? i : best), 0);
  const few = counts[smallest]!;
  const many = counts[largest]!;
  if (few >= imbalanced * many) return [];
  const label = (code: number) => quoted(cellText(column, firstRows[code]!)!);
  return [
    makeFinding({
      kind: 'imbalance',
      columns: [name],
      severity: few < rare * many || few < fewRows ? 'warning' : 'info',
      title: `The classes are of very different size: ${label(smallest)} is ${percent(few / present)} of the rows.`,
      detail:
        `${label(smallest)} has ${counted(few, 'row')}, ${label(largest)} ${count(many)}. Always saying ${label(largest)} would be right in ` +
        `${percent(many / present)}, so accuracy says little here; look at balanced accuracy, precision and recall.`,
      decisions: [keep],
    }),
  ];
}

const mostLevels = 1000;

/** Features that say the same as an earlier one, value for value: the same levels, or the same numbers. */
export function redundantFindings(table: Table, schema: Schema, profile: TableProfile): Finding[] {
  const candidates = profile.columns.filter(
    c => c.role === 'feature' && c.distinct >= 2 && c.distinct <= mostLevels && 10 * c.distinct <= table.rows,
  );
  const codes = new Map<string, Int32Array>();
  const codesOf = (name: string) => {
    const known = codes.get(name) ?? valueCodes(getColumn(table, name)).codes;
    codes.set(name, known);
    return known;
  };
  const out: Finding[] = [];
  const taken = new Set<string>();
  candidates.forEach((later, at) => {
    const twin = candidates
      .slice(0, at)
      .find(
        c =>
          !taken.has(c.name) &&
          c.distinct === later.distinct &&
          c.missing === later.missing &&
          sameCodes(codesOf(c.name), codesOf(later.name)),
      );
    if (!twin) return;
    taken.add(later.name);
    out.push(
      makeFinding({
        kind: 'redundant',
        columns: [twin.name, later.name],
        severity: 'info',
        title: `${quoted(later.name)} says the same as ${quoted(twin.name)}.`,
        detail: `Each of the ${count(later.distinct)} values of one goes with one value of the other in every row. One of them is enough.`,
        decisions: [{ ...setAside([later.name]), label: `Set ${quoted(later.name)} aside` }, keep],
      }),
    );
  });
  return out;
}

/** Codes are numbered by first appearance, so columns that partition the rows alike have the very same codes. */
function sameCodes(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
