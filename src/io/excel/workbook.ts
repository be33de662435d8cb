import { StudioError } from '../../core/errors.ts';
import { malformed } from '../arrow/chunks.ts';
import type { InflateLimits } from '../archive/inflate.ts';
import { openEntry, type ZipEntry } from '../archive/zip.ts';
import type { RandomBytes } from '../random-bytes.ts';
import type { ReadContext } from '../result.ts';
import { formatMeaning, type FormatMeaning } from './dates.ts';
import { isBook } from './is-workbook.ts';
import { readXml, type XmlListener } from './xml.ts';

/** A sheet of a workbook, in the order of its tabs. */
export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Its file in the zip. */
  readonly part: string;
}

export interface Workbook {
  readonly name: string;
  readonly sheets: readonly Sheet[];
  /** Days are counted from 1904, as Excel for Macintosh once did. */
  readonly from1904: boolean;
  readonly sharedStrings: string | null;
  readonly styles: string | null;
  read(part: string, listener: XmlListener, ctx: ReadContext): Promise<void>;
}

/** XML packs well: 400 to 1 is usual for sheets full of the same number. */
const sheetLimits: InflateLimits = { bytes: 2 ** 31, freeBytes: 2 ** 27, ratio: 600 };
const mostSheets = 10_000;

/** What a workbook holds, without reading any cell. Errors: read/malformed, read/unsupported. */
export async function openWorkbook(
  input: RandomBytes,
  entries: readonly ZipEntry[],
  name: string,
  ctx: ReadContext,
): Promise<Workbook> {
  const byName = new Map(entries.map(entry => [entry.name, entry]));
  const book = entries.find(isBook)!;
  if (book.name.endsWith('.bin')) {
    throw new StudioError(
      'read/unsupported',
      `${name} is a binary Excel workbook (.xlsb). Open it and save it as .xlsx or the sheet as CSV.`,
      { name },
    );
  }
  const read = async (part: string, listener: XmlListener, context: ReadContext): Promise<void> => {
    const entry = byName.get(part);
    if (!entry) throw malformed(name, `its part ${part.slice(0, 100)} is missing`);
    const source = await openEntry(input, entry, name, context, sheetLimits);
    await readXml(source, `${part.slice(0, 100)} in ${name}`, listener, context);
  };
  const relations = await readRelations(read, book.name, ctx);
  const sheets: Sheet[] = [];
  let from1904 = false;
  await read(
    book.name,
    {
      open(tag, attribute) {
        if (tag === 'workbookPr') from1904 = isTrue(attribute('date1904'));
        if (tag !== 'sheet' || sheets.length >= mostSheets) return;
        const relation = relations.get(attribute('id') ?? '');
        if (relation?.type === 'worksheet')
          sheets.push({
            name: attribute('name') ?? `Sheet ${sheets.length + 1}`,
            hidden: (attribute('state') ?? 'visible') !== 'visible',
            part: relation.part,
          });
      },
    },
    ctx,
  );
  if (sheets.length === 0) throw malformed(name, 'it has no sheets');
  const partOf = (type: string): string | null => {
    const found = [...relations.values()].find(r => r.type === type)?.part;
    return found !== undefined && byName.has(found) ? found : null;
  };
  return { name, sheets, from1904, sharedStrings: partOf('sharedStrings'), styles: partOf('styles'), read };
}

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true' || value === 'on';

/** Which part of the workbook each id stands for, by the last word of its type. */
async function readRelations(
  read: Workbook['read'],
  book: string,
  ctx: ReadContext,
): Promise<ReadonlyMap<string, { type: string; part: string }>> {
  const relations = new Map<string, { type: string; part: string }>();
  const folder = book.slice(0, book.lastIndexOf('/') + 1);
  const part = `${folder}_rels/${book.slice(folder.length)}.rels`;
  await read(
    part,
    {
      open(tag, attribute) {
        if (tag !== 'Relationship' || relations.size >= mostSheets) return;
        const target = attribute('Target') ?? '';
        const type = attribute('Type') ?? '';
        relations.set(attribute('Id') ?? '', {
          type: type.slice(type.lastIndexOf('/') + 1),
          part: target.startsWith('/') ? target.slice(1) : folder + target.replace(/^\.\//, ''),
        });
      },
    },
    ctx,
  );
  return relations;
}

/** The texts that cells refer to by number. Runs of one text are joined; readings of Japanese characters are no part of it. */
export async function readSharedStrings(book: Workbook, ctx: ReadContext): Promise<readonly string[]> {
  const texts: string[] = [];
  if (book.sharedStrings === null) return texts;
  let text = '';
  let inText = false;
  let phonetic = false;
  await book.read(
    book.sharedStrings,
    {
      open(tag) {
        if (tag === 'si') text = '';
        else if (tag === 't') inText = true;
        else if (tag === 'rPh') phonetic = true;
      },
      close(tag) {
        if (tag === 'si') texts.push(plainText(text));
        else if (tag === 't') inText = false;
        else if (tag === 'rPh') phonetic = false;
      },
      text(piece) {
        if (inText && !phonetic) text += piece;
      },
    },
    ctx,
  );
  return texts;
}

/** Characters that XML cannot hold are written _xHHHH_ (ECMA-376, part 1, 22.9.2.19, ST_Xstring). */
export const plainText = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
    : text;

/** What the number format of each cell style makes of a number. */
export async function readStyles(book: Workbook, ctx: ReadContext): Promise<readonly FormatMeaning[]> {
  const styles: FormatMeaning[] = [];
  if (book.styles === null) return styles;
  const codes = new Map<number, string>();
  let inCells = false;
  await book.read(
    book.styles,
    {
      open(tag, attribute) {
        if (tag === 'numFmt') codes.set(Number(attribute('numFmtId')), attribute('formatCode') ?? '');
        else if (tag === 'cellXfs') inCells = true;
        else if (tag === 'xf' && inCells) {
          const id = Number(attribute('numFmtId') ?? 0);
          styles.push(formatMeaning(id, codes.get(id)));
        }
      },
      close(tag) {
        if (tag === 'cellXfs') inCells = false;
      },
    },
    ctx,
  );
  return styles;
}
