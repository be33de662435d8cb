const WIDE = 76;

/** JSON for reading: what fits a line stays on one, the rest is broken open, two spaces a level. */
export function prettyJson(value: unknown, margin = ''): string {
  const line = JSON.stringify(value) ?? 'null';
  if (typeof value !== 'object' || value === null || margin.length + line.length <= WIDE) return line;
  const inner = `${margin}  `;
  const list = Array.isArray(value);
  const parts = list
    ? value.map(item => inner + prettyJson(item, inner))
    : Object.entries(value).map(([name, item]) => `${inner}${JSON.stringify(name)}: ${prettyJson(item, inner)}`);
  return `${list ? '[' : '{'}\n${parts.join(',\n')}\n${margin}${list ? ']' : '}'}`;
}
