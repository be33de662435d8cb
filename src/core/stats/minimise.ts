const GOLDEN = 0.5 * (3 - Math.sqrt(5));
const ROUNDING = Math.sqrt(Number.EPSILON);

/**
 * The place of a minimum of f in [low, high]: Brent's method, parabolas through three points with golden sections where
 * they lead nowhere (Brent 1973, chapter 5; scipy.optimize.fminbound is the same). Ends when the place is known to
 * about `tolerance`, or after 500 evaluations. A value that is not a number counts as infinitely bad.
 */
export async function minimise(
  f: (x: number) => number | Promise<number>,
  low: number,
  high: number,
  tolerance: number,
): Promise<number> {
  const at = async (x: number): Promise<number> => {
    const value = await f(x);
    return Number.isNaN(value) ? Infinity : value;
  };
  let [a, b] = [low, high];
  // x is the best so far, w the second best, v the one before.
  let x = a + GOLDEN * (b - a);
  let [w, v] = [x, x];
  let fx = await at(x);
  let [fw, fv] = [fx, fx];
  let step = 0;
  let before = 0;
  for (let evaluations = 1; evaluations < 500; evaluations++) {
    const middle = 0.5 * (a + b);
    const smallest = ROUNDING * Math.abs(x) + tolerance / 3;
    if (Math.abs(x - middle) <= 2 * smallest - 0.5 * (b - a)) break;
    let golden = true;
    if (Math.abs(before) > smallest) {
      let r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      r = before;
      before = step;
      if (Math.abs(p) < Math.abs(0.5 * q * r) && p > q * (a - x) && p < q * (b - x)) {
        golden = false;
        step = p / q;
        const u = x + step;
        if (u - a < 2 * smallest || b - u < 2 * smallest) step = middle >= x ? smallest : -smallest;
      }
    }
    if (golden) {
      before = x >= middle ? a - x : b - x;
      step = GOLDEN * before;
    }
    const u = x + (step >= 0 ? 1 : -1) * Math.max(Math.abs(step), smallest);
    const fu = await at(u);
    if (fu <= fx) {
      if (u >= x) a = x;
      else b = x;
      [v, fv, w, fw, x, fx] = [w, fw, x, fx, u, fu];
      continue;
    }
    if (u < x) a = u;
    else b = u;
    if (fu <= fw || w === x) [v, fv, w, fw] = [w, fw, u, fu];
    else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
  }
  return x;
}
