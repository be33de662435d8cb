import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';
import { readParquet } from '../../../../src/io/parquet/read-parquet.ts';
import { writeParquet } from '../../../../src/io/parquet/write-parquet.ts';
import { encode } from '../read-text.ts';
import { anyTable } from '../tables.ts';

test('what is written is read back, every value, role and unit', async () => {
  await fc.assert(
    fc.asyncProperty(anyTable, async ({ table, fields }) => {
      const back = await readParquet(await writeParquet(table, fields), { allowNoRows: true });
      expect(back.table.names).toEqual(table.names);
      expect(back.fields).toEqual(fields);
      expect(back.table.columns).toEqual(table.columns);
    }),
    { numRuns: 100 },
  );
});

describe('refusals in words', () => {
  const good = (): Promise<Uint8Array> => writeParquet(makeTable([['a', numberColumn([1, 2, 3])]]), []);
  const refusal = (bytes: Uint8Array): Promise<unknown> =>
    readParquet(bytes, { name: 'log.parquet' }).then(
      () => 'read',
      (error: unknown) => error,
    );

  test('cut anywhere', async () => {
    const bytes = await good();
    for (let size = 0; size < bytes.length; size += 11) {
      const error = await refusal(bytes.slice(0, size));
      expect(error).toMatchObject({ code: 'read/malformed' });
      expect((error as Error).message).toContain('log.parquet');
    }
  });

  test('encrypted, by its last four bytes or by its footer', async () => {
    const bytes = await good();
    const tail = bytes.slice();
    tail.set(encode('PARE'), bytes.length - 4);
    expect(await refusal(tail)).toMatchObject({ code: 'read/encrypted' });
    // A plain footer that names an encryption algorithm: field 8, a struct, before the footer's end.
    const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8).getUint32(0, true);
    const body = bytes.slice(0, bytes.length - 8 - 1);
    const marked = new Uint8Array([...body, 0x0c, 16, 0, 0, 0, 0, 0, 0, ...encode('PAR1')]);
    new DataView(marked.buffer).setUint32(marked.length - 8, size + 3, true);
    expect(await refusal(marked)).toMatchObject({ code: 'read/encrypted' });
  });

  test('no rows', async () => {
    const empty = await writeParquet(makeTable([['a', numberColumn([])]]), []);
    expect(await refusal(empty)).toMatchObject({ code: 'read/no-rows' });
  });

  test('more cells than the limit', async () => {
    await expect(readParquet(await good(), { maxCells: 2 })).rejects.toMatchObject({ code: 'read/too-large' });
  });

  test('noise between the magic words', async () => {
    const noise = new Uint8Array(500).map((_, i) => (i * 7919) % 251);
    noise.set(encode('PAR1'), 0);
    noise.set([80, 0, 0, 0, ...encode('PAR1')], 492);
    expect(await refusal(noise)).toMatchObject({ code: 'read/malformed' });
  });
});
