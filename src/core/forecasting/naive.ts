/**
 * Forecasts that need no learning, for others to beat. They follow sktime's NaiveForecaster: a series y_1 … y_n and the
 * steps 1 … h after it. Missing values of the past are passed over: the last one known stands for them.
 */

/** The last value, again and again. */
export function lastValue(history: ArrayLike<number>, horizon: number): Float64Array {
  return new Float64Array(horizon).fill(known(history, history.length - 1, 1));
}

/** What was there a whole number of seasons before. A season of one step is the last value. */
export function seasonalNaive(history: ArrayLike<number>, season: number, horizon: number): Float64Array {
  const n = history.length;
  return Float64Array.from({ length: horizon }, (_, k) => known(history, n - season + (k % season), season));
}

/** The straight line through the first and the last value: y_n + k (y_n - y_1) / (n - 1). */
export function drift(history: ArrayLike<number>, horizon: number): Float64Array {
  let first = 0;
  let last = history.length - 1;
  while (first < last && Number.isNaN(history[first]!)) first++;
  while (last > first && Number.isNaN(history[last]!)) last--;
  const start = history[last] ?? NaN;
  const slope = last > first ? (start - history[first]!) / (last - first) : 0;
  return Float64Array.from({ length: horizon }, (_, k) => start + (k + history.length - last) * slope);
}

/** The value at a position, or, where it is missing, the nearest one so many steps before. */
function known(history: ArrayLike<number>, at: number, step: number): number {
  for (let i = at; i >= 0; i -= step) if (!Number.isNaN(history[i]!)) return history[i]!;
  return step === 1 ? NaN : known(history, history.length - 1, 1);
}
