import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyDerive } from '../../src/core/derive.ts';
import { derives } from '../../src/core/derive/index.ts';
import { blockRows, encodeTexts, numberBlock } from '../../src/core/graph/block.ts';
import { GraphBuilder } from '../../src/core/graph/builder.ts';
import { type Inputs, interpret } from '../../src/core/graph/interpret.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { StudioError } from '../../src/core/errors.ts';
import { refusesBadParams } from './params.ts';

/** Parameters to hold each operation to its laws with; a new operation adds its own line. */
const examples: Readonly<Record<string, readonly ParamValues[]>> = {
  formula: [
    { expression: 'number * 2 + 1 / number' },
    { expression: 'weekday(datetime) >= 6 and boolean' },
    { expression: "if(category == 'a', 'first', text)" },
    { expression: 'datetime + number' },
    { expression: 'fill(length(text), 0) % 3' },
    { expression: '1' },
  ],
};

const kinds = ['number', 'datetime', 'category', 'boolean', 'text'] as const;
const row = fc.record({
  number: fc.oneof(fc.double(), fc.constantFrom(0, NaN)),
  datetime: fc.oneof(fc.integer({ min: -1e12, max: 1e12 }), fc.constant(NaN)),
  category: fc.constantFrom('a', 'b', ''),
  boolean: fc.constantFrom(0, 1, NaN),
  text: fc.constantFrom('x', 'ßß', '', 'a'),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

const inputsOf = (rows: readonly Row[]): Inputs =>
  new Map(
    kinds.map(kind => [
      kind,
      kind === 'category' || kind === 'text'
        ? encodeTexts(rows.map(r => r[kind]))
        : numberBlock(Float64Array.from(rows, r => r[kind])),
    ]),
  );

function lower(operation: AnyDerive, params: ParamValues) {
  const g = new GraphBuilder();
  const column = operation.lower(checkParams(operation.id, operation.params, params) as never, g, name => {
    const kind = kinds.find(k => k === name);
    return kind && { kind, ref: g.input(kind, kind === 'category' || kind === 'text' ? 'string' : 'float64') };
  });
  return { kind: column.kind, graph: g.done([{ name: 'y', ref: column.ref }]) };
}

function cells(graph: ReturnType<typeof lower>['graph'], rows: readonly Row[]): unknown[] {
  const y = interpret(graph, inputsOf(rows), rows.length).get('y')!;
  expect(blockRows(y)).toBe(rows.length);
  return y.type === 'string' ? Array.from(y.codes, c => (c < 0 ? '' : y.levels[c])) : [...y.data];
}

const cases = derives.flatMap(d => examples[d.id]!.map(p => [d.id, JSON.stringify(p), d as AnyDerive, p] as const));

describe('every derived column', () => {
  it('is held to the laws', () => expect(Object.keys(examples)).toEqual(derives.map(d => d.id)));

  it.each(derives.map(d => [d.id, d as AnyDerive] as const))('%s refuses bad parameters by name', (id, d) =>
    refusesBadParams(id, d.params),
  );
});

describe.each(cases)('%s %s', (_id, _label, operation, params) => {
  const { kind, graph } = lower(operation, params);

  it('gives one cell a row, in the order of the rows, each from its own row alone', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), rows => {
        const whole = cells(graph, rows);
        expect(whole).toEqual(rows.map(r => cells(graph, [r])[0]));
        expect(cells(graph, rows.toReversed())).toEqual(whole.toReversed());
      }),
    );
  });

  it('leaves its input as it was and gives finite numbers or missing', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), rows => {
        const inputs = inputsOf(rows);
        const before = structuredClone(inputs);
        const y = interpret(graph, inputs, rows.length).get('y')!;
        expect(inputs).toEqual(before);
        expect(y.type).toBe(kind === 'category' || kind === 'text' ? 'string' : 'float64');
        if (y.type === 'float64') expect(y.data.every(v => Number.isFinite(v) || Number.isNaN(v))).toBe(true);
        if (kind === 'boolean') expect(Array.from(y.type === 'float64' ? y.data : []).every(v => v === 0 || v === 1 || Number.isNaN(v))).toBe(true); // prettier-ignore
      }),
    );
  });

  it('lowers to the same graph each time, and the graph survives structuredClone', () => {
    expect(lower(operation, params).graph).toEqual(graph);
    expect(structuredClone(graph)).toEqual(graph);
  });

  it('refuses a column that is off limits with a coded error', () => {
    const g = new GraphBuilder();
    const uses = graph.nodes.some(n => n.op === 'input');
    const run = () => operation.lower(checkParams(operation.id, operation.params, params) as never, g, () => undefined);
    if (uses) expect(run).toThrow(StudioError);
    else expect(run).not.toThrow();
  });
});
