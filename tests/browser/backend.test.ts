import { describe, expect, test, vi } from 'vitest';
import { quickest, stepMilliseconds } from '../../src/core/step-cost.ts';
import { neuralNetwork } from '../../src/core/models/neural-network.ts';
import { devicesFrom, openDevice, openNamed, probeDevices } from '../../src/engine/backend.ts';
import { fitOnDevices } from '../../src/engine/device.ts';
import { networkSuite } from '../backend/network-suite.ts';
import { fitModel, matrix, regression } from '../unit/core/models/harness.ts';

describe('devices in the browser', () => {
  test('the probe finds WebAssembly and JavaScript right, and sets a software graphics processor aside', async () => {
    const reports = await probeDevices();
    expect(reports.map(r => r.name)).toEqual(['webgpu', 'wasm', 'js']);
    const small = quickest(reports, 1e6)!;
    expect(small.ok).toBe(true);
    for (const report of reports.filter(r => r.name !== 'webgpu')) {
      expect(report, report.reason).toMatchObject({ ok: true });
      expect(stepMilliseconds(report.cost!, 1e6)).toBeGreaterThan(0);
    }
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter?.info.isFallbackAdapter) {
      expect(reports[0]).toMatchObject({ ok: false, cost: null });
      expect((await openDevice()).name).not.toBe('webgpu');
      expect(small.name).toBe('wasm');
    }
    for (const report of reports) expect(report.reason).toMatch(report.ok ? /^$/ : /^[A-Z].*\.$/);
  });

  test('a preference comes first, also for a software graphics processor', async () => {
    expect((await devicesFrom('webgpu', 1e6))[0]).toBe('webgpu');
    expect((await openDevice('webgpu')).name).toBe('webgpu');
  });

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
