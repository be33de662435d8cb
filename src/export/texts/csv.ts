// Written by tests/tools/write-export-texts.ts from ../runtime/csv.ts; change that file instead.
export const csvText = `/** Rows of a CSV text: quotes, doubled quotes, line breaks within quotes; comma, semicolon or tab, as the first line has it. */
function readCsv(source) {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const delimiter = delimiterOf(text);
  const rows = [];
  let row = [];
  let i = 0;
  const endRow = () => {
    // A line that is wholly empty is no row.
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  while (i < text.length) {
    let cell = '';
    if (text[i] === '"') {
      for (i++; i < text.length; i++) {
        const close = text.indexOf('"', i);
        const end = close < 0 ? text.length : close;
        cell += text.slice(i, end);
        i = end;
        if (text[i + 1] !== '"') break;
        cell += '"';
        i++;
      }
      i++;
    }
    const start = i;
    while (i < text.length && text[i] !== delimiter && text[i] !== '\\n' && text[i] !== '\\r') i++;
    row.push(cell + text.slice(start, i));
    if (text[i] === delimiter) {
      i++;
      if (i === text.length) row.push('');
      continue;
    }
    if (text[i] === '\\r' && text[i + 1] === '\\n') i++;
    i++;
    endRow();
  }
  if (row.length) endRow();
  return rows;
}
function delimiterOf(text) {
  const [line = ''] = text.split(/[\\r\\n]/, 1);
  const bare = line.replace(/"[^"]*"/g, '');
  const count = mark => bare.split(mark).length;
  return [',', ';', '\\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}
/**
 * CSV text of rows. A text that a spreadsheet would take for a formula is led by an apostrophe; numbers are left alone.
 */
function writeCsv(rows) {
  const cell = value => {
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\\-@\\t\\r]/.test(value) && Number.isNaN(Number(value)) ? \`'\${value}\` : value;
    return /[",;\\t\\r\\n]/.test(safe) ? \`"\${safe.replaceAll('"', '""')}"\` : safe;
  };
  return rows.map(row => \`\${row.map(cell).join(',')}\\r\\n\`).join('');
}
`;
