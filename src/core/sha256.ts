import { StudioError } from './errors.ts';

/**
 * SHA-256 by the platform's own implementation; of text it is the hash of its UTF-8 bytes. Browsers offer it to secure
 * pages only (https or localhost); elsewhere this throws `project/insecure`.
 */
export async function sha256Bytes(content: string | Uint8Array): Promise<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  // The types promise it everywhere.
  const subtle = crypto.subtle as typeof crypto.subtle | undefined;
  if (!subtle)
    throw new StudioError(
      'project/insecure',
      'Data and models are told apart by checksums, which browsers compute only on pages opened over https or on localhost. Open the studio there.',
    );
  return new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export async function sha256(content: string | Uint8Array): Promise<string> {
  return Array.from(await sha256Bytes(content), byte => byte.toString(16).padStart(2, '0')).join('');
}
