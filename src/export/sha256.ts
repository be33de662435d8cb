import { StudioError } from '../core/errors.ts';

/** SHA-256 of text or bytes as lower-case hexadecimal. Browsers offer it to secure pages only (https or localhost). */
export async function sha256(content: string | Uint8Array): Promise<string> {
  return hex(await digest(content));
}

/** SHA-256 as base64, the form a content policy asks for. */
export async function sha256Base64(content: string): Promise<string> {
  return btoa(String.fromCharCode(...(await digest(content))));
}

async function digest(content: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (!subtle)
    throw new StudioError(
      'export/insecure',
      'Exports carry checksums, which browsers compute only on pages opened over https or on localhost. Open the studio there.',
    );
  return new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
