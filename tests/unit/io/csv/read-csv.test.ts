import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { getColumn } from '../../../../src/core/table/table.ts';
import { readCsv } from '../../../../src/io/csv/read-csv.ts';
import { codesOf, encode, readBytes, readText, rowsOf } from '../read-text.ts';

const kindsOf = async (text: string): Promise<string[]> =>
  (await readText(text)).fields.map(f => f.kind + (f.integer ? ' integer' : ''));

describe('types', () => {
  test('are decided by the whole file', async () => {
    const numbers = Array.from({ length: 5000 }, (_, i) => String(i)).join('\n');
    expect(await kindsOf(`a\n${numbers}\n`)).toEqual(['number integer']);
    expect(await kindsOf(`a\n${numbers}\n0.5\n`)).toEqual(['number']);
    expect(await kindsOf(`a\n${numbers}\nx\n`)).toEqual(['text']);
  });

  test.each([
    ['true\nFalse\n', ['boolean']],
    ['yes\nno\n', ['boolean']],
    ['t\nf\n', ['boolean']],
    ['t\nt\n', ['category']],
    ['yes\ntrue\n', ['category']],
    ['1\n0\n', ['number integer']],
    ['08123\n01234\n', ['category']],
    ['9007199254740991\n', ['number integer']],
    ['9007199254740993\n', ['category']],
    ['2011-01-01\n2011-01-02 05:00\n', ['datetime']],
    ['13/1/2011\n1/2/2011\n', ['datetime']],
    ['13/1/2011\n1/13/2011\n', ['category']],
    ['NA\n\n', ['text']],
    ['1e5\n-.5\n+3.\n', ['number']],
    ['22.0\n3.0\n', ['number integer']],
  ])('%j', async (text, kinds) => expect(await kindsOf(`a\n${text}`)).toEqual(kinds));

  test('few distinct texts are a category, many are text', async () => {
    const lines = (distinct: number): string => Array.from({ length: 100 }, (_, i) => `v${i % distinct}`).join('\n');
    expect(await kindsOf(`a\n${lines(50)}`)).toEqual(['category']);
    expect(await kindsOf(`a\n${lines(51)}`)).toEqual(['text']);
  });

  test('a decimal comma counts where the comma is not the delimiter', async () => {
    const result = await readText('a;b\n1,5;x\n-2;y\n1234,25;z\n');
    expect(Array.from((getColumn(result.table, 'a') as { values: Float64Array }).values)).toEqual([1.5, -2, 1234.25]);
    expect(codesOf(result)).toContain('read/decimal-comma');
    expect(codesOf(await readText('a;b\n1,500;x\n2,500;y\n'))).toContain('read/ambiguous-decimal-comma');
  });

  test('every number is Number(text)', async () => {
    const isId = (text: string): boolean => /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text));
    const text = fc
      .oneof(fc.double({ noNaN: true }).map(String), fc.float({ noNaN: true }).map(String))
      .filter(t => !isId(t));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 50 }), async texts => {
        const { table } = await readText(`a\n${texts.join('\n')}\n`);
        const found = (table.columns[0] as { values: Float64Array }).values;
        expect(Array.from(found)).toEqual(texts.map(Number));
      }),
    );
  });

  test('dates follow the order that the column shows, and an open choice is said', async () => {
    expect(rowsOf((await readText('a\n1/2/2011\n13/2/2011\n')).table)[0]).toEqual(['2011-02-01']);
    expect(rowsOf((await readText('a\n1/2/2011\n2/13/2011\n')).table)[0]).toEqual(['2011-01-02']);
    const open = await readText('a\n1/2/2011\n3/4/2011\n');
    expect(codesOf(open)).toContain('read/ambiguous-date-order');
    const told = await readText('a\n1/2/2011\n3/4/2011\n', { dayFirst: true });
    expect(rowsOf(told.table)[0]).toEqual(['2011-02-01']);
    expect(codesOf(told)).toEqual([]);
    expect(codesOf(await readText('a\n13/1/2011\n1/13/2011\n'))).toContain('read/mixed-date-order');
  });

  test('a chosen kind is taken, and what does not fit is counted', async () => {
    const result = await readText('a,b\n08123,1\n01234,x\n', { kinds: [['a', 'number'], ['b', 'number']] }); // prettier-ignore
    expect(result.fields.map(f => f.kind)).toEqual(['number', 'number']);
    expect(result.notes).toContainEqual(expect.objectContaining({ code: 'read/unparseable', column: 'b', count: 1 }));
  });
});

