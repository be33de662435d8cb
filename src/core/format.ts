/** Numbers and dates as people read them: thousands grouped, a real minus sign, no more digits than are known, ISO dates. */
export const DASH = '–';

const MINUS = '−';
const integers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

const withMinus = (text: string): string => text.replace(/^-/, MINUS);
const unknown = (value: number | null | undefined): value is null | undefined =>
  value === null || value === undefined || Number.isNaN(value);

/** 17,379. Rounds to a whole number; a dash where there is none. */
export function formatInteger(value: number | null | undefined): string {
  if (unknown(value)) return DASH;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  return withMinus(integers.format(Math.round(value) || 0));
}

/** At most `digits` significant digits (whole numbers below 1e15 keep all of theirs): 0.9452, 41.72, 1,234,567, 3.2e−7. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (unknown(value)) return DASH;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) {
    return withMinus(
      value
        .toExponential(Math.max(0, digits - 1))
        .replace(/\.?0+e/, 'e')
        .replace('e-', `e${MINUS}`)
        .replace('e+', 'e'),
    );
  }
  if (size >= 10 ** (digits - 1) || Number.isInteger(value)) return formatInteger(value);
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return withMinus(value.toLocaleString('en', { maximumFractionDigits: Math.min(places, 12) }));
}

/** Exactly `places` digits after the point: for columns of like numbers. */
export function formatFixed(value: number | null | undefined, places: number): string {
  if (unknown(value)) return DASH;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const text = value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places });
  return withMinus(/[1-9]/.test(text) ? text : text.replace('-', ''));
}

/** The fraction 0.9412 as 94.1%. Never rounds up to 100% or down to 0% what is not quite there. */
export function formatPercent(fraction: number | null | undefined, places = 1): string {
  if (unknown(fraction)) return DASH;
  const step = 10 ** -places;
  const percent = fraction * 100;
  if (percent > 0 && percent < step / 2) return `< ${formatFixed(step, places)}%`;
  if (percent < 100 && percent > 100 - step / 2) return `> ${formatFixed(100 - step, places)}%`;
  return `${Number.isInteger(percent) ? formatInteger(percent) : formatFixed(percent, places)}%`;
}

/** +5.5, −0.3, 0: a difference, always with its sign. */
export function formatSigned(value: number | null | undefined, digits = 3): string {
  if (unknown(value)) return DASH;
  const text = formatNumber(value, digits);
  return value > 0 ? `+${text}` : text;
}

/** How many decimals a value deserves, given how wide its interval is: two significant digits of the half width. */
export function decimalsFor(halfWidth: number): number {
  if (!Number.isFinite(halfWidth) || halfWidth <= 0) return 3;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(halfWidth))));
}

/** A value with the decimals its interval supports: { value: "41.7", range: "40.5 – 42.9" }; the range is null without one. */
export function formatInterval(
  value: number | null | undefined,
  interval: readonly [number, number] | null | undefined,
  digits = 4,
): { value: string; range: string | null } {
  if (unknown(value) || !interval || !interval.every(Number.isFinite)) {
    return { value: formatNumber(value, digits), range: null };
  }
  const places = decimalsFor((interval[1] - interval[0]) / 2);
  const show = (x: number): string => formatFixed(x, places);
  return { value: show(value), range: formatRange(interval, show) };
}

/** 40.5 – 42.9; with a word where a minus sign beside the dash would be hard to read: −8.3 to −4.9. */
export function formatRange([low, high]: readonly [number, number], show: (value: number) => string): string {
  return `${show(low)} ${high < 0 ? 'to' : '–'} ${show(high)}`;
}

/** "p = 0.03", "p < 0.001". */
export function formatPValue(p: number | null | undefined): string {
  if (unknown(p)) return `p ${DASH}`;
  return p < 0.001 ? 'p < 0.001' : `p = ${formatNumber(p, 2)}`;
}

/** 0 bytes, 2.1 MB; decimal units, as disks and networks count. */
export function formatBytes(bytes: number | null | undefined): string {
  if (unknown(bytes)) return DASH;
  if (bytes < 1000) return `${formatInteger(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${formatNumber(bytes / 1000 ** power, 3)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** 0.4 ms, 80 ms, 3.1 s, 4 min 10 s, 2 h 5 min. */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (unknown(milliseconds)) return DASH;
  if (milliseconds < 1000) return `${formatNumber(milliseconds, milliseconds < 10 ? 2 : 3)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${formatNumber(seconds, seconds < 10 ? 2 : 3)} s`;
  const whole = Math.round(seconds);
  const pair = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
    small ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`;
  if (whole < 3600) return pair(Math.floor(whole / 60), 'min', whole % 60, 's');
  const minutes = Math.round(whole / 60);
  return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

/** 2012-12-31. UTC, as the tables hold it. */
export function formatDate(epoch: number | null | undefined): string {
  if (unknown(epoch)) return DASH;
  const date = new Date(epoch);
  return Number.isNaN(date.getTime()) ? DASH : date.toISOString().slice(0, 10);
}

/** 2012-12-31 18:00, UTC. */
export function formatDateTime(epoch: number | null | undefined): string {
  if (unknown(epoch)) return DASH;
  const date = new Date(epoch);
  return Number.isNaN(date.getTime()) ? DASH : date.toISOString().slice(0, 16).replace('T', ' ');
}

/** "just now", "2 s ago", "5 min ago", "3 h ago", else the date. */
export function formatAgo(epoch: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - epoch) / 1000));
  if (seconds < 2) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
  return formatDate(epoch);
}

/** "1 row", "17,379 rows". */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatInteger(count)} ${count === 1 ? one : many}`;
}
