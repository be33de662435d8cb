/**
 * Distinct column names from what a file says: trimmed, nameless ones become "column 3" (counted from 1), repeated
 * ones "price (2)".
 */
export interface ColumnNames {
  readonly names: readonly string[];
  readonly nameless: readonly string[];
  readonly renamed: readonly string[];
}

export function makeColumnNames(raw: readonly string[]): ColumnNames {
  const used = new Set(raw.map(name => name.trim()));
  const seen = new Set<string>();
  const nameless: string[] = [];
  const renamed: string[] = [];
  const names = raw.map((text, i) => {
    const name = text.trim();
    if (name !== '' && !seen.has(name)) {
      seen.add(name);
      return name;
    }
    const stem = name === '' ? `column ${i + 1}` : name;
    let free = name === '' ? stem : `${stem} (2)`;
    for (let n = name === '' ? 2 : 3; seen.has(free) || used.has(free); n++) free = `${stem} (${n})`;
    seen.add(free);
    (name === '' ? nameless : renamed).push(free);
    return free;
  });
  return { names, nameless, renamed };
}
