import type { ZipEntry } from '../archive/zip.ts';

/** The part that lists the sheets. */
export const isBook = ({ name }: ZipEntry): boolean => /^xl\/workbook\d*\.(xml|bin)$/.test(name);

/** Whether the files of a zip are those of an Excel workbook (Office Open XML). Apart from its reader, which loads when first needed. */
export const isWorkbook = (entries: readonly ZipEntry[]): boolean =>
  entries.some(entry => entry.name === '[Content_Types].xml') && entries.some(isBook);
