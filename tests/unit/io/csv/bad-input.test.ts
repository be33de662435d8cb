import { describe, expect, test } from 'vitest';
import { StudioError } from '../../../../src/core/errors.ts';
import { readCsv } from '../../../../src/io/csv/read-csv.ts';
import { encode, readBytes, readText } from '../read-text.ts';

async function refusal(reading: Promise<unknown>): Promise<StudioError> {
  const error = await reading.then(
    () => new Error('It was read.'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StudioError);
  return error as StudioError;
}

describe('what is refused, by name and with a remedy', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty file', '', 'read/empty'],
    ['only line ends', '\n\r\n\n', 'read/empty'],
    ['a byte order mark alone', '\ufeff', 'read/empty'],
    ['header only', 'a,b,c\n', 'read/no-rows'],
    ['unclosed quote', 'a,b\n1,"2\n3,4\n', 'read/unclosed-quote'],
    ['web page', '<!DOCTYPE html><html><body>Not found</body></html>', 'read/web-page'],
    ['zip', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0), 'read/not-a-table'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), 'read/not-a-table'],
    ['pdf', '%PDF-1.7\n%âãÏÓ\n', 'read/not-a-table'],
    ['old Excel', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 'read/not-a-table'],
    ['parquet under another name', 'PAR1xxxxPAR1', 'read/not-a-table'],
    ['json', '[{"a": 1}, {"a": 2}]', 'read/not-a-table'],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251), 'read/not-a-table'],
  ])('%s', async (_what, content, code) => {
    const bytes = typeof content === 'string' ? encode(content) : content;
    const error = await refusal(readBytes(bytes, { name: 'sales.csv' }));
    expect(error.code).toBe(code);
    if (code !== 'read/unclosed-quote') expect(error.message).toContain('sales.csv');
    expect(error.message).toMatch(/\. [A-Z].*\.$/s);
  });

  test('an unclosed quote names its line', async () => {
    const error = await refusal(readText(`a,b\n${'1,2\n'.repeat(99)}3,"4\n${'5,6\n'.repeat(50)}`));
    expect(error.details).toEqual({ line: 101 });
    expect(error.message).toContain('line 101');
  });

  test('a header without rows is a table where the caller allows it', async () => {
    const { table } = await readText('a,b\n', { allowNoRows: true });
    expect(table).toMatchObject({ rows: 0, names: ['a', 'b'] });
  });

  test('more than 10,000 columns', async () => {
    const error = await refusal(readText(`${Array.from({ length: 10_001 }, (_, i) => `c${i}`).join(',')}\n1\n`));
    expect(error.code).toBe('read/too-many-columns');
  });

  test('a 300 MB line is given up after 16 MB', async () => {
    const chunk = encode('x'.repeat(1 << 20));
    let given = 0;
    async function* line(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(encode('a,b\n1,2\n'));
      for (; given < 300; given++) yield chunk;
    }
    const error = await refusal(readCsv(line()));
    expect(error).toMatchObject({ code: 'read/line-too-long', details: { line: 3 } });
    expect(given).toBeLessThan(40);
  });

  test('too many cells', async () => {
    const error = await refusal(readText(`a,b\n${'1,2\n'.repeat(100)}`, { limits: { cells: 150 } }));
    expect(error.code).toBe('read/too-large');
  });

  test.each([',,', '\n', '"', 'é', ''])('the delimiter %j', async delimiter => {
    expect((await refusal(readText('a,b\n1,2\n', { dialect: { delimiter, quote: '"' } }))).code).toBe('read/dialect');
  });
});
