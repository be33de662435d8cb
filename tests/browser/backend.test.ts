import { describe, expect, test, vi } from 'vitest';
import { type Piece, pieceMilliseconds, quickest } from '../../src/core/device-work.ts';
import { neuralNetwork } from '../../src/core/models/neural-network.ts';
import { openNamed } from '../../src/engine/backend.ts';
import { devicesFrom, kernelsFor, openDevice, probeDevices } from '../../src/engine/device-race.ts';
import { trials } from '../../src/engine/device-trials.ts';
import { graphicsKernels } from '../../src/engine/graphics-kernels.ts';
import { openProcessor } from '../../src/engine/kernels.ts';
import { fitOnDevices } from '../../src/engine/device.ts';
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
    expect((await kernelsFor('webgpu', count)).device).toBe('webgpu');
  });

  test('pieces that a graphics processor would leave to the processor do not go to it, and work without a race to none', async () => {
    expect((await devicesFrom('webgpu', { ...count, operations: 1000 }))[0]).toBe('wasm');
    expect((await kernelsFor('webgpu', null)).device).toBe('wasm');
    const reports = await probeDevices('histograms');
    if (!reports[0]!.ok) expect(quickest(reports, count)).toMatchObject({ name: 'wasm', cost: null });
  });

  test.each(['histograms', 'centres', 'neighbours'] as const)(
    'the trial of %s gives the same answer on each device',
    async kind => {
      const there = graphicsKernels((await openNamed('webgpu')).gpu!, await openProcessor(), 0);
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
      { order: ['webgpu', 'wasm'], open: openNamed, onSwitch: (from, to, why) => moves.push(`${from} ${to} ${why}`) },
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

networkSuite('wasm');
networkSuite('webgpu');
