import { expect, test } from 'vitest';
import { sniffBytes, sniffCsv } from '../../../../src/io/csv/dialect.ts';
import { forecastCsv } from '../../../../src/io/csv/forecast-csv.ts';
import { readCsv } from '../../../../src/io/csv/read-csv.ts';
import { columnLength, type Column } from '../../../../src/core/table/column.ts';
import { encode } from '../read-text.ts';

const arrowBytes = (column: Column): number => {
  if (column.kind === 'text') return column.bytes.length + column.offsets.byteLength;
  return column.kind === 'category' ? column.codes.byteLength : column.values.byteLength;
};

test('rows and bytes come within a tenth of what reading gives, from the beginning alone', async () => {
  const line = (i: number): string =>
    `${i},${(i / 7).toFixed(3)},${['a', 'bb', 'ccc'][i % 3]},"text ${i} ""x"" ${'y'.repeat(i % 20)}",2021-01-0${1 + (i % 9)},${i % 2 ? 'true' : 'false'}\n`;
  const bytes = encode(`id,n,c,t,d,b\n${Array.from({ length: 60_000 }, (_, i) => line(i)).join('')}`);
  const head = bytes.subarray(0, sniffBytes);
  const forecast = forecastCsv(head, bytes.length, sniffCsv(head));
  const { table } = await readCsv(bytes);
  expect(forecast.exact).toBe(false);
  expect(forecast.columns.map(({ kind }) => kind)).toEqual(table.columns.map(({ kind }) => kind));
  expect(Math.abs(forecast.rows / table.rows - 1)).toBeLessThan(0.1);
  forecast.columns.forEach(({ bytes: perRow }, i) => {
    const column = table.columns[i]!;
    expect(Math.abs(perRow / (arrowBytes(column) / columnLength(column)) - 1)).toBeLessThan(0.1);
  });
});

test('a file that lies within its beginning is counted', () => {
  const bytes = encode('a,b\n1,x\n2,y\n\n3,z');
  expect(forecastCsv(bytes, bytes.length, sniffCsv(bytes))).toMatchObject({ rows: 3, exact: true });
});
