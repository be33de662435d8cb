import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Piece,
  pieceMilliseconds,
  quickest,
  recipePieces,
  takesPart,
  worthSending,
} from '../../../src/core/device-work.ts';
import { models } from '../../../src/core/models/index.ts';
import { workKinds } from '../../../src/core/work-kind.ts';

const cost = fc.record({ step: fc.double({ min: 0, max: 50, noNaN: true }), billion: fc.double({ min: 0.1, max: 1e4, noNaN: true }) }); // prettier-ignore
const device = (name: 'webgpu' | 'wasm' | 'js', of: { step: number; billion: number } | null, ok = true) => ({ name, ok, cost: of }); // prettier-ignore
const piece = (operations: number): Piece => ({ kind: 'histograms', operations });

describe('which device takes a piece of work', () => {
  test('a piece is worth sending exactly where the graphics processor is done sooner', () =>
    fc.assert(
      fc.property(cost, cost, fc.integer({ min: 0, max: 1e9 }), (there, here, operations) => {
        const worth = worthSending([device('webgpu', there), device('wasm', here)]);
        const gained = pieceMilliseconds(here, operations) - pieceMilliseconds(there, operations);
        if (gained > 1e-6 && here.billion > there.billion) expect(operations).toBeGreaterThanOrEqual(worth);
        if (gained < -1e-6) expect(operations).toBeLessThan(worth);
      }),
    ));

  test('small pieces stay on the processor, large ones go, and a network is not shared', () => {
    const devices = [device('webgpu', { step: 2, billion: 10 }), device('wasm', { step: 0, billion: 1010 })];
    expect(worthSending(devices)).toBeCloseTo(2e6, 3);
    expect(quickest(devices, piece(1e6))?.name).toBe('wasm');
    expect(quickest(devices, piece(1e7))?.name).toBe('webgpu');
    expect(takesPart('webgpu', devices, { kind: 'tensors', operations: 1 })).toBe(true);
  });

  test('one that gains nothing with size is never sent anything', () => {
    const devices = [device('webgpu', { step: 0, billion: 20 }), device('wasm', { step: 1, billion: 20 })];
    expect(worthSending(devices)).toBe(Infinity);
    expect(quickest(devices, piece(1e12))?.name).toBe('wasm');
  });

  test('without a race the compiled loops are taken, and a software imitation only gets what is large', () => {
    const devices = [device('webgpu', null, false), device('wasm', null), device('js', null)];
    expect(quickest(devices, piece(1e9))?.name).toBe('wasm');
    expect([10, 1e6].map(n => takesPart('webgpu', devices, piece(n)))).toEqual([false, true]);
    expect(quickest([device('webgpu', null, false), device('wasm', null, false), device('js', null)], piece(5))?.name).toBe('js'); // prettier-ignore
  });
});

describe('what a recipe asks for at a time', () => {
  const columns = ['a', 'b', 'c'].map(name => ({ name, kind: 'number' as const, role: 'feature' as const }));
  const of = (id: string, params = {}) => recipePieces({ model: { id, params }, columns, steps: [] }, 5000)[0] ?? null;

  test('follows rows, columns and parameters', () => {
    expect(of('gradient-boosting')).toEqual({ kind: 'histograms', operations: 15_000 });
    expect(of('k-means', { k: 4 })).toEqual({ kind: 'centres', operations: 60_000 });
    expect(of('k-nearest')).toEqual({ kind: 'neighbours', operations: 15_000_000 });
    expect(of('neural-network', { hidden: [4], batchSize: 10 })).toEqual({
      kind: 'tensors',
      operations: 60 * (12 + 4),
    });
    expect(of('random-forest')).toBeNull();
  });

  test('steps ask too, after the model', () => {
    const steps = ['standardise', 'principal'].map(id => ({ id, columns: ['a', 'b', 'c'], params: {} }));
    const kinds = (id: string) => recipePieces({ model: { id, params: {} }, columns, steps }, 5000);
    expect(kinds('random-forest')).toEqual([{ kind: 'products', operations: 45_000 }]);
    expect(kinds('k-means').map(p => p.kind)).toEqual(['centres', 'products']);
  });

  test('is a finite number for every model that says it can be shared, and nothing for the others', () => {
    for (const { id, tags } of models) {
      const found = of(id);
      expect(found?.kind).toBe(workKinds.find(kind => tags.includes(kind)));
      if (found) expect(found.operations).toBeGreaterThan(0);
    }
  });
});
