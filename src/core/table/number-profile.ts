import type { DatetimeProfile, NumberProfile, Own } from './column-profile.ts';
import { histogram, quantileSorted } from './histogram.ts';

/** Profile of numbers; NaN is missing, infinite values are counted but enter no statistic. */
export function numberProfile(values: Float64Array): Own<NumberProfile> {
  const present = values.filter(v => !Number.isNaN(v));
  const sorted = present.filter(v => Number.isFinite(v)).sort();
  const infinite = present.length - sorted.length;
  const integer = sorted.length > 0 && infinite === 0 && sorted.every(v => Number.isInteger(v));
  const quarter = (q: number) => quantileSorted(sorted, q);
  return {
    kind: 'number',
    n: present.length,
    missing: values.length - present.length,
    distinct: countDistinct(sorted) + Number(present.includes(Infinity)) + Number(present.includes(-Infinity)),
    integer,
    infinite,
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    ...moments(sorted),
    quartiles: sorted.length === 0 ? null : [quarter(0.25), quarter(0.5), quarter(0.75)],
    histogram: histogram(sorted, integer),
  };
}

function moments(values: Float64Array): Pick<NumberProfile, 'mean' | 'sd' | 'skew'> {
  const n = values.length;
  let sum = 0;
  for (const v of values) sum += v;
  const mean = sum / n;
  let first = 0;
  let second = 0;
  let third = 0;
  for (const v of values) {
    const d = v - mean;
    first += d;
    second += d * d;
    third += d * d * d;
  }
  // The mean is rounded; move the moments to the true one, or a small spread far from zero shows a false skew.
  const shift = first / n;
  third += shift * (2 * n * shift * shift - 3 * second);
  second -= n * shift * shift;
  const constant = n === 0 || values[0] === values[n - 1];
  return {
    mean: finite(constant && n > 0 ? values[0]! : mean),
    sd: n < 2 ? null : constant ? 0 : finite(Math.sqrt(second / (n - 1))),
    skew: constant ? null : finite(third / n / (second / n) ** 1.5),
  };
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

function countDistinct(sorted: Float64Array): number {
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

/** Profile of epoch milliseconds: span, typical step, largest gap. */
export function datetimeProfile(values: Float64Array): Own<DatetimeProfile> {
  const sorted = values.filter(v => Number.isFinite(v)).sort();
  const steps = new Float64Array(Math.max(0, sorted.length - 1));
  for (let i = 1; i < sorted.length; i++) steps[i - 1] = sorted[i]! - sorted[i - 1]!;
  const gaps = steps.filter(step => step > 0).sort();
  return {
    kind: 'datetime',
    n: sorted.length,
    missing: values.length - sorted.length,
    distinct: countDistinct(sorted),
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    step: gaps.length ? quantileSorted(gaps, 0.5) : null,
    largestGap: gaps.at(-1) ?? null,
    histogram: histogram(sorted, false),
  };
}
