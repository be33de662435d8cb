/** SHA-256 of bytes as 64 lower-case hexadecimal digits, by the platform's own implementation. */
export async function sha256(source: Uint8Array | Blob): Promise<string> {
  const bytes = source instanceof Uint8Array ? source : new Uint8Array(await source.arrayBuffer());
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('');
}
