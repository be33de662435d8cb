import { throwIfCancelled } from '../core/errors.ts';
import { sha256 } from '../core/sha256.ts';
import type { RandomBytes } from './random-bytes.ts';
import type { ReadContext } from './result.ts';
import { pieces } from './stream.ts';

/** Up to this size the platform hashes the bytes at once, which is fastest; it takes no bytes piece by piece. */
const mostAtOnce = 64_000_000;

/** SHA-256 of a file as 64 hexadecimal digits; a large one never lies in memory as a whole. */
export async function fingerprint(input: Blob | Uint8Array, ctx: ReadContext): Promise<string> {
  if (input instanceof Uint8Array) return sha256(input);
  if (input.size <= mostAtOnce) return sha256(new Uint8Array(await input.arrayBuffer()));
  const { createSHA256 } = await import('hash-wasm');
  const hash = await createSHA256();
  for await (const piece of pieces(input.stream(), null, { signal: ctx.signal })) hash.update(piece);
  throwIfCancelled(ctx.signal);
  return hash.digest('hex');
}

/** Bytes whose every read is hashed, for a source that is read in parts: the fingerprint is that of the parts in order. */
export async function hashingReads(input: RandomBytes): Promise<{ input: RandomBytes; digest(): string }> {
  const { createSHA256 } = await import('hash-wasm');
  const hash = await createSHA256();
  return {
    input: {
      ...input,
      async read(start, end) {
        const bytes = await input.read(start, end);
        hash.update(bytes);
        return bytes;
      },
    },
    digest: () => hash.digest('hex'),
  };
}