describe('missing values', () => {
  test('markers are taken and counted by column', async () => {
    const result = await readText('a,b\n1,x\nNA,?\n?,\nNA,-\n-5,y\n');
    expect(rowsOf(result.table)).toEqual([['1', 'x'], [null, null], [null, null], [null, null], ['-5', 'y']]); // prettier-ignore
    expect(result.notes.find(n => n.column === 'a')).toMatchObject({
      code: 'read/missing-markers',
      count: 3,
      markers: [
        { marker: 'NA', count: 2 },
        { marker: '?', count: 1 },
      ],
    });
  });
  test('a list of one’s own replaces the usual one', async () => {
    const result = await readText('a,b\nNA,-999\nx,1\n', { missing: ['-999'] });
    expect(rowsOf(result.table)).toEqual([['NA', null], ['x', '1']]); // prettier-ignore
  });
});

describe('structure', () => {
  test('ragged rows are kept and counted with their lines', async () => {
    const result = await readText('a,b,c\n1,2,3\n4,5\n6\n7,8,9,10\n1,2,3,\n');
    expect(rowsOf(result.table)).toEqual([
      ['1', '2', '3'], ['4', '5', null], ['6', null, null], ['7', '8', '9'], ['1', '2', '3'],
    ]); // prettier-ignore
    expect(result.notes).toMatchObject([
      { code: 'read/short-rows', count: 2, lines: [3, 4] },
      { code: 'read/long-rows', count: 1, lines: [5] },
    ]);
    expect(result.notes[0]!.text).toBe(
      '2 rows had fewer cells than the header (lines 3, 4); they were kept, and the cells that are not there are missing.',
    );
  });

  test('names that repeat or are missing', async () => {
    const result = await readText('x,,x,x (2),\n1,2,3,4,5\n');
    expect(result.table.names).toEqual(['x', 'column 2', 'x (3)', 'x (2)', 'column 5']);
    expect(codesOf(result)).toEqual(['read/empty-names', 'read/duplicate-names']);
  });

  test('__proto__, constructor and toString are names like any other', async () => {
    const result = await readText('__proto__,constructor,toString\n1,a,x\n2,b,y\n');
    expect(result.table.names).toEqual(['__proto__', 'constructor', 'toString']);
    expect(rowsOf(result.table)).toEqual([['1', 'a', 'x'], ['2', 'b', 'y']]); // prettier-ignore
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('row names as R writes them get a column of their own', async () => {
    const result = await readText('a,b\nr1,1,2\nr2,3,4\n');
    expect(result.table.names).toEqual(['column 1', 'a', 'b']);
    expect(rowsOf(result.table)).toEqual([['r1', '1', '2'], ['r2', '3', '4']]); // prettier-ignore
    expect(codesOf(result)).toEqual(['read/unnamed-first-column']);
  });

  test('a trailing delimiter adds no column', async () => {
    const result = await readText('a,b\n1,2,\n3,4,\n');
    expect(result.table.names).toEqual(['a', 'b']);
    expect(codesOf(result)).toEqual([]);
  });

  test('no header', async () => {
    const result = await readText('1,x\n2,y\n');
    expect(result.table.names).toEqual(['column 1', 'column 2']);
    expect(codesOf(result)).toEqual(['read/no-header']);
  });

  test('2,000 columns', async () => {
    const row = (cell: (i: number) => string): string => Array.from({ length: 2000 }, (_, i) => cell(i)).join(',');
    const { table, fields } = await readText(`${row(i => `n${i}`)}\n${row(String)}\n${row(i => String(i / 2))}\n`);
    expect(table.names).toHaveLength(2000);
    expect(fields.every(f => f.kind === 'number')).toBe(true);
  });

  test('NUL bytes are replaced and counted', async () => {
    const result = await readText('a,b\n1\0,x\0y\n2,z\n');
    expect(rowsOf(result.table)).toEqual([['1', 'x y'], ['2', 'z']]); // prettier-ignore
    expect(result.notes).toContainEqual(expect.objectContaining({ code: 'read/nul-bytes', count: 2, lines: [2] }));
  });
});

describe('encodings', () => {
  test('a byte order mark is no part of the first name', async () => {
    expect((await readText('\ufeff"a",b\n1,2\n')).table.names).toEqual(['a', 'b']);
  });
  test('Windows-1252 is recognised anywhere in the file', async () => {
    const late = `name,price\n${'plain,1\n'.repeat(100_000)}`;
    const bytes = new Uint8Array([...encode(late), ...encode('Caf'), 0xe9, 0x80, ...encode(',2\n')]);
    const result = await readBytes(bytes);
    expect(rowsOf(result.table).at(-1)).toEqual(['Café€', '2']);
    expect(result.dialect?.encoding).toBe('windows-1252');
    expect(codesOf(result)).toEqual(['read/encoding']);
  });
  test('the encoding can be forced', async () => {
    const bytes = encode('a,n\né,1\n');
    expect(rowsOf((await readBytes(bytes, { dialect: { encoding: 'windows-1252' } })).table)[0]![0]).toBe('Ã©');
  });
  test('UTF-16 with a byte order mark', async () => {
    const text = 'a;ü\n1;€\n';
    const bytes = new Uint8Array(2 + text.length * 2);
    new DataView(bytes.buffer).setUint16(0, 0xfeff, true);
    [...text].forEach((c, i) => new DataView(bytes.buffer).setUint16(2 + i * 2, c.charCodeAt(0), true));
    const result = await readBytes(bytes, {}, 3);
    expect(result.table.names).toEqual(['a', 'ü']);
    expect(rowsOf(result.table)).toEqual([['1', '€']]);
  });
});

describe('streams', () => {
  test('chunks of any size give the same table', async () => {
    const bytes = encode('a,b,c\r\n1,"x\r\ny",ü\r\n2,"q""q",é\r\n,,\r\n');
    const whole = await readBytes(bytes);
    for (const size of [1, 2, 3, 5, 7]) expect(await readBytes(bytes, {}, size)).toEqual(whole);
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await readCsv(stream)).toEqual(whole);
  });

  test('progress grows to the whole size', async () => {
    const bytes = encode(`a\n${'123456\n'.repeat(500_000)}`);
    const seen: [number, number | null][] = [];
    await readCsv(
      new Blob([bytes as Uint8Array<ArrayBuffer>]).stream(),
      { size: bytes.length },
      {
        progress: (done, total) => seen.push([done, total]),
      },
    );
    expect(seen[0]).toEqual([0, bytes.length]);
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
    expect(seen.map(s => s[0])).toEqual(seen.map(s => s[0]).sort((a, b) => a - b));
  });

  test('a cancel stops the source', async () => {
    const stop = new AbortController();
    let cancelled = false;
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(encode('1,2\n'.repeat(1000)));
        if (++given === 500) stop.abort();
      },
      cancel() {
        cancelled = true;
      },
    });
    await expect(readCsv(endless, {}, { signal: stop.signal })).rejects.toMatchObject({ code: 'rpc/cancelled' });
    expect(cancelled).toBe(true);
  });
});
