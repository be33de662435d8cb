import { describe, expect, test } from 'vitest';
import { dataApi } from '../../../src/engine/data.ts';
import { readTable } from '../../../src/io/read.ts';
import { getDataset, setLicence } from '../../../src/store/datasets.ts';

const context = () => ({ signal: new AbortController().signal, progress: () => undefined });
const csv = (text: string): Blob => new Blob([text]);
const open = (projectId: string, blob: Blob, given = {}) =>
  dataApi.open(projectId, 'sales.csv', blob, { kind: 'file' }, given, context());

describe('reading a source again', () => {
  test('what is unchanged is said, what is newer becomes a dataset beside the first, with its licence', async () => {
    const id = crypto.randomUUID();
    const { dataset } = await open(id, csv('a;b\n1;x\n2;y\n'));
    await setLicence(dataset.id, 'CC-BY-4.0');
    expect(await dataApi.readAgain(dataset.id, csv('a;b\n1;x\n2;y\n'), context())).toEqual({ dataset: null, sameColumns: true }); // prettier-ignore
    const newer = await dataApi.readAgain(dataset.id, csv('a;b\n1;x\n2;y\n3;z\n'), context());
    expect(newer.sameColumns).toBe(true);
    expect(newer.dataset).toMatchObject({ projectId: id, name: 'sales.csv', rows: 3, licence: 'CC-BY-4.0' });
    expect((await getDataset(dataset.id)).rows).toBe(2);
    const other = await dataApi.readAgain(dataset.id, csv('a;c\n1;x\n'), context());
    expect(other.sameColumns).toBe(false);
  });

  test('the same part is read again', async () => {
    const text = (rows: number) => csv(JSON.stringify({ a: [{ x: 1 }], b: Array.from({ length: rows }, (_, i) => ({ y: i })) })); // prettier-ignore
    const { dataset } = await open(crypto.randomUUID(), text(3), { choice: { path: '/a' } });
    expect(dataset.fields.map(f => f.name)).toEqual(['x']);
    const { dataset: again } = await dataApi.readAgain(dataset.id, text(4), context());
    expect(again!.fields.map(f => f.name)).toEqual(['x']);
    expect(again!.choice).toEqual({ path: '/a' });
  });
});

describe('downloads', () => {
  test('the table as it was read and after each row operation, in every format', async () => {
    const { dataset, suggestion } = await open(
      crypto.randomUUID(),
      csv('n,city,y\n1,a,1\n2,b,2\n2,b,2\n3,a,3\n4,c,4\n'),
    );
    const proposed = await dataApi.propose(dataset.id, suggestion.target ?? null, [], 1);
    const recipe = {
      ...proposed,
      rows: [
        { id: 'drop-duplicates', params: {} },
        { id: 'filter-value', params: { column: 'city', value: 'a', keep: 'rows with it' } },
      ],
    };
    const rowsAt = async (operations: number | null, format: 'csv' | 'parquet' | 'arrow'): Promise<number> => {
      const point = operations === null ? ({ at: 'source' } as const) : ({ at: 'rows', recipe, operations } as const);
      const options = { format, formulaSafe: true, describe: true };
      const written = await dataApi.downloadTable(dataset.id, 'Sales refined', point, options, context());
      expect(written.name).toBe('sales-refined.zip');
      return (await readTable(written.name, written.blob)).table.rows;
    };
    for (const format of ['csv', 'parquet', 'arrow'] as const) {
      expect(await rowsAt(null, format)).toBe(5);
      expect(await rowsAt(1, format)).toBe(4);
    }
  });
});
