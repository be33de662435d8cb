import { cellText, type Column, columnLength } from '../table/column.ts';
import { count, percent } from '../table/finding.ts';
import type { Schema } from '../table/schema.ts';
import { findColumn, type Table } from '../table/table.ts';
import { valueCodes } from '../table/value-codes.ts';
import { pacer, type WorkContext } from '../work.ts';
import { personalNames, ruleByName } from './name-rules.ts';
import { type ValueRule, valueRules } from './value-rules.ts';

/** A column that seems to hold data of people. */
export interface PersonalDatum {
  readonly column: string;
  /** The rule that told it: of values where there is one, else of the name. */
  readonly rule: string;
  /** What the values are, in the plural: "e-mail addresses". */
  readonly what: string;
  readonly by: 'values' | 'name' | 'both';
  /** Values that passed the rule, of those that were looked at; both 0 where only the name was. */
  readonly matched: number;
  readonly looked: number;
  /** The share of values of that shape that pass by chance; null where only the name told. */
  readonly chance: number | null;
  /** What was found and how, in a sentence. */
  readonly detail: string;
}

/** Rows that are looked at, evenly from first to last. */
const mostRows = 50_000;
const longestText = 2000;
/** Different values that must pass: one number that repeats proves nothing. */
const fewestDifferent = 2;

/**
 * Columns with data of people: by the form of their values (the share that passes a rule, with check digits where there
 * are some) and by their names in several languages. Values never leave this function.
 */
export async function personalData(table: Table, schema: Schema, context: WorkContext = {}): Promise<PersonalDatum[]> {
  const pause = pacer(context);
  const found: PersonalDatum[] = [];
  for (const [at, { name }] of schema.entries()) {
    await pause(name, at, schema.length);
    const column = findColumn(table, name);
    const datum = column ? personalColumn(name, column) : null;
    if (datum) found.push(datum);
  }
  return found;
}

function personalColumn(name: string, column: Column): PersonalDatum | null {
  const named = ruleByName(name, personalNames);
  const told = byValues(column);
  if (told) {
    const { rule, matched, looked } = told;
    const { id, what, chance } = rule;
    const share = percent(matched / looked);
    const detail = `${count(matched)} of ${count(looked)} values (${share}) are ${what}, told ${rule.by}${chanceWords(chance)}.`;
    return { column: name, rule: id, what, by: named ? 'both' : 'values', matched, looked, chance, detail };
  }
  if (!named || !fitsName(named.id, column)) return null;
  const detail = `Its name says that it holds ${named.what}; the values were not recognised by their form.`;
  return { column: name, rule: named.id, what: named.what, by: 'name', matched: 0, looked: 0, chance: null, detail };
}

const chanceWords = (chance: number): string =>
  chance > 0 ? `; by chance ${percent(chance)} of numbers like these would pass` : '';

/** A name alone says nothing where the values cannot be what it says: yes or no, or numbers under a word for text. */
function fitsName(id: string, column: Column): boolean {
  if (column.kind === 'boolean') return false;
  if (column.kind === 'datetime') return id === 'birth';
  if (column.kind === 'number') return !['email', 'name', 'address'].includes(id);
  return true;
}

function byValues(
  column: Column,
): { readonly rule: ValueRule; readonly matched: number; readonly looked: number } | null {
  if (column.kind === 'datetime' || column.kind === 'boolean') return null;
  if (column.kind === 'number' && !column.values.some(v => v >= 1e7)) return null;
  const rows = evenRows(columnLength(column));
  const { counts, firstRows } = valueCodes(column, rows);
  let looked = 0;
  const matched = new Float64Array(valueRules.length);
  const different = new Int32Array(valueRules.length);
  for (let code = 0; code < counts.length; code++) {
    const text = cellText(column, firstRows[code]!)!.slice(0, longestText);
    looked += counts[code]!;
    for (const [r, rule] of valueRules.entries()) {
      if (!rule.test(text)) continue;
      matched[r]! += counts[code]!;
      different[r]! += 1;
    }
  }
  let best: { rule: ValueRule; matched: number; looked: number } | null = null;
  for (const [r, rule] of valueRules.entries()) {
    if (different[r]! < fewestDifferent || matched[r]! < rule.least * looked) continue;
    if (!best || matched[r]! > best.matched) best = { rule, matched: matched[r]!, looked };
  }
  return best;
}

function evenRows(rows: number): Int32Array {
  const step = Math.max(1, rows / mostRows);
  return Int32Array.from({ length: Math.floor(rows / step) }, (_, i) => Math.floor(i * step));
}
