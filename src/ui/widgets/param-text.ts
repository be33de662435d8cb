import type { ColumnOption, Option, ParamScope } from './types.ts';

/** Options that are proper names, which keep their letters within a sentence. */
const PROPER: ReadonlyMap<string, string> = new Map([
  ['relu', 'ReLU'],
  ['f', 'F'],
  ['k-means', 'k-means'],
  ['tf-idf', 'TF-IDF'],
  ['l1', 'L1'],
  ['l2', 'L2'],
  ['germany', 'Germany'],
  ['france', 'France'],
  ['england-and-wales', 'England and Wales'],
  ['united-states', 'United States'],
  ['english', 'English'],
  ['french', 'French'],
  ['german', 'German'],
  ['spanish', 'Spanish'],
]);

/** Options whose field writes more than they say. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['rows', 'Number of rows'],
  ['share', 'Share of all rows'],
  ['values', 'Number of values'],
  ['distinct', 'Number of distinct values'],
  ['min', 'Smallest'],
  ['max', 'Largest'],
  ['sd', 'Standard deviation'],
]);

/** "most-frequent" as people write it: "Most frequent". */
export function choiceLabel(option: string): string {
  const name = PROPER.get(option) ?? NAMES.get(option);
  if (name) return name;
  const words = option.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The same within a sentence: "most frequent", but "Germany". */
export const choiceWords = (option: string): string => PROPER.get(option) ?? choiceLabel(option).toLowerCase();

/** A number as a person writes it, in digits; NaN where it is none, as 0x10 or Infinity. */
export const parseNumber = (text: string): number => (/^[-+.\de]+$/i.test(text) ? Number(text) : NaN);

/** "64, 64 32" as [64, 64, 32]; an empty text is an empty list; null where it does not fit the range. */
export function parseIntegers(
  text: string,
  range: { readonly min: number; readonly max: number; readonly maxLength: number },
): number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const list = parts.map(parseNumber);
  const fits =
    list.length <= range.maxLength && list.every(v => Number.isInteger(v) && v >= range.min && v <= range.max);
  return fits ? list : null;
}

/** Columns to choose from in a list; one that is chosen but not there any more stays, and is marked. */
export function columnOptions(columns: readonly ColumnOption[], chosen: string): Option[] {
  const known = columns.map(({ name }) => ({ value: name, label: name }));
  if (chosen !== '' && !columns.some(c => c.name === chosen))
    known.push({ value: chosen, label: `${chosen} (not there)` });
  return chosen === '' ? [{ value: '', label: 'Choose a column…' }, ...known] : known;
}

/** Other tables to choose from, as with columns. */
export function sourceOptions(sources: ParamScope['sources'], chosen: string): Option[] {
  const known = sources.map(({ name }) => ({ value: name, label: name }));
  if (chosen !== '' && !sources.some(s => s.name === chosen))
    known.push({ value: chosen, label: `${chosen} (not there)` });
  if (chosen !== '') return known;
  return [{ value: '', label: known.length ? 'Choose a table…' : 'Bring in another table in Source first' }, ...known];
}
