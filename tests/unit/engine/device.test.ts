import { describe, expect, test } from 'vitest';
import { StudioError } from '../../../src/core/errors.ts';
import type { DeviceName } from '../../../src/core/model.ts';
import { reference } from '../../../src/kernels/reference/index.ts';
import { type Attempt, fitOnDevices, type OpenDevice } from '../../../src/engine/device.ts';
import golden from '../../golden/models/network.json' with { type: 'json' };
import { known } from '../../../src/engine/device-test.ts';

interface Fake extends OpenDevice {
  lose(reason: string): void;
}

function fakes(names: readonly DeviceName[]) {
  const made = new Map<DeviceName, Fake>();
  const open = (name: DeviceName): Promise<OpenDevice> => {
    if (!names.includes(name)) return Promise.reject(new StudioError('device/unavailable', `There is no ${name}.`));
    let lose: (reason: string) => void = () => undefined;
    const lost = new Promise<string>(resolve => (lose = resolve));
    const device = { name, description: `the ${name}`, kernels: reference, lost, lose };
    made.set(name, device);
    return Promise.resolve(device);
  };
  return { open, made, order: ['webgpu', 'wasm', 'js'] as const, shrinks: 0 };
}

const diverged = () => new StudioError('fit/diverged', 'The loss ran away.');

/** Counts to five and says where it counted; a checkpoint after every number. */
async function count({ resume, device, checkpoint, signal }: Attempt, at: (n: number) => void | Promise<void>) {
  const trace = [...((resume as string[] | undefined) ?? [])];
  while (trace.length < 5) {
    await at(trace.length);
    if (signal.aborted) throw new StudioError('rpc/cancelled', 'Stopped.');
    trace.push(device.name);
    checkpoint(trace.slice());
  }
  return trace;
}

describe('a fit that moves between devices', () => {
  test('a lost device hands its last checkpoint on, and what it says later is ignored', async () => {
    const { made, ...devices } = fakes(['webgpu', 'wasm']);
    const moves: string[] = [];
    const trace = await fitOnDevices(
      attempt =>
        count(attempt, async n => {
          if (attempt.device.name !== 'webgpu' || n < 2) return;
          made.get('webgpu')!.lose('it fell asleep');
          await new Promise(resolve => setTimeout(resolve, 20));
          attempt.checkpoint(['nonsense']);
        }),
      { ...devices, onSwitch: (from, to, reason) => moves.push(`${from} ${to} ${reason}`) },
    );
    expect(trace).toEqual(['webgpu', 'webgpu', 'wasm', 'wasm', 'wasm']);
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatch(/^webgpu wasm .*it fell asleep.*checkpoint on the wasm\.$/);
  });

  test('memory that ran out and a kernel that failed count as the device’s fault', async () => {
    const devices = fakes(['webgpu', 'wasm', 'js']);
    const trace = await fitOnDevices(
      attempt =>
        count(attempt, n => {
          if (attempt.device.name === 'webgpu' && n === 1) throw new Error('out of memory');
          if (attempt.device.name === 'wasm' && n === 3) throw new RangeError('no such kernel');
        }),
      devices,
    );
    expect(trace).toEqual(['webgpu', 'wasm', 'wasm', 'js', 'js']);
  });

  test('a device that is short of memory goes on with less of it, opened anew, before it is given up', async () => {
    const { open, order } = fakes(['wasm', 'js']);
    const moves: string[] = [];
    const shrinks: string[] = [];
    const devices = new Set<OpenDevice>();
    const upTo = (least: number) =>
      fitOnDevices(
        attempt =>
          count(attempt, n => {
            shrinks.push(`${attempt.device.name} ${attempt.shrink}`);
            devices.add(attempt.device);
            if (n === 2 && attempt.device.name === 'wasm' && attempt.shrink < least)
              throw new Error('WebAssembly memory is full');
          }),
        { open, order, shrinks: 2, onSwitch: (from, to, reason) => moves.push(`${from} ${to} ${reason}`) },
      );
    expect(await upTo(2)).toEqual(new Array(5).fill('wasm'));
    expect([...new Set(shrinks)]).toEqual(['wasm 0', 'wasm 1', 'wasm 2']);
    expect(devices.size).toBe(3);
    expect(moves).toHaveLength(2);
    for (const move of moves) expect(move).toMatch(/^wasm wasm The memory of the wasm was short\. .*fewer rows/);
    moves.length = shrinks.length = 0;
    expect(await upTo(3)).toEqual(['wasm', 'wasm', 'js', 'js', 'js']);
    expect([...new Set(shrinks)]).toEqual(['wasm 0', 'wasm 1', 'wasm 2', 'js 0']);
    expect(moves.at(-1)).toMatch(/^wasm js WebAssembly memory is full\. Training goes on .* on the js\.$/);
  });

  test('one that cannot be opened anew after that is left for the next', async () => {
    const { open, order } = fakes(['webgpu', 'js']);
    let opened = 0;
    const trace = await fitOnDevices(
      attempt =>
        count(attempt, n => {
          if (attempt.device.name === 'webgpu' && n === 1) throw new Error('its memory is full');
        }),
      {
        order,
        shrinks: 4,
        open: name =>
          name === 'webgpu' && opened++ ? Promise.reject(new StudioError('device/unavailable', 'Gone.')) : open(name),
      },
    );
    expect(trace).toEqual(['webgpu', 'js', 'js', 'js', 'js']);
  });

  test('one device that diverges is doubted, two are believed', async () => {
    const devices = fakes(['webgpu', 'wasm', 'js']);
    const tried: string[] = [];
    const fit = (times: number) =>
      fitOnDevices(({ device }) => {
        tried.push(device.name);
        return tried.length <= times ? Promise.reject(diverged()) : Promise.resolve(device.name);
      }, devices);
    expect(await fit(1)).toBe('wasm');
    tried.length = 0;
    await expect(fit(9)).rejects.toMatchObject({ code: 'fit/diverged' });
    expect(tried).toEqual(['webgpu', 'wasm']);
  });

  test('errors about data and cancellation are thrown at once', async () => {
    const devices = fakes(['webgpu', 'wasm']);
    let runs = 0;
    const refuse = () => {
      runs++;
      return Promise.reject(new StudioError('fit/one-class', 'One class.'));
    };
    await expect(fitOnDevices(refuse, devices)).rejects.toMatchObject({ code: 'fit/one-class' });
    const stop = new AbortController();
    const cancelled = fitOnDevices(attempt => count(attempt, n => void (n === 2 && stop.abort())), {
      ...devices,
      signal: stop.signal,
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'rpc/cancelled' });
    expect(runs).toBe(1);
  });

  test('begins from a given checkpoint, skips what cannot be opened, and says so when nothing is left', async () => {
    const devices = fakes(['js']);
    expect(await fitOnDevices(a => count(a, () => undefined), { ...devices, resume: ['x', 'y', 'z'] })).toEqual([
      'x',
      'y',
      'z',
      'js',
      'js',
    ]);
    const none = fakes([]);
    const failing = fitOnDevices(a => count(a, () => undefined), none);
    await expect(failing).rejects.toThrow(/There is no webgpu\./);
    await expect(failing).rejects.toMatchObject({ code: 'device/none-left' });
  });
});

test('the answers of the self-test are those worked out by numpy', () => {
  for (const { activation, total, gradient } of known) {
    const expected = golden.find(c => c.activation === activation && c.loss === 'cross-entropy')!;
    expect(total).toBeCloseTo(expected.total, 8);
    expected.gradient.forEach((g, i) => expect(gradient[i]).toBeCloseTo(g, 8));
  }
});
