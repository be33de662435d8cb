import { expect, test } from 'vitest';
import { refuseFormat, sniffFormat } from '../../../src/io/sniff.ts';
import { encode } from './read-text.ts';

test.each([
  ['a,b\n1,2\n', 'csv'],
  ['PAR1....', 'parquet'],
  ['PARE....', 'encrypted-parquet'],
  ['ARROW1\0\0', 'arrow'],
  ['  <!doctype HTML>\n<html>', 'html'],
  ['<html lang="en">', 'html'],
  ['<!-- note --><html>', 'html'],
  ['<?xml version="1.0"?><rows/>', 'xml'],
  ['{"a": [1, 2]}', 'json'],
  ['[\n  {"a": 1}]', 'json'],
  ['[[1, 2], [3, 4]]', 'json'],
  ['{"a": 1}\n{"a": 2}\n', 'ndjson'],
  ['{"a":\n1}\n', 'json'],
  ['<b>,2\n', 'csv'],
  ['{x},y\n1,2\n', 'csv'],
  ['BZh is a name,b\n1,2\n', 'csv'],
  ['%PDF-1.4', 'pdf'],
  ['a\0,b\n1,2\n', 'csv'],
  ['', 'csv'],
])('%j is %s', (text, format) => expect(sniffFormat(encode(text))).toBe(format));

test('zip, gzip, pictures and noise', () => {
  expect(sniffFormat(Uint8Array.of(0x50, 0x4b, 3, 4))).toBe('zip');
  expect(sniffFormat(Uint8Array.of(0x1f, 0x8b, 8))).toBe('gzip');
  expect(sniffFormat(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toBe('image');
  expect(sniffFormat(Uint8Array.from({ length: 3000 }, (_, i) => (i * 31) % 29))).toBe('binary');
  expect(sniffFormat(new Uint8Array(3000))).toBe('binary');
});

test('the refusal says what it is and what to do', () => {
  expect(refuseFormat('a.csv', 'xz').message).toBe('a.csv is an xz archive. Unpack it and choose the file inside.');
});
