/** Text encodings a CSV file may have. UTF-16 is known by its byte order mark. */
export const encodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type CsvEncoding = (typeof encodings)[number];

/** The characters Windows-1252 has where ISO 8859-1 has controls (WHATWG Encoding, index windows-1252). */
const from0x80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Whether `bytes[start .. end)` is well-formed UTF-8 (RFC 3629). With `open`, a sequence may be cut off at the end. */
export function isUtf8(bytes: Uint8Array, start = 0, end = bytes.length, open = false): boolean {
  for (let i = start; i < end;) {
    const lead = bytes[i]!;
    if (lead < 0x80) {
      i++;
      continue;
    }
    const more =
      lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    if (more === 0) return false;
    for (let k = 1; k <= more; k++) {
      if (i + k >= end) return open;
      const byte = bytes[i + k]!;
      if (byte < 0x80 || byte > 0xbf) return false;
    }
    const second = bytes[i + 1]!;
    if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return false;
    if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return false;
    i += more + 1;
  }
  return true;
}

/** UTF-8 bytes for each Windows-1252 byte from 0x80 on. */
const recoded: readonly Uint8Array[] = Array.from({ length: 128 }, (_, i) =>
  new TextEncoder().encode(i < 32 ? from0x80[i]! : String.fromCharCode(0x80 + i)),
);

/** Texts in Windows-1252 as UTF-8: new bytes and offsets for the same rows. */
export function recode1252(bytes: Uint8Array, offsets: Int32Array): { bytes: Uint8Array; offsets: Int32Array } {
  let size = 0;
  const from = offsets[0] ?? 0;
  const to = offsets.at(-1) ?? 0;
  for (let i = from; i < to; i++) size += bytes[i]! < 0x80 ? 1 : recoded[bytes[i]! - 0x80]!.length;
  const out = new Uint8Array(size);
  const outOffsets = new Int32Array(offsets.length);
  let at = 0;
  for (let row = 0; row + 1 < offsets.length; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const byte = bytes[i]!;
      if (byte < 0x80) out[at++] = byte;
      else for (const part of recoded[byte - 0x80]!) out[at++] = part;
    }
    outOffsets[row + 1] = at;
  }
  return { bytes: out, offsets: outOffsets };
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of one cell; only the two byte encodings, UTF-16 is turned into UTF-8 before cells exist. */
export function decodeCell(bytes: Uint8Array, encoding: CsvEncoding): string {
  if (encoding !== 'windows-1252') return utf8.decode(bytes);
  return utf8.decode(recode1252(bytes, Int32Array.of(0, bytes.length)).bytes);
}

/** The byte order mark at the start: which encoding it names and how long it is. */
export function byteOrderMark(head: Uint8Array): { encoding: CsvEncoding; length: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

/** Turn UTF-16 chunks into UTF-8 chunks; the decoder drops the byte order mark and keeps what is cut between chunks. */
export function utf16Transcoder(encoding: 'utf-16le' | 'utf-16be'): (chunk: Uint8Array, last: boolean) => Uint8Array {
  const decoder = new TextDecoder(encoding);
  const encoder = new TextEncoder();
  return (chunk, last) => encoder.encode(decoder.decode(chunk, { stream: !last }));
}
