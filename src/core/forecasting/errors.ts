/** How far forecasts are off, by how many steps ahead they look. */
export interface HorizonErrors {
  /** Steps ahead, from 1; null is over all steps. */
  readonly step: number | null;
  /** Forecasts whose truth is known. */
  readonly n: number;
  /** Mean absolute error, in the target's unit. */
  readonly mae: number | null;
  /**
   * Mean absolute scaled error (Hyndman and Koehler 2006): the absolute error over the mean absolute error of the seasonal
   * naive forecast within the history. Below 1 is better than repeating the season. Null where the history never changes.
   */
  readonly mase: number | null;
  /** Symmetric mean absolute percentage error, 0 to 2: mean of 2 |y - f| / (|y| + |f|); 0 where both are 0. */
  readonly smape: number | null;
}

/** One forecast beside its truth. */
export interface Judged {
  readonly step: number;
  readonly truth: number;
  readonly forecast: number;
  /** The scale of MASE for its series; 0 or NaN where there is none. */
  readonly scale: number;
}

/** Mean absolute difference of values a season apart. NaN where no two are known. */
export function seasonalScale(history: ArrayLike<number>, season: number): number {
  let sum = 0;
  let n = 0;
  for (let i = season; i < history.length; i++) {
    const difference = Math.abs(history[i]! - history[i - season]!);
    if (Number.isNaN(difference)) continue;
    sum += difference;
    n++;
  }
  return n ? sum / n : NaN;
}

/** Errors over all steps, then at each step from 1 to the horizon. */
export function errorsByStep(judged: readonly Judged[], horizon: number): readonly HorizonErrors[] {
  const present = judged.filter(j => Number.isFinite(j.truth) && Number.isFinite(j.forecast));
  const steps = Array.from({ length: horizon }, (_, k) => k + 1);
  return [
    errorsOf(null, present),
    ...steps.map(step => errorsOf(step, present.filter(j => j.step === step))), // prettier-ignore
  ];
}

function errorsOf(step: number | null, judged: readonly Judged[]): HorizonErrors {
  const scaled = judged.filter(j => j.scale > 0);
  const off = ({ truth, forecast }: Judged): number => Math.abs(truth - forecast);
  return {
    step,
    n: judged.length,
    mae: mean(judged.map(off)),
    mase: mean(scaled.map(j => off(j) / j.scale)),
    smape: mean(judged.map(j => (off(j) === 0 ? 0 : (2 * off(j)) / (Math.abs(j.truth) + Math.abs(j.forecast))))),
  };
}

const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : null;

/** Fewer errors than this say nothing of how far four in five lie. */
const FEWEST = 5;
const ENOUGH = 20;

/**
 * For each step how far from the forecast the truth lay in the given share of backtest forecasts: the ceil((n + 1) share)-th
 * smallest absolute error (split conformal prediction). Steps with few errors borrow those of their neighbours, nearest
 * first. Null where there are too few.
 */
export function intervalHalfWidths(
  judged: readonly Judged[],
  horizon: number,
  share: number,
): readonly (number | null)[] {
  const at = Array.from({ length: horizon + 1 }, (): number[] => []);
  for (const { step, truth, forecast } of judged)
    if (Number.isFinite(truth) && Number.isFinite(forecast)) at[step]?.push(Math.abs(truth - forecast));
  return Array.from({ length: horizon }, (_, k) => {
    const errors = [...at[k + 1]!];
    for (let away = 1; errors.length < ENOUGH && away < horizon; away++)
      errors.push(...(at[k + 1 - away] ?? []), ...(at[k + 1 + away] ?? []));
    const rank = Math.ceil((errors.length + 1) * share);
    return errors.length < FEWEST || rank > errors.length ? null : errors.sort((a, b) => a - b)[rank - 1]!;
  });
}
