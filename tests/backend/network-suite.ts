import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DeviceName, FitContext, FitProgress } from '../../src/core/model.ts';
import type { Checkpoint } from '../../src/core/models/neural/checkpoint.ts';
import { neuralNetwork } from '../../src/core/models/neural-network.ts';
import { randomStream } from '../../src/core/random.ts';
import type { ParamValues } from '../../src/core/params.ts';
import { openNamed } from '../../src/engine/backend.ts';
import type { OpenDevice } from '../../src/engine/device.ts';
import { denseLayers } from '../../src/engine/dense-layers.ts';
import type { Activation, NetworkRows } from '../../src/kernels/network.ts';
import courses from '../golden/models/network-courses.json' with { type: 'json' };
import golden from '../golden/models/network.json' with { type: 'json' };
import networks from '../golden/networks/networks.json' with { type: 'json' };
import { followCourse } from './network-course.ts';
import { classification, fitModel, matrix, predict, regression } from '../unit/core/models/harness.ts';

interface State {
  parameters: number[];
  bestEpoch: number;
  history: { loss: number; validationLoss: number | null }[];
  stopped: string;
  how: string | null;
  output: { mean: number; deviation: number };
}

const random = randomStream(11, 'network suite');
const points = (n: number) => Array.from({ length: n }, () => [2 * random.next() - 1, 2 * random.next() - 1]);
const train = points(160);
const apart = points(64);
/** Not linear: which side of a cross a point lies on, and a product of waves. */
const side = (rows: number[][]) => classification(rows.map(([a, b]) => Number(a! * b! > 0)));
const height = (rows: number[][]) => regression(rows.map(([a, b]) => 100 + 20 * Math.sin(2 * a!) * b!));
const small: ParamValues = { hidden: [16], batchSize: 32, learningRate: 0.02, epochs: 3 };

