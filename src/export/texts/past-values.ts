// Written by tests/tools/write-export-texts.ts from ../../core/rows/past/values.ts; change that file instead.
export const pastValuesText = `// The arithmetic of lags and windows, over one series: the rows of one group with their times ascending. It imports
// nothing, because it also travels as text inside exported modules, which thereby compute the studio's own numbers.
const pastStatistics = ['mean', 'sum', 'minimum', 'maximum', 'standard deviation', 'median', 'count'];
/** The first position whose time is not below \`time\` (\`after\`: above it). Times ascend. */
function positionOf(times, time, after = false) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time || (after && times[middle] === time)) low = middle + 1;
    else high = middle;
  }
  return low;
}
/**
 * The position that a lag reads for the row at a position; -1 where there is none. Rows are counted back from the last one
 * of a strictly earlier time, so rows of one time never see each other. A span reads what was known last at that moment
 * (as pandas' merge_asof does).
 */
function lagPosition(times, at, reach) {
  if ('milliseconds' in reach) return positionOf(times, times[at] - reach.milliseconds, true) - 1;
  const earlier = positionOf(times, times[at]);
  return reach.rows > earlier ? -1 : earlier - reach.rows;
}
/**
 * The positions [from, to) of strictly earlier times that a window reads beside the row itself. With the row itself a
 * span is (t - span, t] and it counts among the rows; without it is [t - span, t).
 */
function windowOf(times, at, reach, itself) {
  const to = positionOf(times, times[at]);
  if ('milliseconds' in reach)
    return [Math.min(to, positionOf(times, times[at] - reach.milliseconds, itself)), to];
  return [Math.max(0, to - (itself ? reach.rows - 1 : reach.rows)), to];
}
/**
 * Statistics of values that come one after another; missing ones (NaN) are passed over. Sums run in the order of time,
 * the mean is the sum over the count, the spread is Welford's with n - 1. All but the count are missing where fewer
 * than \`least\` values came; the spread where fewer than two did.
 */
class RunningStatistics {
  count = 0;
  #sum = 0;
  #mean = 0;
  #squares = 0;
  #least = Infinity;
  #most = -Infinity;
  add(value) {
    if (Number.isNaN(value)) return;
    this.count++;
    this.#sum += value;
    const distance = value - this.#mean;
    this.#mean += distance / this.count;
    this.#squares += distance * (value - this.#mean);
    if (value < this.#least) this.#least = value;
    if (value > this.#most) this.#most = value;
  }
  /** The same with one more value, for a look; these stay as they are. */
  with(value) {
    const more = new RunningStatistics();
    more.count = this.count;
    more.#sum = this.#sum;
    more.#mean = this.#mean;
    more.#squares = this.#squares;
    more.#least = this.#least;
    more.#most = this.#most;
    more.add(value);
    return more;
  }
  value(statistic, least) {
    if (statistic === 'count') return this.count;
    if (this.count < Math.max(1, least)) return NaN;
    switch (statistic) {
      case 'sum':
        return this.#sum;
      case 'mean':
        return this.#sum / this.count;
      case 'minimum':
        return this.#least;
      case 'maximum':
        return this.#most;
      default:
        return this.count < 2 ? NaN : Math.sqrt(this.#squares / (this.count - 1));
    }
  }
}
/** Every value that a window reads, in the order of time and the row itself last, missing ones passed over. */
function windowValues(values, times, at, reach, itself) {
  const [from, to] = windowOf(times, at, reach, itself);
  const seen = [];
  for (let i = from; i < to; i++) if (!Number.isNaN(values[i])) seen.push(values[i]);
  if (itself && !Number.isNaN(values[at])) seen.push(values[at]);
  return seen;
}
/** One statistic of some values; NaN where there are fewer than \`least\` of them. */
function statisticOf(values, statistic, least) {
  if (statistic === 'median') {
    if (values.length < Math.max(1, least)) return NaN;
    const sorted = [...values].sort((a, b) => a - b);
    const half = sorted.length >> 1;
    // Adding 0 makes one zero of both.
    return sorted.length % 2 ? sorted[half] + 0 : middle(sorted[half - 1], sorted[half]);
  }
  const running = new RunningStatistics();
  for (const value of values) running.add(value);
  return running.value(statistic, least);
}
/** Halfway between two numbers, which may be as large as numbers get. */
const middle = (a, b) => (a === b ? a + 0 : Number.isFinite(a + b) ? (a + b) / 2 : a / 2 + b / 2);
`;
