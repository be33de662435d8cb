import { describe, expect, test } from 'vitest';
import { autoencoder } from '../../../../src/core/models/autoencoder.ts';
import { rateAt, type Schedule } from '../../../../src/core/models/neural/schedule.ts';
import { randomStream } from '../../../../src/core/random.ts';
import type { NetworkPlan } from '../../../../src/kernels/network.ts';
import { networkKernels } from '../../../../src/kernels/reference/network.ts';
import golden from '../../../golden/networks/networks.json' with { type: 'json' };
import { followCourse, startOf } from '../../../backend/network-course.ts';
import { fitModel, matrix, predict } from './harness.ts';

describe('training against JAX and optax in float64', () => {
  test.each(golden.courses)('$name: AdamW, its rates and its losses', async course => {
    const { losses, measured } = await followCourse(networkKernels, course);
    losses.forEach((loss, epoch) => {
      expect(Math.abs(loss - course.losses[epoch]!)).toBeLessThan(3e-7 * Math.max(1, loss));
      // As optax.adamw comes, its small number stands elsewhere.
      expect(Math.abs(loss - course.plain[epoch]!)).toBeLessThan(4e-5 * Math.max(1, loss));
    });
    expect(Math.abs(measured - course.measured)).toBeLessThan(3e-7 * Math.max(1, measured));
  });

  test.each(golden.schedules)('the rate of each of $steps steps: $schedule', ({ schedule, rate, steps, rates }) => {
    const found = rates.map((_, step) => rateAt(schedule as Schedule, rate, step, steps, [], 1));
    found.forEach((value, step) => expect(Math.abs(value - rates[step]!)).toBeLessThan(1e-15));
  });

  test.each(golden.plateaus)(
    'the rate after each epoch on a plateau, patience $patience',
    ({ patience, losses, scales }) => {
      const history = losses.map(loss => ({ loss, validationLoss: null, rate: 1 }));
      const found = losses.map((_, epoch) => rateAt('plateau', 1, 0, 1, history.slice(0, epoch + 1), patience));
      found.forEach((value, epoch) => expect(value).toBeCloseTo(scales[epoch]!, 12));
      expect(new Set(found).size).toBeGreaterThan(3);
    },
  );
});

describe('the autoencoder against JAX and optax in float64', () => {
  test.each(golden.autoencoders)(
    '$name: the loss of each epoch and the score of each row',
    async ({ x, params, losses, rates, scores }) => {
      const rows = matrix(x);
      const options = { params: { ...params, activation: params.activation as 'tanh' } };
      const first = (await fitModel(autoencoder, rows, { task: 'anomaly' }, options)) as { plan: NetworkPlan };
      // As after a break before the first step, with the weights that the peer starts from.
      const seed = randomStream(7, 'model/autoencoder').integer(4294967296);
      const { parameters, ...rest } = startOf(first.plan);
      const numbers = { parameters: Array.from(parameters), first: Array.from(rest.first), second: Array.from(rest.second), running: [] }; // prettier-ignore
      const resume = {
        version: 2,
        seed,
        plan: JSON.stringify(first.plan),
        rows: rows.rows,
        batchSize: rows.rows,
        epoch: 0,
        row: 0,
        state: { ...numbers, steps: 0, losses: { loss: 0, weight: 0 } },
        best: null,
        history: [],
      };
      const state = await fitModel(autoencoder, rows, { task: 'anomaly' }, { ...options, resume });
      const { history } = state as { history: { loss: number; rate: number }[] };
      expect(history).toHaveLength(losses.length);
      history.forEach(({ loss, rate }, epoch) => {
        expect(Math.abs(loss - losses[epoch]!)).toBeLessThan(3e-7 * Math.max(1, loss));
        expect(Math.abs(rate - rates[epoch]!)).toBeLessThan(1e-15);
      });
      const found = predict(autoencoder, state, rows).block.data;
      scores.forEach((score, r) => expect(Math.abs(found[r]! - score)).toBeLessThan(2e-6 * Math.max(1, score)));
    },
  );
});
