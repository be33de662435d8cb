import type { RowLoss } from './objective.ts';

/** Half the deviance of counts, less what does not hang on the score: mean = exp(score). */
export const poissonLoss: RowLoss = {
  loss: (score, y) => Math.exp(score) - y * score,
  slope: (score, y) => Math.exp(score) - y,
  bend: score => Math.exp(score),
};

/** Half the gamma deviance likewise; with this link the observed curvature is y / mean. */
export const gammaLoss: RowLoss = {
  loss: (score, y) => y * Math.exp(-score) + score,
  slope: (score, y) => 1 - y * Math.exp(-score),
  bend: (score, y) => y * Math.exp(-score),
};

/** Half the Tweedie deviance of a power from 1 to 2 likewise: variance in proportion to mean^power (Jørgensen 1987). */
export function tweedieLoss(power: number): RowLoss {
  if (power === 1) return poissonLoss;
  if (power === 2) return gammaLoss;
  const [a, b] = [2 - power, 1 - power];
  return {
    loss: (score, y) => Math.exp(a * score) / a - (y * Math.exp(b * score)) / b,
    slope: (score, y) => Math.exp(a * score) - y * Math.exp(b * score),
    bend: (score, y) => a * Math.exp(a * score) - b * y * Math.exp(b * score),
  };
}

/** max(0, 1 - y score)² for y of -1 or 1. */
export const squaredHinge: RowLoss = {
  loss: (score, y) => Math.max(0, 1 - y * score) ** 2,
  slope: (score, y) => -2 * y * Math.max(0, 1 - y * score),
  bend: (score, y) => (y * score < 1 ? 2 : 0),
};

/** max(0, |y - score| - margin)². */
export const squaredInsensitive = (margin: number): RowLoss => ({
  loss: (score, y) => Math.max(0, Math.abs(score - y) - margin) ** 2,
  slope: (score, y) => 2 * Math.sign(score - y) * Math.max(0, Math.abs(score - y) - margin),
  bend: (score, y) => (Math.abs(score - y) > margin ? 2 : 0),
});
