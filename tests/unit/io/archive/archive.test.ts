import { deflateRawSync, gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../../src/io/archive/crc32.ts';
import { collect, inflateGzip, type InflateLimits } from '../../../../src/io/archive/inflate.ts';
import { listZip } from '../../../../src/io/archive/zip.ts';
import { previewTable } from '../../../../src/io/preview.ts';
import { randomBytes } from '../../../../src/io/random-bytes.ts';
import { readTable } from '../../../../src/io/read.ts';
import { chunked, encode, rowsOf } from '../read-text.ts';

const csv = 'a,b\n1,x\n2,y\n';
const table = [
  ['1', 'x'],
  ['2', 'y'],
];
const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const read = (name: string, bytes: Uint8Array, member?: string) =>
  readTable(name, bytes, { choice: member === undefined ? {} : { member } });

test('the checksum of the standard’s example, in one go and in two', () => {
  // "123456789" is the check value of the CRC catalogue.
  expect(crc32(encode('123456789'))).toBe(0xcbf43926);
  expect(crc32(encode('6789'), crc32(encode('12345')))).toBe(0xcbf43926);
});

describe('gzip', () => {
  test('a table, from bytes and from a Blob, named without its ending', async () => {
    const packed = new Uint8Array(gzipSync(csv));
    for (const input of [packed, new Blob([packed])]) {
      const { table: found, source } = await readTable('a.csv.gz', input);
      expect(rowsOf(found)).toEqual(table);
      expect(source).toMatchObject({ name: 'a.csv.gz', format: 'csv', bytes: packed.length });
    }
  });

  test('whatever was packed comes out, of any number of members, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, size) => {
          const packed = join(...parts.map(part => new Uint8Array(gzipSync(part))));
          const out = await collect(inflateGzip(chunked(packed, size), 'a', packed.length, {}), 'a', 1e6, {});
          expect(out).toEqual(join(...parts));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('any byte changed or cut is found, or changes nothing that is read', async () => {
    const plain = encode('n\n'.padEnd(3000, '1234567\n'));
    const packed = new Uint8Array(gzipSync(plain));
    for (let at = 0; at < packed.length; at++) {
      const changed = packed.slice();
      changed[at]! ^= 16;
      const out = await collect(inflateGzip(chunked(changed, 64), 'a', changed.length, {}), 'a', 1e7, {}).catch(
        (e: unknown) => e,
      );
      if (out instanceof Error) expect(out).toMatchObject({ code: 'read/malformed' });
      else expect(out).toEqual(plain);
      const cut = await collect(inflateGzip(chunked(packed.slice(0, at), 64), 'a', at, {}), 'a', 1e7, {}).catch(
        (e: unknown) => e,
      );
      expect(cut).toMatchObject({ code: 'read/malformed' });
    }
  });

  test('a bomb is refused while it is unpacked, by ratio and by size', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(100_000_000)));
    await expect(read('bomb.gz', bomb)).rejects.toMatchObject({ code: expect.stringMatching(/^read\/(inflates-too-far|not-a-table)$/) as string }); // prettier-ignore
    const text = new Uint8Array(gzipSync('a,b\n'.repeat(30_000_000)));
    await expect(read('bomb.csv.gz', text)).rejects.toMatchObject({ code: 'read/inflates-too-far' });
    const limits: InflateLimits = { bytes: 1000, freeBytes: 100, ratio: 10 };
    const drain = (bytes: Uint8Array) =>
      collect(inflateGzip(chunked(bytes, 100), 'a', bytes.length, {}, limits), 'a', 1e9, {});
    await expect(drain(new Uint8Array(gzipSync('x'.repeat(500))))).rejects.toMatchObject({ code: 'read/inflates-too-far', details: { ratio: 10 } }); // prettier-ignore
  });

  test('an archive inside is refused', async () => {
    await expect(read('a.gz', new Uint8Array(gzipSync(gzipSync(csv))))).rejects.toMatchObject({
      code: 'read/nested-archive',
    });
  });
});

