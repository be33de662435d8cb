import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Piece, pieceMilliseconds, quickest } from '../../src/core/device-work.ts';
import { parseRecipe, type Recipe } from '../../src/core/pipeline/recipe.ts';
import { numberColumn } from '../../src/core/table/column.ts';
import { makeTable, type Table } from '../../src/core/table/table.ts';
import { neuralNetwork } from '../../src/core/models/neural-network.ts';
import { openNamed } from '../../src/engine/backend.ts';
import { devicesFrom, kernelsFor, openDevice, probeDevices } from '../../src/engine/device-race.ts';
import { trials } from '../../src/engine/device-trials.ts';
import { graphicsKernels } from '../../src/engine/graphics-kernels.ts';
import { openProcessor } from '../../src/engine/kernels.ts';
import { fitOnDevices } from '../../src/engine/device.ts';
import { fitOnRows } from '../../src/engine/run.ts';
import { WebGpu } from '../../src/kernels/webgpu/device.ts';
import { networkSuite } from '../backend/network-suite.ts';
import { fitModel, matrix, regression } from '../unit/core/models/harness.ts';

const step: Piece = { kind: 'tensors', operations: 1e6 };
const count: Piece = { kind: 'histograms', operations: 1e6 };

describe('devices in the browser', () => {
  test('the probe finds WebAssembly and JavaScript right, and sets a software graphics processor aside', async () => {
    const reports = await probeDevices('tensors');
    expect(reports.map(r => r.name)).toEqual(['webgpu', 'wasm', 'js']);
    const small = quickest(reports, step)!;
    expect(small.ok).toBe(true);
    for (const report of reports.filter(r => r.name !== 'webgpu')) {
      expect(report, report.reason).toMatchObject({ ok: true });
      expect(pieceMilliseconds(report.cost!, 1e6)).toBeGreaterThan(0);
    }
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter?.info.isFallbackAdapter) {
      expect(reports[0]).toMatchObject({ ok: false, cost: null });
      expect((await openDevice(undefined, step)).name).not.toBe('webgpu');
      expect(small.name).toBe('wasm');
    }
    for (const report of reports) expect(report.reason).toMatch(report.ok ? /^$/ : /^[A-Z].*\.$/);
  });

  test('a preference comes first, also for a software graphics processor', async () => {
    expect((await devicesFrom('webgpu', step))[0]).toBe('webgpu');
    expect((await openDevice('webgpu', step)).name).toBe('webgpu');
    expect((await kernelsFor('webgpu', [count])).device).toBe('webgpu');
  });

  test('pieces that a graphics processor would leave to the processor do not go to it, and work without a race to none', async () => {
    expect((await devicesFrom('webgpu', { ...count, operations: 1000 }))[0]).toBe('wasm');
    expect((await kernelsFor('webgpu', [])).device).toBe('wasm');
    const reports = await probeDevices('histograms');
    if (!reports[0]!.ok) expect(quickest(reports, count)).toMatchObject({ name: 'wasm', cost: null });
  });

  test('of several kinds of work only those large enough go to a graphics processor', async () => {
    const products: Piece = { kind: 'products', operations: 1000 };
    expect((await kernelsFor('webgpu', [products])).device).toBe('wasm');
    expect((await kernelsFor('webgpu', [products, count])).device).toBe('webgpu');
  });

  test.each(['histograms', 'centres', 'neighbours', 'products'] as const)(
    'the trial of %s gives the same answer on each device',
    async kind => {
      const there = graphicsKernels((await openNamed('webgpu')).gpu!, await openProcessor(), { [kind]: 0 });
      const [own, other] = [await trials[kind]((await openNamed('wasm')).kernels), await trials[kind](there)];
      expect(there.failure).toBeNull();
      expect(other.answer).toBe(own.answer);
      for (const { cost } of [own, other]) expect(pieceMilliseconds(cost, 1e8)).toBeGreaterThan(0);
    },
  );

  test.each(['wasm', 'webgpu', 'js'] as const)('%s opens in a worker', async name => {
    const worker = new Worker(new URL('./backend-worker.ts', import.meta.url), { type: 'module' });
    try {
      const answer = await new Promise<unknown>((resolve, reject) => {
        worker.onmessage = event => resolve(event.data);
        worker.onerror = event => reject(new Error(event.message));
        worker.postMessage(name);
      });
      expect(answer).toMatchObject({ name });
    } finally {
      worker.terminate();
    }
  });
});