/** What the neural network owes on every device. Tolerances are those of float32 sums in any order. */
export function networkSuite(name: DeviceName): void {
  describe(`the neural network on ${name}`, () => {
    let device: OpenDevice;
    beforeAll(async () => {
      device = await openNamed(name);
    });
    afterEach(() => vi.restoreAllMocks());

    const fitSides = async (params: ParamValues, context: Partial<FitContext> = {}) =>
      (await fitModel(neuralNetwork, matrix(train), side(train), {
        params: { ...small, ...params },
        kernels: device.kernels,
        validation: { x: matrix(apart), y: side(apart) },
        ...context,
      })) as State;

    /** Every look at the clock finds 4 seconds gone, so that a checkpoint is due at every chance. */
    const hurryClock = () => {
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (now += 4000));
    };

    const rowsOf = (numbers: number[], targets: number[], rows: number): NetworkRows => ({
      rows,
      numbers: Float32Array.from(numbers),
      codes: new Int32Array(0),
      targets: Float32Array.from(targets),
      weights: null,
    });
    const stateOf = (parameters: Float32Array) => ({
      parameters,
      first: new Float32Array(parameters.length),
      second: new Float32Array(parameters.length),
      running: new Float32Array(0),
      steps: 0,
      losses: { loss: 0, weight: 0 },
    });

    test.each(golden)('loss and gradient are right: $activation, $loss', async given => {
      const layers = denseLayers([4, 2], given.activation as Activation);
      const rows = rowsOf(given.x, given.targets, 5);
      const session = await device.kernels.network.open({
        plan: { numbers: 3, embeddings: [], layers, loss: given.loss as 'squared' },
        training: rows,
        validation: rows,
        state: stateOf(Float32Array.from(given.parameters)),
        batch: 5,
        measured: 5,
        seed: 1,
      });
      const found = [(await session.validate(0, 5)).loss, ...(await session.gradient(Int32Array.of(0, 1, 2, 3, 4)))];
      session.close();
      [given.total, ...given.gradient].forEach((expected, i) =>
        expect(Math.abs(found[i]! - expected)).toBeLessThan(1e-5),
      );
    });

    test.each(courses)('the loss falls as in scikit-learn, epoch by epoch: $name', async given => {
      const width = given.x[0]!.length;
      const units = [...given.hidden, Math.max(...given.y) + 1];
      const weights = units.flatMap((count, l) => {
        const entering = l ? units[l - 1]! : width;
        const matrix = Array.from({ length: entering * count }, (_, i) => Math.sin(i + 1) / 3);
        return [...matrix, ...new Array<number>(count).fill(0)];
      });
      const session = await device.kernels.network.open({
        plan: {
          numbers: width,
          embeddings: [],
          layers: denseLayers(units, given.activation as Activation),
          loss: 'cross-entropy',
        },
        training: rowsOf(given.x.flat(), given.y, given.x.length),
        validation: null,
        state: stateOf(Float32Array.from(weights)),
        batch: given.batch,
        measured: 1,
        seed: 1,
      });
      for (const expected of given.losses) {
        for (let from = 0; from < given.x.length; from += given.batch) {
          const count = Math.min(given.batch, given.x.length - from);
          session.train(Int32Array.from({ length: count }, (_, i) => from + i), { rate: given.rate, decay: 0, clip: 0 }); // prettier-ignore
        }
        const { loss, weight } = await session.losses(true);
        expect(Math.abs(loss / weight - expected)).toBeLessThan(2e-4 * Math.max(1, expected));
      }
      session.close();
    });

    test.each(networks.courses)('the loss falls as with JAX and optax, epoch by epoch: $name', async course => {
      const { losses, measured } = await followCourse(device.kernels.network, course);
      [...losses, measured].forEach((loss, i) => {
        const wanted = course.losses[i] ?? course.measured;
        expect(Math.abs(loss - wanted)).toBeLessThan(2e-4 * Math.max(1, wanted));
      });
    });

    test('learns classes that no line can part, and predicts in the graph what it trained', async () => {
      const state = await fitSides({ epochs: 16, patience: 16, learningRate: 0.06 });
      const { data } = predict(neuralNetwork, state, matrix(apart)).block;
      const truth = side(apart) as { codes: Int32Array };
      const hits = Array.from(truth.codes).filter((code, i) => data[2 * i + 1]! > 0.5 === (code === 1)).length;
      expect(hits / apart.length).toBeGreaterThan(0.9);
      const loss = Array.from(truth.codes).reduce((sum, code, i) => sum - Math.log(data[2 * i + code]!), 0);
      // The graph in float64 against the device in float32, over the same rows.
      expect(loss / apart.length).toBeCloseTo(state.history[state.bestEpoch - 1]!.validationLoss!, 4);
      expect(state.how).toBeNull();
    });

    test('text, normalised, residual layers and weights: the graph says what the device measured', async () => {
      const levels = ['ash', 'birch', 'cedar'];
      const mixed = (rows: number[][]) => {
        const plain = matrix(rows.map(([a, b], i) => [a!, i % 4 === 3 ? NaN : i % 4, b!]));
        return { ...plain, categories: [null, levels, null] };
      };
      const weigh = (rows: number[][]) => Float64Array.from(rows, (_, i) => (i % 5) / 2);
      const state = (await fitModel(neuralNetwork, mixed(train), side(train), {
        params: { ...small, activation: 'silu', hidden: [6, 6, 6], normalise: true, residual: true, schedule: 'cosine', weightDecay: 0.01, clip: 1, classWeight: 'balanced' }, // prettier-ignore
        kernels: device.kernels,
        weights: weigh(train),
        validation: { x: mixed(apart), y: side(apart), weights: weigh(apart) },
      })) as State;
      const { data } = predict(neuralNetwork, state, mixed(apart)).block;
      const { codes } = side(apart) as { codes: Int32Array };
      const own = weigh(train);
      const sums = [0, 0];
      (side(train) as { codes: Int32Array }).codes.forEach((code, i) => (sums[code]! += own[i]!));
      let [loss, total] = [0, 0];
      codes.forEach((code, i) => {
        const weight = weigh(apart)[i]! / sums[code]!;
        loss -= weight * Math.log(data[2 * i + code]!);
        total += weight;
      });
      expect(loss / total).toBeCloseTo(state.history[state.bestEpoch - 1]!.validationLoss!, 4);
    });

    test('learns a curved surface in its own unit, with tanh and dropout', async () => {
      const y = height(train);
      const state = (await fitModel(neuralNetwork, matrix(train), y, {
        params: { ...small, activation: 'tanh', hidden: [24, 8], dropout: 0.02, epochs: 16, learningRate: 0.04 },
        kernels: device.kernels,
      })) as State;
      const { data } = predict(neuralNetwork, state, matrix(apart)).block;
      const truth = (height(apart) as { values: Float64Array }).values;
      const mean = truth.reduce((a, b) => a + b, 0) / truth.length;
      const share = (of: (i: number) => number) => truth.reduce((sum, v, i) => sum + (v - of(i)) ** 2, 0);
      expect(1 - share(i => data[i]!) / share(() => mean)).toBeGreaterThan(0.8);
      const values = (y as { values: Float64Array }).values;
      expect(state.output.mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / values.length, 9);
      expect(state.history.every(h => h.validationLoss === null)).toBe(true);
    });

    test('the same seed gives the same bits, another seed others', async () => {
      const first = await fitSides({ dropout: 0.3 });
      expect(await fitSides({ dropout: 0.3 })).toEqual(first);
      expect((await fitSides({ dropout: 0.3 }, { random: randomStream(8, 'other') })).parameters).not.toEqual(
        first.parameters,
      );
    });

    test('goes on from a checkpoint as if it had never stopped', async () => {
      const whole = await fitSides({ dropout: 0.3 });
      hurryClock();
      const saved: Checkpoint[] = [];
      const stop = new AbortController();
      const checkpoint = (state: unknown) => {
        saved.push(structuredClone(state) as Checkpoint);
        if (saved.length === 8) stop.abort();
      };
      const cut = fitSides({ dropout: 0.3 }, { checkpoint, signal: stop.signal });
      await expect(cut).rejects.toMatchObject({ code: 'rpc/cancelled' });
      const last = saved.at(-1)!;
      expect([last.epoch, last.row]).toEqual([1, 64]);
      const resumed = await fitSides({ dropout: 0.3 }, { resume: JSON.parse(JSON.stringify(last)) as unknown });
      expect(resumed).toEqual(whole);
    });

    test('a checkpoint of another network is refused, not used', async () => {
      hurryClock();
      let saved: unknown;
      await fitSides({}, { checkpoint: state => (saved = state) });
      await expect(fitSides({ hidden: [8] }, { resume: saved })).rejects.toMatchObject({ code: 'fit/resume' });
    });

    test('stops when asked and keeps the best so far', async () => {
      const finish = new AbortController();
      const updates: FitProgress[] = [];
      const progress = (update: FitProgress) => {
        // Within a slow epoch there are reports without a loss.
        if (update.loss !== undefined) updates.push(update);
        if (updates.length === 2) finish.abort();
      };
      const state = await fitSides({ epochs: 500, patience: 500 }, { finish: finish.signal, progress });
      expect(state.stopped).toBe('asked');
      expect(state.history.length).toBe(2);
      const losses = state.history.map(h => h.validationLoss!);
      expect(state.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
      expect(updates.map(u => u.loss)).toEqual(state.history.map(h => h.loss));
    });

    test('stops by itself when the rows set apart are no longer predicted better', async () => {
      const mixed = side(train) as { codes: Int32Array };
      const noise = classification(Array.from(mixed.codes, () => random.integer(2)));
      const state = (await fitModel(neuralNetwork, matrix(train), noise, {
        params: { ...small, epochs: 500, patience: 2, learningRate: 0.1 },
        kernels: device.kernels,
        validation: { x: matrix(apart), y: side(apart) },
      })) as State;
      expect(state.stopped).toBe('patience');
      expect(state.history.length).toBe(state.bestEpoch + 2);
    });

    test('a loss that runs away is an error with advice', async () => {
      const huge = matrix(train.map(([a, b]) => [a! * 1e30, b! * 1e30]));
      const fit = fitModel(neuralNetwork, huge, height(train), { params: small, kernels: device.kernels });
      await expect(fit).rejects.toMatchObject({ code: 'fit/diverged' });
    });
  });
}