describe('zip', () => {
  const zip = zipSync({ 'readme.txt': strToU8('hello '.repeat(50)), 'deep/a.csv': strToU8(csv), '__MACOSX/a.csv': strToU8('x'), 'b.json': strToU8('[{"z":1}]') }); // prettier-ignore

  test('the table inside is found, another one can be chosen', async () => {
    expect(rowsOf((await read('a.zip', zip)).table)).toEqual(table);
    expect((await read('a.zip', zip, 'b.json')).table.names).toEqual(['z']);
    await expect(read('a.zip', zip, 'c.csv')).rejects.toMatchObject({ code: 'read/no-such-member' });
    const preview = await previewTable('a.zip', randomBytes(new Blob([zip as Uint8Array<ArrayBuffer>])), {}, {});
    expect(preview).toMatchObject({ container: 'zip', member: 'deep/a.csv', format: 'csv', header: ['a', 'b'] });
    expect(preview.members.map(m => m.name)).toEqual(['readme.txt', 'deep/a.csv', 'b.json']);
  });

  test('stored as well as deflated', async () => {
    expect(rowsOf((await read('a.zip', zipSync({ 'a.csv': strToU8(csv) }, { level: 0 }))).table)).toEqual(table);
  });

  test('an archive inside is refused, a password and an unknown packing are named', async () => {
    await expect(read('a.zip', zipSync({ 'a.zip': zip }))).rejects.toMatchObject({ code: 'read/nested-archive' });
    const one = zipSync({ 'a.csv': strToU8(csv) });
    const central = Buffer.from(one).indexOf('PK\u0001\u0002');
    const locked = one.slice();
    locked[central + 8]! |= 1;
    await expect(read('a.zip', locked)).rejects.toMatchObject({ code: 'read/encrypted' });
    const odd = one.slice();
    odd[central + 10] = 14;
    await expect(read('a.zip', odd)).rejects.toMatchObject({ code: 'read/unsupported' });
  });

  test('a size that is announced too large or too small is refused', async () => {
    const one = zipSync({ 'a.csv': strToU8(csv) });
    const central = Buffer.from(one).indexOf('PK\u0001\u0002');
    const says = (bytes: number): Uint8Array => {
      const changed = one.slice();
      new DataView(changed.buffer).setUint32(central + 24, bytes, true);
      return changed;
    };
    await expect(read('a.zip', says(3_000_000_000))).rejects.toMatchObject({ code: 'read/inflates-too-far' });
    await expect(read('a.zip', says(5))).rejects.toMatchObject({ code: 'read/malformed' });
    await expect(read('a.zip', says(500))).rejects.toMatchObject({ code: 'read/malformed' });
  });

  test('sizes beyond 32 bits are read from the extra field', async () => {
    // A directory entry whose sizes stand in extra field 1, as streaming writers make them.
    const body = new Uint8Array(deflateRawSync(csv));
    const name = encode('a.csv');
    const local = new Uint8Array(30 + name.length);
    new DataView(local.buffer).setUint32(0, 0x04034b50, true);
    new DataView(local.buffer).setUint16(26, name.length, true);
    local.set(name, 30);
    const extra = new Uint8Array(20);
    const extraView = new DataView(extra.buffer);
    extraView.setUint16(0, 1, true);
    extraView.setUint16(2, 16, true);
    extraView.setBigUint64(4, BigInt(csv.length), true);
    extraView.setBigUint64(12, BigInt(body.length), true);
    const central = new Uint8Array(46);
    const view = new DataView(central.buffer);
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(10, 8, true);
    view.setUint32(16, crc32(encode(csv)), true);
    view.setUint32(20, 0xffffffff, true);
    view.setUint32(24, 0xffffffff, true);
    view.setUint16(28, name.length, true);
    view.setUint16(30, extra.length, true);
    const directory = join(central, name, extra);
    const end = new Uint8Array(22);
    const endView = new DataView(end.buffer);
    endView.setUint32(0, 0x06054b50, true);
    endView.setUint16(10, 1, true);
    endView.setUint32(12, directory.length, true);
    endView.setUint32(16, local.length + body.length, true);
    const bytes = join(local, body, directory, end);
    expect((await listZip(randomBytes(bytes), 'a'))[0]).toMatchObject({ bytes: csv.length, packed: body.length });
    expect(rowsOf((await read('a.zip', bytes)).table)).toEqual(table);
  });

  test('cut anywhere it is refused', async () => {
    const one = zipSync({ 'a.csv': strToU8(csv) });
    for (let size = 4; size < one.length; size++) {
      await expect(read('a.zip', one.slice(0, size))).rejects.toMatchObject({ code: 'read/malformed' });
    }
  });
});
