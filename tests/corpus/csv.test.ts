import { describe, expect, test } from 'vitest';
import { suggestTarget } from '../../src/core/table/infer.ts';
import { previewCsv, sniffCsv } from '../../src/io/csv/dialect.ts';
import { readTable } from '../../src/io/read.ts';
import { rowsOf } from '../unit/io/read-text.ts';
import { overCorpus } from './folder.ts';

overCorpus('csv/csvs', (files, read) => {
  overCorpus('csv/json', (_, readJson) => {
    test.each(files.filter(f => f !== 'location_coordinates.csv'))('csv-spectrum %s', async file => {
      const expected = JSON.parse(new TextDecoder().decode(readJson(file.replace('.csv', '.json')))) as Record<
        string,
        string
      >[];
      const bytes = read(file);
      const { header, rows } = previewCsv(bytes, sniffCsv(bytes));
      const preview = rows.map(row => Object.fromEntries(header!.map((name, i) => [name, row[i]])));
      // The reference was made on a system whose line end inside quotes is LF.
      expect(JSON.parse(JSON.stringify(preview).replaceAll('\\r\\n', '\\n'))).toEqual(
        JSON.parse(JSON.stringify(expected).replaceAll('\\r\\n', '\\n')),
      );
      const { table } = await readTable(file, bytes);
      const texts = rowsOf(table).map(row => row.map(cell => (cell ?? '').replaceAll('\r\n', '\n')));
      expect(texts).toEqual(expected.map(row => table.names.map(name => row[name]!.replaceAll('\r\n', '\n'))));
    });

    test('csv-spectrum location_coordinates.csv, whose reference has another telephone number', async () => {
      const { table } = await readTable('location_coordinates.csv', read('location_coordinates.csv'));
      const { 'Contact Phone Number': _number, ...expected } = JSON.parse(
        new TextDecoder().decode(readJson('location_coordinates.json')),
      ) as Record<string, string>;
      const found = Object.fromEntries(table.names.map((name, i) => [name, rowsOf(table)[0]![i]]));
      expect(found).toEqual({ 'Contact Phone Number': '2095257564', ...expected });
    });
  });
});

overCorpus('tables', (_files, read) => {
  const kinds = (fields: readonly { kind: string; integer?: boolean }[]): string =>
    fields.map(f => (f.integer ? 'i' : f.kind[0]!)).join('');

  describe('real tables: rows, kinds (i integer, n number, c category, b boolean, t text), target', () => {
    test.each([
      ['penguins.csv', 344, 'ccnniic', 'species'],
      ['titanic.csv', 891, 'iicniincccbccbb', 'survived'],
      ['diamonds.csv', 53_940, 'ncccnninnn', 'price'],
      ['mpg.csv', 398, 'niniinict', 'mpg'],
    ])('%s', async (file, rows, pattern, target) => {
      const { table, fields } = await readTable(file, read(file));
      expect(table.rows).toBe(rows);
      expect(kinds(fields)).toBe(pattern);
      expect(suggestTarget(table, fields).target).toBe(target);
    });
  });
});
