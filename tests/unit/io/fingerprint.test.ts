import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fingerprint } from '../../../src/io/fingerprint.ts';

test.each([0, 1000, 70_000_001])('SHA-256 of %i bytes is that of Node, however they are read', async size => {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i += 97) bytes[i] = i % 251;
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(await fingerprint(bytes, {})).toBe(expected);
  expect(await fingerprint(new Blob([bytes]), {})).toBe(expected);
});
