import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { throwIfCancelled } from '../../core/errors.ts';
import { nextTurn } from '../../core/work.ts';
import type { ReadContext } from '../result.ts';

export interface ZipFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Formats that are packed already are stored as they are. */
  readonly deflate: boolean;
}

const pieceBytes = 1 << 20;

/** Files as one zip, made piece by piece so that it can be stopped. */
export async function writeZip(files: readonly ZipFile[], at: Date, ctx: ReadContext): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    parts.push(chunk as Uint8Array<ArrayBuffer>);
  });
  const total = files.reduce((sum, file) => sum + file.bytes.length, 0);
  let done = 0;
  for (const { name, bytes, deflate } of files) {
    const entry = deflate ? new ZipDeflate(name, { level: 6 }) : new ZipPassThrough(name);
    entry.mtime = at;
    zip.add(entry);
    for (let from = 0; from < bytes.length || from === 0; from += pieceBytes) {
      throwIfCancelled(ctx.signal);
      const piece = bytes.slice(from, from + pieceBytes);
      entry.push(piece, from + pieceBytes >= bytes.length);
      ctx.progress?.((done += piece.length), total);
      await nextTurn();
    }
  }
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}
