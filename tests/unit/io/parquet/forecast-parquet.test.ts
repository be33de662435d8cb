import { expect, test } from 'vitest';
import { forecastParquet } from '../../../../src/io/parquet/forecast-parquet.ts';
import { loadFooter } from '../../../../src/io/parquet/footer.ts';
import { writeParquet } from '../../../../src/io/parquet/write-parquet.ts';
import { randomBytes } from '../../../../src/io/random-bytes.ts';
import { readText } from '../read-text.ts';

test('the footer tells the rows, the kinds and about how much each column takes', async () => {
  const lines = Array.from(
    { length: 3000 },
    (_, i) => `${i},${i / 8},remark ${i},2021-01-01,${i % 2 ? 'true' : 'false'}`,
  );
  const { table, fields } = await readText(`i,n,t,d,b\n${lines.join('\n')}\n`);
  const footer = await loadFooter(randomBytes(await writeParquet(table, fields)), 'a.parquet');
  const forecast = forecastParquet(footer);
  expect(forecast).toMatchObject({ rows: 3000, exact: true });
  expect(forecast.columns.map(({ kind }) => kind)).toEqual(['number', 'number', 'text', 'datetime', 'boolean']);
  const text = table.columns[2] as { bytes: Uint8Array };
  expect(forecast.columns[2]!.bytes / (4 + text.bytes.length / 3000)).toBeGreaterThan(0.7);
  expect(forecast.columns[2]!.bytes / (4 + text.bytes.length / 3000)).toBeLessThan(1.5);
  expect([0, 1, 3, 4].map(i => forecast.columns[i]!.bytes)).toEqual([8, 8, 8, 1]);
});
