import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { randomStream, type Random } from '../../../src/core/random.ts';

/** The columns of the file that hold dates. */
export const mixedDates = ['ordered', 'shipped_at'];

const names =
  'order_id,customer,quantity,price,weight_kg,latitude,country,product,comment,ordered,shipped_at,express,rating';

const countries = ['DE', 'FR', 'US', 'JP', 'BR', 'IN', 'KE', 'NO', 'PL', 'ES', 'IT', 'MX', 'CA', 'AU', 'ZA'];
const words =
  'the parcel came late but whole, thank you "very" much small box was open again please send another one soon blue green colour wrong size perfect gift for my mother, neighbour took it door bell broken nice'.split(
    ' ',
  );

/**
 * A shop's orders, about 150 bytes a row: ids, whole numbers, decimals, quoted text, categories, dates, truth, and gaps.
 * Same rows, same bytes.
 */
export async function writeMixedCsv(path: string, rows: number): Promise<void> {
  const random = randomStream(20_240_229, 'mixed csv');
  const products = Array.from({ length: 300 }, (_, i) => `${words[i % words.length]!.replace(/[",]/g, '')} no. ${i}`);
  const out = createWriteStream(path);
  out.write(`${names}\n`);
  for (let from = 0; from < rows; from += 10_000) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + 10_000); row++) text += record(random, products, row);
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function record(random: Random, products: readonly string[], row: number): string {
  const ordered = Date.UTC(2019, 0, 1) + Math.floor(row / 500) * 86_400_000;
  const shipped = ordered + random.integer(10 * 86_400) * 1000;
  const comment = Array.from({ length: 3 + random.integer(10) }, () => words[random.integer(words.length)]).join(' ');
  return `${[
    10_000_000 + row,
    `C${100_000 + random.integer(400_000)}`,
    random.next() < 0.02 ? '' : 1 + random.integer(20),
    (random.next() * 500).toFixed(2),
    random.next() < 0.05 ? '' : (random.next() * 30).toFixed(6),
    (random.next() * 180 - 90).toFixed(8),
    countries[random.integer(countries.length)],
    products[random.integer(products.length)],
    `"${comment.replaceAll('"', '""')}"`,
    new Date(ordered).toISOString().slice(0, 10),
    random.next() < 0.1 ? '' : new Date(shipped).toISOString().slice(0, 19).replace('T', ' '),
    random.next() < 0.3 ? 'true' : 'false',
    random.next() < 0.2 ? 'NA' : 1 + random.integer(5),
  ].join(',')}\n`;
}
