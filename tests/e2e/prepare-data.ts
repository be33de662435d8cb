import type { RowEntry } from '../../src/core/pipeline/recipe.ts';

// Two files as people keep them, a later one with rows that are not as expected, and what tidies them.

const products = ['  Espresso ', 'espresso', 'ESPRESSO', 'Flat  White', 'Tea', 'tea '];

interface SalesRow {
  readonly order: number;
  readonly store: number;
  readonly product: string;
  readonly sold: string;
  readonly ounces: number;
  readonly amount: number;
  readonly revenue: number;
}

const rowAt = (i: number): SalesRow => {
  const amount = i % 41 === 7 ? 999 : 1 + ((i * 7) % 9);
  const day = new Date(Date.UTC(2026, 0, 1 + (i % 180)));
  const size = (i % 5) + 1;
  return {
    order: i,
    store: i % 6,
    product: products[i % products.length]!,
    sold: day.toISOString().slice(0, 10),
    ounces: 4 + (i % 13),
    amount,
    revenue: Math.round(100 * (2 * ((i * 7) % 9) + size * 1.5 + ((i * 13) % 7) / 10)) / 100,
  };
};

const asCsv = (rows: readonly SalesRow[]): string =>
  ['order,store,product,sold,ounces,amount,revenue', ...rows.map(r => Object.values(r).join(','))].join('\n');

const rows = Array.from({ length: 600 }, (_, i) => rowAt(i));
/** 600 orders, 20 of them twice. */
export const SALES = asCsv([...rows, ...rows.slice(100, 120)]);
export const STORES = ['store,city,size', '0,Ulm,100', '1,Bonn,200', '2,Kiel,300', '3,Ulm,400', '4,Bonn,500', '5,Kiel,600'].join('\n'); // prettier-ignore

/** 200 later orders: 5 weigh less than nothing, 3 are of a product nobody sells. */
export const LATER = asCsv(
  Array.from({ length: 200 }, (_, i) => {
    const row = rowAt(1000 + i);
    if (i < 5) return { ...row, ounces: -row.ounces };
    return i < 8 ? { ...row, product: 'Gasoline' } : row;
  }),
);

export const QUERY = `WITH city AS (
  SELECT city, sum(size) AS space, count(*) AS stores FROM stores GROUP BY city
)
SELECT data.*, stores.city, stores.size, city.space, city.stores
FROM data LEFT JOIN stores USING (store) LEFT JOIN city ON city.city = stores.city
ORDER BY data.rowid`;

/** The nine operations around the query. */
export const BEFORE: readonly RowEntry[] = [
  { id: 'tidy-text', params: { columns: ['product'], letters: 'lower' } },
  { id: 'replace-values', params: { columns: ['product'], values: [['flat white', 'white']] } },
  { id: 'set-missing', params: { columns: ['amount'], values: [['999']] } },
  { id: 'drop-duplicates', params: { columns: ['order'] } },
  { id: 'convert-unit', params: { columns: ['ounces'], from: 'ounce', to: 'gram' } },
  { id: 'rename', params: { names: [['ounces', 'grams']] } },
  { id: 'date-parts', params: { column: 'sold', parts: [['month'], ['weekday']] } },
];
export const AFTER: readonly RowEntry[] = [
  { id: 'filter', params: { conditions: [['size', 'is at least', '100']] } },
  { id: 'select-columns', params: { columns: ['store'] } },
];
