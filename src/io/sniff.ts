import { StudioError } from '../core/errors.ts';

export const formats = [
  'csv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx', 'zip', 'gzip', 'encrypted-parquet', 'zstd', 'bzip2', 'xz', '7z',
  'html', 'xml', 'pdf', 'excel', 'sqlite', 'image', 'hdf5', 'binary',
] as const; // prettier-ignore
export type FileFormat = (typeof formats)[number];

/** Formats that hold a table. A zip and a gzip file may hold one of them; an xlsx file is told from a zip by its list. */
export const tableFormats = ['csv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx'] as const;
export type TableFormat = (typeof tableFormats)[number];
export const isTableFormat = (format: FileFormat): format is TableFormat =>
  (tableFormats as readonly FileFormat[]).includes(format);

/** Containers among the formats; they are refused inside of one another. */
export type Container = 'zip' | 'gzip';
export const isReadFormat = (format: FileFormat): format is TableFormat | Container =>
  isTableFormat(format) || format === 'zip' || format === 'gzip';

const magics: readonly (readonly [format: FileFormat, bytes: readonly number[]])[] = [
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['encrypted-parquet', [0x50, 0x41, 0x52, 0x45]],
  ['arrow', [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]],
  ['arrow', [0xff, 0xff, 0xff, 0xff]], // the stream form of Arrow IPC starts with a continuation marker
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['zip', [0x50, 0x4b, 0x05, 0x06]],
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['excel', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]],
  ['sqlite', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66]],
  ['image', [0x89, 0x50, 0x4e, 0x47]],
  ['image', [0xff, 0xd8, 0xff]],
  ['image', [0x47, 0x49, 0x46, 0x38]],
  ['hdf5', [0x89, 0x48, 0x44, 0x46]],
];

/** What the bytes are, by content alone: names and media types of files are often wrong. Text that is nothing else is 'csv'. */
export function sniffFormat(head: Uint8Array): FileFormat {
  for (const [format, magic] of magics) {
    if (!magic.every((byte, i) => head[i] === byte)) continue;
    if (format === 'bzip2' && !(head[3]! >= 0x31 && head[3]! <= 0x39 && head[4] === 0x31)) continue; // "BZh…" may be text
    return format;
  }
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16) return 'csv';
  const start = new TextDecoder().decode(head.subarray(0, 1024)).trimStart().toLowerCase();
  if (/^(<!--[^]*?-->\s*)?<(!doctype html|html|head|body|title|meta|script)\b/.test(start)) return 'html';
  if (start.startsWith('<?xml')) return start.includes('<html') ? 'html' : 'xml';
  if (/^[[{]\s*["[{]/.test(start) && /^\{\s*"[^"]*"\s*:|^\[\s*[[{"]/.test(start) && !isRowLike(start))
    return isJsonLines(head) ? 'ndjson' : 'json';
  return looksBinary(head) ? 'binary' : 'csv';
}

/** A first line such as `["a"],b` is a row of text cells rather than JSON. */
const isRowLike = (start: string): boolean => /^[[{][^\n]*[\]}],[^\n\]}]*\n/.test(start) && !start.includes(':');

/** Whether the first line is one whole JSON value and another one begins on the next. */
function isJsonLines(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head).trimStart();
  const end = text.indexOf('\n');
  if (end < 0 || !/^\s*[[{]/.test(text.slice(end))) return false;
  try {
    JSON.parse(text.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

/** Control characters that text does not have in more than a hundredth of the bytes; NULs of UTF-16 are regular. */
function looksBinary(head: Uint8Array): boolean {
  const sample = head.subarray(0, 4096);
  let controls = 0;
  const nulls = [0, 0];
  sample.forEach((byte, i) => {
    if (byte === 0) nulls[i % 2]!++;
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) controls++;
  });
  if (controls > Math.max(8, sample.length / 100)) return true;
  const [even, odd] = nulls as [number, number];
  const utf16 = Math.max(even, odd) > sample.length / 5 && Math.min(even, odd) < Math.max(even, odd) / 20;
  return !utf16 && even + odd > Math.max(8, sample.length / 5);
}

type Refused = Exclude<FileFormat, TableFormat | Container>;

const remedies: Readonly<Record<Refused, readonly [what: string, todo: string]>> = {
  'encrypted-parquet': ['an encrypted Parquet file', 'Decrypt it where it was made and save it again.'],
  zstd: ['a Zstandard archive', 'Unpack it and choose the file inside.'],
  bzip2: ['a bzip2 archive', 'Unpack it and choose the file inside.'],
  xz: ['an xz archive', 'Unpack it and choose the file inside.'],
  '7z': ['a 7-Zip archive', 'Unpack it and choose the file inside.'],
  html: ['a web page', 'The address may need a sign-in, or the link leads to a page about the file. Download the file itself.'],
  xml: ['an XML document', 'Save the table as CSV or Parquet.'],
  pdf: ['a PDF document', 'Save the table inside it as CSV.'],
  excel: ['an old Excel workbook', 'Open it and save it as .xlsx, or the sheet as CSV.'],
  sqlite: ['a SQLite database', 'Export the table as CSV.'],
  image: ['a picture', 'Choose a table: CSV, Excel, JSON, Parquet or Arrow.'],
  hdf5: ['an HDF5 file', 'Save the table as CSV or Parquet.'],
  binary: ['not a text table', 'Choose a table: CSV, Excel, JSON, Parquet or Arrow.'],
}; // prettier-ignore

/** The error for bytes that are no table the studio reads, saying what they are and what to do. */
export function refuseFormat(name: string, format: Refused): StudioError {
  const [what, todo] = remedies[format];
  const code =
    format === 'encrypted-parquet' ? 'read/encrypted' : format === 'html' ? 'read/web-page' : 'read/not-a-table';
  return new StudioError(code, `${name} is ${what}. ${todo}`, { name, format });
}
