export type Cell = string | number | boolean | null;

/** Comma-separated text with a header, LF line ends and a final newline; missing is an empty cell. */
export function csvText(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => cells.map(cellText).join(',');
  return [line(header), ...rows.map(line)].join('\n') + '\n';
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
