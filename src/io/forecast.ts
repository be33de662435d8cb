import type { TableForecast } from '../core/table/forecast.ts';
import { sniffBytes, sniffCsv } from './csv/dialect.ts';
import { forecastCsv } from './csv/forecast-csv.ts';
import { openSource } from './open.ts';
import type { PreviewOptions } from './preview.ts';
import type { RandomBytes } from './random-bytes.ts';
import type { ReadContext } from './result.ts';

/**
 * What reading a source will take, from its beginning or its index; null for formats and archives that only reading tells
 * about.
 */
export async function forecastTable(
  name: string,
  input: RandomBytes,
  { dialect, choice = {} }: PreviewOptions,
  ctx: ReadContext,
): Promise<TableForecast | null> {
  const source = await openSource(name, input, choice.member, ctx);
  const { format, file, size, container } = source;
  if (format === 'parquet' && !container) {
    const { loadFooter } = await import('./parquet/footer.ts');
    const { forecastParquet } = await import('./parquet/forecast-parquet.ts');
    return forecastParquet(await loadFooter(input, name));
  }
  if (format !== 'csv' || size === null || !file) return null;
  const head = await input.read(0, Math.min(sniffBytes, size));
  return forecastCsv(head, size, sniffCsv(head, dialect));
}
