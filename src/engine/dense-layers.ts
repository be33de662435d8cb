import type { Activation, NetworkLayer } from '../kernels/network.ts';

/** Plain layers of so many units; the last is the output. */
export const denseLayers = (units: readonly number[], activation: Activation): NetworkLayer[] =>
  units.map((count, l) => ({
    units: count,
    activation: l < units.length - 1 ? activation : 'identity',
    normalise: false,
    dropout: 0,
    residual: false,
  }));