describe('a graphics processor that is lost in the middle of a fit', () => {
  test('the fit goes on from its checkpoint on the next device, and the lost one can be opened anew', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 4000));
    const moves: string[] = [];
    const resumed: unknown[] = [];
    const rows = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
    const state = await fitOnDevices(
      ({ device, resume, checkpoint, signal }) => {
        resumed.push(resume && (resume as { epoch: number }).epoch);
        let epochs = 0;
        return fitModel(neuralNetwork, matrix(rows), regression(rows.map(([a]) => a!)), {
          params: { hidden: [4], epochs: 4 },
          kernels: device.kernels,
          resume,
          checkpoint,
          signal,
          progress({ loss }) {
            if (loss === undefined || device.name !== 'webgpu' || ++epochs < 2) return;
            device.gpu!.close();
          },
        });
      },
      {
        order: ['webgpu', 'wasm'],
        open: openNamed,
        shrinks: 0,
        onSwitch: (from, to, why) => moves.push(`${from} ${to} ${why}`),
      },
    );
    clock.mockRestore();
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatch(/^webgpu wasm .*lost/);
    expect(resumed[0]).toBeUndefined();
    expect(resumed[1]).toBeGreaterThan(0);
    expect(state).toMatchObject({ stopped: 'epochs' });
    expect((state as { history: unknown[] }).history).toHaveLength(4);
    expect((await openNamed('webgpu')).name).toBe('webgpu');
  });
});

describe('a graphics processor whose memory is short', () => {
  const rows = 300;
  const table: Table = makeTable(
    ['a', 'b', 'c', 'y'].map((name, j) => [
      name,
      numberColumn(
        Float64Array.from({ length: rows }, (_, r) => Math.sin(r * (j + 1)) + (name === 'y' ? r / rows : 0)),
      ),
    ]),
  );
  const recipe: Recipe = parseRecipe({
    version: 1,
    task: 'regression',
    columns: table.names.map(name => ({ name, kind: 'number', role: name === 'y' ? 'target' : 'feature' })),
    rows: [],
    derive: [],
    split: { kind: 'random', test: 0.2 },
    steps: [],
    model: { id: 'neural-network', params: { hidden: [16, 8], batchSize: 128, epochs: 6, dropout: 0.2 } },
    seed: 3,
  });
  const all = Int32Array.from({ length: rows }, (_, r) => r);
  const trained = async () => {
    const moves: string[] = [];
    const { model, device } = await fitOnRows(recipe, table, all, {
      device: 'webgpu',
      moved: what => moves.push(what),
    });
    return { moves, device, model: model.state as { parameters: number[]; history: unknown[] } };
  };
  /** The device is the same, and so is what was learned, up to float32. */
  async function expectSameAsWhole(found: Awaited<ReturnType<typeof trained>>): Promise<void> {
    vi.restoreAllMocks();
    const whole = await trained();
    expect(whole.moves).toEqual([]);
    expect(found.device).toEqual(whole.device);
    expect(found.device?.name).toBe('webgpu');
    expect(found.moves.length).toBeGreaterThan(0);
    for (const move of found.moves)
      expect(move).toMatch(/^The memory of .* was short\. .*still learns from a whole batch\.$/);
    expect(found.model.history).toHaveLength(6);
    found.model.parameters.forEach((v, i) => expect(v).toBeCloseTo(whole.model.parameters[i]!, 4));
  }
  afterEach(() => vi.restoreAllMocks());

  test('trains with fewer rows in memory together, to the same network', async () => {
    await openNamed('webgpu');
    const allocate = WebGpu.prototype.allocate;
    let largest = 0;
    vi.spyOn(WebGpu.prototype, 'allocate').mockImplementation(function (this: WebGpu, bytes, usage) {
      largest = Math.max(largest, bytes);
      // Less than what 128 rows need, and 64.
      if (bytes > 20_000) throw new Error('its memory is full');
      return allocate.call(this, bytes, usage);
    });
    const found = await trained();
    expect(largest).toBeGreaterThan(40_000);
    expect(found.moves).toHaveLength(2);
    await expectSameAsWhole(found);
  });

  test('that says so in the middle is opened anew, and goes on from the last checkpoint', async () => {
    const clock = vi.spyOn(performance, 'now');
    let now = 0;
    clock.mockImplementation(() => (now += 4000));
    const { gpu } = await openNamed('webgpu');
    const run = WebGpu.prototype.run;
    let steps = 0;
    vi.spyOn(WebGpu.prototype, 'run').mockImplementation(function (this: WebGpu, work) {
      run.call(this, work);
      if (++steps !== 9) return;
      const error = new GPUOutOfMemoryError('as if');
      this.device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error, cancelable: true }));
    });
    const found = await trained();
    expect(steps).toBeGreaterThan(9);
    expect((await openNamed('webgpu')).gpu).not.toBe(gpu);
    await expectSameAsWhole(found);
  });
});

networkSuite('wasm');
networkSuite('webgpu');
