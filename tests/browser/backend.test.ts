import { describe, expect, test } from 'vitest';
import { devicesFrom, openDevice, probeDevices } from '../../src/engine/backend.ts';
import { networkSuite } from '../backend/network-suite.ts';

describe('devices in the browser', () => {
  test('the probe finds WebAssembly and JavaScript right, and sets a software graphics processor aside', async () => {
    const reports = await probeDevices();
    expect(reports.map(r => r.name)).toEqual(['webgpu', 'wasm', 'js']);
    expect(reports.filter(r => r.chosen)).toHaveLength(1);
    for (const report of reports.filter(r => r.name !== 'webgpu')) {
      expect(report, report.reason).toMatchObject({ ok: true });
      expect(report.milliseconds).toBeGreaterThan(0);
    }
    const adapter = await navigator.gpu.requestAdapter();
    if (adapter?.info.isFallbackAdapter) {
      expect(reports[0]).toMatchObject({ ok: false, chosen: false, milliseconds: null });
      expect((await openDevice()).name).not.toBe('webgpu');
    }
    for (const report of reports) expect(report.reason).toMatch(/^[A-Z].*\.$/);
  });

  test('a preference comes first, also for a software graphics processor', async () => {
    expect((await devicesFrom('webgpu'))[0]).toBe('webgpu');
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

networkSuite('wasm');
networkSuite('webgpu');
