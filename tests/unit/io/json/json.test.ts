import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StudioError } from '../../../../src/core/errors.ts';
import { readJson, surveyJson } from '../../../../src/io/json/read-json.ts';
import { JsonWalker } from '../../../../src/io/json/walk.ts';
import { previewTable } from '../../../../src/io/preview.ts';
import { randomBytes } from '../../../../src/io/random-bytes.ts';
import { readTable } from '../../../../src/io/read.ts';
import { chunked, codesOf, encode, rowsOf } from '../read-text.ts';

const read = (text: string, path?: string) =>
  readTable('a.json', encode(text), { choice: path === undefined ? {} : { path } });

describe('values', () => {
  test('each kind, missing, dates, and structs by dotted names', async () => {
    const result = await read(
      JSON.stringify([
        { n: 1, s: 'x', b: true, when: '2024-01-31', at: { lat: 1.5, deep: { z: 'q' } } },
        { n: null, s: 'y', b: false, when: '2024-02-01T06:00:00Z', extra: 2 },
      ]),
    );
    expect(result.table.names).toEqual(['n', 's', 'b', 'when', 'at.lat', 'at.deep.z', 'extra']);
    expect(result.fields.map(f => f.kind)).toEqual(['number', 'category', 'boolean', 'datetime', 'number', 'category', 'number']); // prettier-ignore
    expect(rowsOf(result.table)).toEqual([
      ['1', 'x', 'true', '2024-01-31', '1.5', 'q', null],
      [null, 'y', 'false', '2024-02-01T06:00', null, null, '2'],
    ]);
    expect(result.notes).toEqual([]);
  });

  test('lists are left out by name, the rest is read', async () => {
    const result = await read('[{"a":1,"tags":["x"],"p":{"q":[1]}},{"a":2,"tags":[]}]');
    expect(result.table.names).toEqual(['a']);
    expect(result.notes.map(n => n.text)).toEqual([
      '2 columns with lists cannot be held in a table and were left out: "tags", "p.q".',
    ]);
    await expect(read('[{"tags":["x"]}]')).rejects.toMatchObject({ code: 'read/nothing-left' });
  });

  test('a list in some rows only is missing there, with a note', async () => {
    const result = await read('[{"a":"x"},{"a":["y","z"]}]');
    expect(rowsOf(result.table)).toEqual([['x'], [null]]);
    expect(codesOf(result)).toEqual(['read/nested-values']);
  });

  test('integers beyond 2^53 keep every digit as text', async () => {
    const result = await read('[{"id":9007199254740993,"s":"9007199254740993 in \\"text\\""},{"id":12,"s":""}]');
    expect(rowsOf(result.table)).toEqual([
      ['9007199254740993', '9007199254740993 in "text"'],
      ['12', null],
    ]);
    expect(codesOf(result)).toEqual(['read/mixed-kinds', 'read/empty-texts']);
  });

  test('every number is the one that JSON.parse reads; whole ones beyond 2^53 are their digits', async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom('0.14285714285714285', '-1234567890123456.7', '1e-7', '12345678901234567e2', '-0', '1E+20'),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 5 }), async written => {
        const { table } = await read(`[{${written.map((text, i) => `"c${i}":${text}`).join(',')}}]`);
        written.forEach((text, i) => {
          const exact = !/^-?\d+$/.test(text) || Number.isSafeInteger(Number(text));
          const column = table.columns[i]!;
          if (exact) expect((column as { values: Float64Array }).values[0], text).toBe(JSON.parse(text));
          else expect(rowsOf(table)[0]![i]).toBe(text);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('numbers written as texts are numbers, codes with leading zeros are not', async () => {
    const result = await read('[{"v":"1.50","zip":"01067"},{"v":"2","zip":"53111"}]');
    expect(result.fields.map(f => f.kind)).toEqual(['number', 'category']);
    expect(codesOf(result)).toEqual(['read/numbers-in-text']);
  });

  test('kinds that differ become text', async () => {
    const result = await read('[{"v":1},{"v":true},{"v":"x"},{"v":null}]');
    expect(rowsOf(result.table)).toEqual([['1'], ['true'], ['x'], [null]]);
    expect(result.notes[0]?.text).toContain('numbers, truth values, texts');
  });

  test('nothing in one record and an object in another is the object', async () => {
    const { table } = await read('[{"a":null,"b":1},{"a":{"c":2},"b":1},{"a":null,"b":2}]');
    expect(table.names).toEqual(['b', 'a.c']);
  });

  test('lists as rows, with names in the first one', async () => {
    expect((await read('[["a","b"],["x",1],["y",2]]')).table.names).toEqual(['a', 'b']);
    const { table } = await read('[[1,2],[3,4]]');
    expect(table.names).toEqual(['column 1', 'column 2']);
    expect((await read('{"v":[1,2,3]}')).table.names).toEqual(['value']);
  });

  test('strange names are names', async () => {
    const { table } = await read('[{"__proto__":1,"constructor":2,"":3,"a.b":4,"a":{"b":5}}]');
    expect(table.names).toEqual(['__proto__', 'constructor', 'column 3', 'a.b', 'a.b (2)']);
  });
});

describe('which list holds the rows', () => {
  const document = '{"meta":{"count":2},"small":[1],"data":{"it/ems":[{"a":1},{"a":2}]},"after":"x"}';

  test('the longest one unless chosen, by its JSON pointer', async () => {
    expect(rowsOf((await read(document)).table)).toEqual([['1'], ['2']]);
    expect((await read(document, '/small')).table.names).toEqual(['value']);
    expect(rowsOf((await read(document, '/data/it~1ems')).table)).toHaveLength(2);
    await expect(read(document, '/data')).rejects.toMatchObject({ code: 'read/no-such-path' });
  });

  test('the preview lists them', async () => {
    const preview = await previewTable('a.json', randomBytes(encode(document)), {}, {});
    expect(preview.lists).toEqual([
      { path: '/data/it~1ems', label: 'data › it/ems', elements: 2 },
      { path: '/small', label: 'small', elements: 1 },
    ]);
    expect(preview).toMatchObject({ format: 'json', path: '/data/it~1ems', header: ['a'], rows: [['1'], ['2']] });
  });

  test('the preview says what will be left out', async () => {
    const preview = await previewTable('a.json', randomBytes(encode('[{"a":1,"tags":["x"]}]')), {}, {});
    expect(preview.leftOut).toEqual(['1 column with lists cannot be held in a table and was left out: "tags".']);
  });

  test('a document without a list is refused with an example', async () => {
    const error = (await read('{"a":{"b":1}}').catch((e: unknown) => e)) as StudioError;
    expect(error.code).toBe('read/no-rows');
    expect(error.message).toContain('[{"a": 1}, {"a": 2}]');
  });
});

test('NDJSON is read line by line', async () => {
  const result = await readTable('a.ndjson', encode('{"a":1}\n{"a":2,"b":"x"}\n\n{"a":3}\n'));
  expect(result.source.format).toBe('ndjson');
  expect(rowsOf(result.table)).toEqual([
    ['1', null],
    ['2', 'x'],
    ['3', null],
  ]);
  const error = (await readTable('a.ndjson', encode('{"a":1}\n{"a":2}\n{"a":}\n')).catch((e: unknown) => e)) as Error;
  expect(error.message).toContain('record 3 is not JSON');
});

describe('damage', () => {
  test.each([
    '[{"a":1}',
    '[{"a":1},]',
    '{"a" 1}',
    '[1 2]',
    '[{"a":1}}',
    '{"a":[1],}',
    '[{"a":tru}]',
    '{"a":[1]} x',
    '[[["',
    '[{"a":"\u0001"}]',
  ])('%s is refused', async text => {
    await expect(readJson(() => chunked(encode(text), 3), { name: 'a', lines: false }, {})).rejects.toMatchObject({
      code: 'read/malformed',
    });
  });

  test('brackets without end are refused early', async () => {
    const deep = '['.repeat(100_000);
    await expect(surveyJson(chunked(encode(deep), 1000), 'a', null, {})).rejects.toMatchObject({
      code: 'read/malformed',
    });
    await expect(read(`[${'{"a":'.repeat(600)}1${'}'.repeat(600)}]`)).rejects.toMatchObject({ code: 'read/malformed' });
  });
});

test('the elements found are those JSON.parse finds, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 6 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      (values, spaced, size) => {
        const text = JSON.stringify({ k: { 'a"b/~': values }, other: [[1], 'x'] }, null, spaced ? 2 : undefined);
        const found: unknown[] = [];
        const walker = new JsonWalker(
          {
            wants: pointer => pointer === '/k/a"b~1~0',
            element: (_, bytes) => void found.push(JSON.parse(new TextDecoder().decode(bytes))),
          },
          'a',
        );
        const bytes = encode(text);
        for (let at = 0; at < bytes.length; at += size) walker.push(bytes.subarray(at, at + size));
        walker.end();
        expect(found).toEqual(JSON.parse(JSON.stringify(values)));
      },
    ),
    { numRuns: 300 },
  );
});
