/** Options that are names, as their field writes them. */
const NAMES: ReadonlyMap<string, string> = new Map([['relu', 'ReLU']]);

/** "most-frequent" as people write it: "Most frequent". */
export function choiceLabel(option: string): string {
  const name = NAMES.get(option);
  if (name) return name;
  const words = option.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** "64, 64 32" as [64, 64, 32]; an empty text is an empty list; null where it does not fit the range. */
export function parseIntegers(
  text: string,
  range: { readonly min: number; readonly max: number; readonly maxLength: number },
): number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const list = parts.map(Number);
  const fits =
    list.length <= range.maxLength && list.every(v => Number.isInteger(v) && v >= range.min && v <= range.max);
  return fits ? list : null;
}
