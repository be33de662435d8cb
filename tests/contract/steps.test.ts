import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockRows, numberBlock, sliceBlock, textBlock } from '../../src/core/graph/block.ts';
import { applyStep } from '../../src/core/pipeline/fit.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { randomStream } from '../../src/core/random.ts';
import type { AnyStep, Stream } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import { refusesBadParams } from './params.ts';

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(-1.7e308, 1.7e308, 1e200, -1e160, 5e-324, Infinity, -Infinity) },
);
const code = fc.integer({ min: -1, max: 3 });
const levels = ['b', 'a', '__proto__', 'ü'];

/** Streams a step accepts, two of them, over the same rows. */
const streamsFor = (step: AnyStep): fc.Arbitrary<readonly Stream[]> =>
  fc.integer({ min: 1, max: 60 }).chain(rows => {
    const numbers = fc.array(number, { minLength: rows, maxLength: rows }).map(v => numberBlock(Float64Array.from(v)));
    const texts = fc.array(code, { minLength: rows, maxLength: rows }).map(v => textBlock(Int32Array.from(v), levels));
    const [first, second] =
      step.accepts === 'number' ? [numbers, numbers] : step.accepts === 'text' ? [texts, texts] : [numbers, texts];
    return fc.tuple(first!, second!).map(([a, b]) => [
      { name: 'first', block: a },
      { name: 'second', block: b },
    ]);
  });

const fitted = (step: AnyStep, streams: readonly Stream[], params: ParamValues = {}) => {
  const checked = checkParams(step.id, step.params, params);
  const state = step.fit(streams, { task: 'clustering' }, checked as never, { random: randomStream(1, 'law') });
  return { id: step.id, columns: streams.map(s => s.name), params: checked, state };
};

const laws: Record<string, (step: AnyStep, streams: readonly Stream[]) => void> = {
  'same data, same state': (s, x) => expect(fitted(s, structuredClone(x)).state).toStrictEqual(fitted(s, x).state),
  'keeps the number of rows': (s, x) => {
    for (const { block } of applyStep(fitted(s, x), x)) expect(blockRows(block)).toBe(blockRows(x[0]!.block));
  },
  'keeps the order of rows': (s, x) => {
    const f = fitted(s, x);
    const rows = blockRows(x[0]!.block);
    const reverse = (streams: readonly Stream[]) =>
      streams.map(({ name, block }) => ({
        name,
        block:
          block.type === 'string'
            ? { ...block, codes: block.codes.slice().reverse() }
            : { ...block, data: block.data.slice().reverse() },
      }));
    const forward = applyStep(f, x)
      .map(o => texts(o))
      .flat();
    const backward = reverse(applyStep(f, reverse(x)))
      .map(o => texts(o))
      .flat();
    expect(backward).toStrictEqual(forward);
    expect(forward.length % rows).toBe(0);
  },
  'the state survives structuredClone and JSON': (s, x) => {
    const { state } = fitted(s, x);
    expect(structuredClone(state)).toStrictEqual(state);
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  },
  'the graph and the state in JSON give the same answers': (s, x) => {
    const f = fitted(s, x);
    const again = { ...f, state: JSON.parse(JSON.stringify(f.state)) as unknown };
    expect(applyStep(again, x)).toStrictEqual(applyStep(f, x));
  },
  'what one row becomes does not depend on the others': (s, x) => {
    const f = fitted(s, x);
    const alone = applyStep(
      f,
      x.map(({ name, block }) => ({ name, block: sliceBlock(block, 0, 1) })),
    );
    expect(alone.map(o => texts(o)[0])).toStrictEqual(applyStep(f, x).map(o => texts(o)[0]));
  },
  'sees only the rows it was given, not what other rows left in the list of categories': (s, x) => {
    const others = x.map(({ name, block }) => ({
      name,
      block:
        block.type === 'string'
          ? textBlock(
              block.codes.map(c => (c < 0 ? c : block.levels.length - c)),
              ['of other rows', ...block.levels.toReversed()],
            )
          : block,
    }));
    expect(fitted(s, others).state).toStrictEqual(fitted(s, x).state);
  },
  'does not change its input': (s, x) => {
    const before = structuredClone(x);
    applyStep(fitted(s, x), x);
    expect(x).toStrictEqual(before);
  },
};

const texts = ({ block }: Stream): (string | number)[] =>
  block.type === 'string' ? Array.from(block.codes, c => block.levels[c] ?? '') : Array.from(block.data);

for (const step of steps as readonly AnyStep[]) {
  for (const [law, check] of Object.entries(laws)) {
    test(`${step.id}: ${law}`, () =>
      fc.assert(
        fc.property(streamsFor(step), x => void check(step, x)),
        { numRuns: 200, seed: 7 },
      ));
  }
  test(`${step.id}: refuses bad parameters by name`, () => refusesBadParams(step.id, step.params));
}
