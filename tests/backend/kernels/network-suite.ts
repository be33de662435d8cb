import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NetworkKernels, NetworkPlan, NetworkState } from '../../../src/kernels/network.ts';
import { networkKernels as reference } from '../../../src/kernels/reference/network.ts';
import { plans, setupFor } from './network-plans.ts';

const SEED = 20240501;
const UPDATE = { rate: 0.01, decay: 0, clip: 0 };

/** A normalised sum is divided by a deviation that may be small, and so is the rounding of float32 in it. */
const closeFor = (plan: NetworkPlan): number => (plan.layers.some(l => l.normalise) ? 3e-4 : 1e-5);

/** No number of a gradient is farther from what is wanted than 1e-5 of the gradient's length. */
function expectSameGradient(found: Float32Array, wanted: Float32Array): void {
  const length = Math.sqrt(wanted.reduce((sum, v) => sum + v * v, 0));
  const off = wanted.reduce((most, v, i) => Math.max(most, Math.abs(found[i]! - v)), 0);
  if (!(off <= 1e-5 * length)) expect.fail(`a gradient of length ${length} is off by ${off}`);
}

/** Within the given distance, or that share of what is wanted. */
export function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance = 1e-5): void {
  expect(found.length).toBe(wanted.length);
  for (let i = 0; i < wanted.length; i++) {
    const off = Math.abs(found[i]! - wanted[i]!) / Math.max(1, Math.abs(wanted[i]!));
    if (!(off < tolerance)) expect.fail(`number ${i} is ${found[i]}, not ${wanted[i]}`);
  }
}

const settings = fc.record({
  plan: plans,
  rows: fc.integer({ min: 8, max: 140 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  weighted: fc.boolean(),
  /** Parts of a batch are then that large at most; with fewer rows a normalised sum is divided by next to nothing. */
  atOnce: fc.option(fc.integer({ min: 8, max: 70 }), { nil: undefined }),
});

/** What every device owes: the same as plain TypeScript. */
export function networkKernelSuite(
  name: string,
  open: () => Promise<{ kernels: NetworkKernels; close?: () => void }>,
  runs = 150,
): void {
  describe(`training a network on ${name}`, () => {
    let kernels: NetworkKernels;
    let close: (() => void) | undefined;
    beforeAll(async () => {
      ({ kernels, close } = await open());
    });
    afterAll(() => close?.());

    test('gradients and losses are those of plain TypeScript', async () => {
      await fc.assert(
        fc.asyncProperty(settings, async ({ plan, rows, seed, weighted, atOnce }) => {
          const setup = { ...setupFor(plan, rows, rows, seed, weighted), ...(atOnce && { atOnce }) };
          // In another order, each row once: 149 has no divisor in common with so few rows.
          const batch = Int32Array.from({ length: rows }, (_, i) => (i * 149) % rows);
          const [ours, right] = [await kernels.open(setup), await reference.open(setup)];
          try {
            const [gradient, wantedGradient] = [await ours.gradient(batch), await right.gradient(batch)];
            expectSameGradient(gradient, wantedGradient);
            expectClose(gradient, wantedGradient, closeFor(plan));
            const [found, wanted] = [await ours.validate(1, rows), await right.validate(1, rows)];
            expectClose([found.loss, found.weight], [wanted.loss, wanted.weight]);
          } finally {
            ours.close();
          }
        }),
        { numRuns: runs, seed: SEED },
      );
    });

    test('steps change parameters and moments as in plain TypeScript', async () => {
      const update = fc.record({
        rate: fc.constantFrom(0.001, 0.01),
        decay: fc.constantFrom(0, 0.1),
        clip: fc.constantFrom(0, 0.05),
      });
      await fc.assert(
        fc.asyncProperty(settings, update, async ({ plan, rows, seed, weighted, atOnce }, given) => {
          const setup = { ...setupFor(plan, rows, 100, seed, weighted), ...(atOnce && { atOnce }) };
          // A second step would start from what rounding made of the first.
          const steps = plan.layers.some(l => l.normalise) ? 1 : 2;
          const [ours, right] = [await kernels.open(setup), await reference.open(setup)];
          try {
            for (let step = 0; step < steps; step++) {
              const batch = Int32Array.from({ length: Math.min(100, rows) - step }, (_, i) => rows - 1 - i);
              ours.train(batch, given);
              right.train(batch, given);
            }
            const [found, wanted] = [await ours.losses(true), await right.losses(true)];
            expectClose([found.loss / found.weight], [wanted.loss / wanted.weight], 1e-4);
            expectAlike(await ours.read(), await right.read(), given.rate);
            expect((await ours.losses(true)).weight).toBe(0);
          } finally {
            ours.close();
          }
        }),
        { numRuns: runs, seed: SEED },
      );
    });

    test('a batch in parts gives the gradient of the whole one, dropout and weights included', async () => {
      const settled = settings.filter(({ plan }) => plan.layers.every(l => !l.normalise));
      await fc.assert(
        fc.asyncProperty(settled, async ({ plan, rows, seed, weighted, atOnce = 8 }) => {
          const setup = setupFor(plan, rows, rows, seed, weighted);
          const batch = Int32Array.from({ length: rows }, (_, i) => (i * 149) % rows);
          const parts = await kernels.open({ ...setup, atOnce, measured: atOnce });
          try {
            expectSameGradient(
              await parts.gradient(batch),
              (await reference.open(setup)).gradient(batch) as Float32Array,
            );
          } finally {
            parts.close();
          }
        }),
        { numRuns: runs, seed: SEED },
      );
    });

    test('goes on from what was read as if it had never stopped, and the same calls give the same bits', async () => {
      const [setup] = fc.sample(
        plans.map(plan => setupFor(plan, 40, 20, 5, true)),
        { numRuns: 1, seed: 3 },
      );
      const halves = [0, 20].map(from => Int32Array.from({ length: 20 }, (_, i) => from + i));
      const whole = await kernels.open(setup!);
      for (const half of halves) whole.train(half, UPDATE);
      const start = await kernels.open(setup!);
      start.train(halves[0]!, UPDATE);
      const rest = await kernels.open({ ...setup!, state: await start.read() });
      rest.train(halves[1]!, UPDATE);
      expect(await rest.read()).toEqual(await whole.read());
      for (const session of [whole, start, rest]) session.close();
    });
  });
}

/** Where a gradient is nothing but rounding, Adam moves by the rate all the same, in whatever direction. */
function expectAlike(found: NetworkState, wanted: NetworkState, rate: number): void {
  expect(found.steps).toBe(wanted.steps);
  expectClose(found.first, wanted.first, 1e-4);
  expectClose(found.running, wanted.running, 1e-4);
  found.parameters.forEach((value, i) => {
    const off = Math.abs(value - wanted.parameters[i]!);
    const clear = Math.abs(wanted.first[i]!) > 1e-4;
    if (!(off < (clear ? rate / 10 : 7 * rate))) expect.fail(`parameter ${i} is ${value}, not ${wanted.parameters[i]}`);
  });
}
