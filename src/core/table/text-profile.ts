import { exactQuantiles } from '../sketch/order-statistics.ts';
import type { ValueCounter } from '../sketch/value-counter.ts';
import { entropy } from '../stats/association.ts';
import { cellText, type TextColumn } from './column.ts';
import {
  mostLevels,
  type Own,
  profileQuantiles,
  shortened,
  type TextProfile,
  type TokenCounts,
} from './column-profile.ts';
import { countValues, counted } from './count-values.ts';
import { disguisedLevels, longestDisguise, type Suspect } from './disguised.ts';
import { histogramOf } from './histogram.ts';

export async function textProfile(column: TextColumn, breathe: () => Promise<void>): Promise<Own<TextProfile>> {
  const lengths = codePoints(column);
  const n = column.valid.reduce((sum, valid) => sum + valid, 0);
  await breathe();
  const counter = await countValues(column, breathe);
  const top = counter.top(mostLevels);
  const { distinct, approximate } = counted(counter);
  const quantiles = exactQuantiles(lengths, n, [0, ...profileQuantiles, 1]);
  await breathe();
  const [min, max] = [quantiles[0] ?? 0, quantiles.at(-1) ?? 0];
  return {
    kind: 'text',
    n,
    missing: column.valid.length - n,
    distinct,
    approximate,
    entropy: n > 0 && counter.exact ? entropy(counter.counts()) / Math.LN2 : null,
    disguised: disguisedTexts(column, counter),
    levels: {
      top: top.map(({ row, count }) => ({ level: shortened(cellText(column, row)!), count })),
      otherLevels: Math.max(0, distinct - top.length),
      otherCount: n - top.reduce((sum, { count }) => sum + count, 0),
    },
    lengths: n === 0 ? null : { min, mean: lengths.reduce((sum, l) => sum + (l || 0), 0) / n, max },
    lengthQuantiles: n === 0 ? null : quantiles.slice(1, -1),
    lengthHistogram: histogramOf(lengths, { n, min, max, iqr: quantiles[6]! - quantiles[4]!, integer: true }),
    tokens: await tokens(column, breathe),
  };
}

/** The length of each text in Unicode code points; NaN where it is missing. */
function codePoints({ bytes, offsets, valid }: TextColumn): Float64Array {
  const lengths = new Float64Array(valid.length);
  for (let row = 0; row < valid.length; row++) {
    let length = 0;
    for (let i = offsets[row]!, end = offsets[row + 1]!; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) length++;
    lengths[row] = valid[row] === 0 ? NaN : length;
  }
  return lengths;
}

function disguisedTexts(column: TextColumn, counter: ValueCounter): Suspect[] {
  const short: { level: string; count: number }[] = [];
  counter.each((row, count) => {
    if (column.offsets[row + 1]! - column.offsets[row]! > longestDisguise || count < 2) return;
    short.push({ level: cellText(column, row)!, count });
  });
  return disguisedLevels(short);
}

const mostRows = 20_000;
const longestText = 2000;
const mostTokens = 20;
const mostKnown = 200_000;

/** Letters and digits in a row, from two on, in lower case. Each row counts a word once. */
async function tokens(column: TextColumn, breathe: () => Promise<void>): Promise<TokenCounts> {
  const counts = new Map<string, number>();
  const step = Math.max(1, column.valid.length / mostRows);
  let rows = 0;
  for (let i = 0; i * step < column.valid.length; i++) {
    if (i % 500 === 0) await breathe();
    const text = cellText(column, Math.floor(i * step))?.slice(0, longestText);
    if (text === undefined) continue;
    rows++;
    for (const token of new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}]{2,40}/gu)))
      if (counts.has(token) || counts.size < mostKnown) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const repeated = [...counts].filter(([, count]) => count > 1).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { rows, top: repeated.slice(0, mostTokens).map(([token, count]) => ({ token, count })) };
}
