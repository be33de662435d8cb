import type { Metric } from '../metrics/define.ts';
import type { Interval } from '../metrics/result.ts';
import { normalHalfWidth, normalQuantile } from './distributions.ts';

/** `not-worse`: any loss is smaller than the margin that was agreed on beforehand. `same`: nothing differs at all. */
export type Verdict = 'better' | 'not-worse' | 'worse' | 'inconclusive' | 'same';

/** What the second model gains over the first, better being positive. */
export interface Gain {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A difference in the metric turned so that positive is better for the second. */
export function gainOf(metric: Pick<Metric, 'direction'>, difference: number, interval: Interval): Gain {
  return metric.direction === 'higher'
    ? { value: difference, low: interval.low, high: interval.high }
    : { value: -difference, low: -interval.high, high: -interval.low };
}

/** The interval decides, not the p-value: wholly above 0, wholly above -margin, wholly below 0, or none of these. */
export function verdictOf({ low, high }: Gain, margin: number): Verdict {
  if (low === 0 && high === 0) return 'same';
  if (low > 0) return 'better';
  if (low > -margin) return 'not-worse';
  if (high < 0) return 'worse';
  return 'inconclusive';
}

/**
 * Rows of this kind a test would need to see the margin, or where none is set the observed difference, with 80 % power:
 * n ((z_α + z_β) SE / size)². Null when there is no size to look for.
 */
export function rowsNeeded(interval: Interval, difference: number, margin: number, n: number): number | null {
  const za = normalHalfWidth(interval.level);
  const standardError = (interval.high - interval.low) / (2 * za);
  const size = margin > 0 ? margin : Math.abs(difference);
  if (size === 0 || standardError === 0) return null;
  const needed = Math.ceil(n * (((za + normalQuantile(0.8)) * standardError) / size) ** 2);
  return needed > n && needed < 1e9 ? needed : null;
}

/** Three significant digits, without exponents for everyday sizes. */
export const shortNumber = (x: number): string => String(Number(x.toPrecision(3))).replace('-', '−');

const count = (n: number): string => n.toLocaleString('en-GB');

export interface SentenceParts {
  readonly metric: Pick<Metric, 'label' | 'direction'>;
  readonly names: readonly [string, string];
  readonly difference: number;
  readonly interval: Interval;
  readonly verdict: Verdict;
  readonly margin: number;
  readonly n: number;
  readonly needed: number | null;
}

/** The verdict in one or two plain sentences. */
export function verdictSentence(parts: SentenceParts): string {
  const sentence = uncapitalised(parts);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function uncapitalised(p: SentenceParts): string {
  const [first, second] = p.names;
  const measure = p.metric.direction === 'zero' ? `the size of its ${p.metric.label.toLowerCase()}` : p.metric.label;
  const direction = p.difference >= 0 ? 'higher' : 'lower';
  const flipped = p.difference >= 0 ? [p.interval.low, p.interval.high] : [-p.interval.high, -p.interval.low];
  const level = `${Number((100 * p.interval.level).toPrecision(4))}%`;
  const range = `${level} interval ${shortNumber(flipped[0]!)} to ${shortNumber(flipped[1]!)}`;
  const change = `${measure} is ${shortNumber(Math.abs(p.difference))} ${direction} (${range}, ${count(p.n)} rows)`;
  switch (p.verdict) {
    case 'same':
      return `${first} and ${second} do equally well on every row; nothing tells them apart.`;
    case 'better':
      return `${second} is better than ${first}: ${change}.`;
    case 'worse':
      return `${second} is worse than ${first}: ${change}.`;
    case 'not-worse':
      return `${second} is not worse than ${first} by more than ${shortNumber(p.margin)}: ${change}.`;
    case 'inconclusive': {
      const more = p.needed ? ` About ${count(p.needed)} rows would be needed to settle it.` : '';
      return `These rows cannot tell whether ${second} is better or worse than ${first}: ${change}.${more}`;
    }
  }
}
