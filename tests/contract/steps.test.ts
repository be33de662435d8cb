import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockRows, numberBlock, sliceBlock, textBlock } from '../../src/core/graph/block.ts';
import { applyStep } from '../../src/core/pipeline/apply-steps.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { randomStream } from '../../src/core/random.ts';
import type { AnyStep, Stream } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import type { Target } from '../../src/core/target.ts';
import { refusesBadParams } from './params.ts';

const number = fc.oneof(
  { weight: 8, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(-1.7e308, 1.7e308, 1e200, -1e160, 5e-324, Infinity, -Infinity) },
);
const code = fc.integer({ min: -1, max: 3 });
const levels = ['b', 'a', '__proto__', 'ü'];

/** Dates as milliseconds, as far as they go, and what is none. */
const date = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -3e12, max: 4e12 }) },
  { weight: 2, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(-8.64e15, 8.64e15, 0.5, Infinity, -Infinity) },
);

interface Case {
  /** Two columns that the step accepts. */
  readonly streams: readonly Stream[];
  readonly target: Target;
}

function targetFor(step: AnyStep, rows: number): fc.Arbitrary<Target> {
  const many = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: rows, maxLength: rows });
  const classes = (names: readonly string[]): fc.Arbitrary<Target> =>
    many(fc.nat(names.length - 1)).map(v => ({ task: 'classification', classes: names, codes: Int32Array.from(v) }));
  const all: readonly fc.Arbitrary<Target>[] = [
    fc.constant({ task: 'clustering' }),
    many(fc.double({ min: -1e9, max: 1e9, noNaN: true })).map(v => ({ task: 'regression', values: Float64Array.from(v, x => x + 0) })), // prettier-ignore
    classes(['no', 'yes']),
    classes(['no', 'perhaps', 'yes']),
  ];
  if (step.id === 'weight-of-evidence') return all[2]!;
  return fc.oneof(...(step.tasks ? all.slice(1) : all));
}

/** Streams a step accepts, two of them, over the same rows. */
const caseFor = (step: AnyStep): fc.Arbitrary<Case> =>
  fc.integer({ min: 1, max: 60 }).chain(rows => {
    const dates = fc.array(date, { minLength: rows, maxLength: rows }).map(v => numberBlock(Float64Array.from(v)));
    const numbers = fc.array(number, { minLength: rows, maxLength: rows }).map(v => numberBlock(Float64Array.from(v)));
    const texts = fc.array(code, { minLength: rows, maxLength: rows }).map(v => textBlock(Int32Array.from(v), levels));
    const { first, second } = {
      number: { first: numbers, second: numbers },
      text: { first: texts, second: texts },
      date: { first: dates, second: dates },
      any: { first: numbers, second: texts },
    }[step.accepts];
    return fc.tuple(first, second, targetFor(step, rows)).map(([a, b, target]) => ({
      streams: [
        { name: 'first', block: a },
        { name: 'second', block: b },
      ],
      target,
    }));
  });

const fitted = async (step: AnyStep, { streams, target }: Case, params: ParamValues = {}) => {
  const checked = checkParams(step.id, step.params, params);
  const state = await step.fit(streams, target, checked as never, { random: randomStream(1, 'law') });
  return { id: step.id, columns: streams.map(s => s.name), params: checked, state };
};

const laws: Record<string, (step: AnyStep, given: Case) => Promise<void>> = {
  'same data, same state': async (s, x) => {
    expect((await fitted(s, structuredClone(x))).state).toStrictEqual((await fitted(s, x)).state);
  },
  'keeps the number of rows': async (s, x) => {
    for (const { block } of applyStep(await fitted(s, x), x.streams))
      expect(blockRows(block)).toBe(blockRows(x.streams[0]!.block));
  },
  'keeps the order of rows': async (s, x) => {
    const f = await fitted(s, x);
    const rows = blockRows(x.streams[0]!.block);
    const reverse = (streams: readonly Stream[]) =>
      streams.map(({ name, block }) => ({
        name,
        block:
          block.type === 'string'
            ? { ...block, codes: block.codes.slice().reverse() }
            : { ...block, data: block.data.slice().reverse() },
      }));
    const forward = applyStep(f, x.streams)
      .map(o => texts(o))
      .flat();
    const backward = reverse(applyStep(f, reverse(x.streams)))
      .map(o => texts(o))
      .flat();
    expect(backward).toStrictEqual(forward);
    expect(forward.length % rows).toBe(0);
  },
  'the state survives structuredClone and JSON': async (s, x) => {
    const { state } = await fitted(s, x);
    expect(structuredClone(state)).toStrictEqual(state);
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  },
  'the graph and the state in JSON give the same answers': async (s, x) => {
    const f = await fitted(s, x);
    const again = { ...f, state: JSON.parse(JSON.stringify(f.state)) as unknown };
    expect(applyStep(again, x.streams)).toStrictEqual(applyStep(f, x.streams));
  },
  'what one row becomes does not depend on the others': async (s, x) => {
    const f = await fitted(s, x);
    const alone = applyStep(
      f,
      x.streams.map(({ name, block }) => ({ name, block: sliceBlock(block, 0, 1) })),
    );
    expect(alone.map(o => texts(o)[0])).toStrictEqual(applyStep(f, x.streams).map(o => texts(o)[0]));
  },
  'sees only the rows it was given, not what other rows left in the list of categories': async (s, x) => {
    const others = x.streams.map(({ name, block }) => ({
      name,
      block:
        block.type === 'string'
          ? textBlock(
              block.codes.map(c => (c < 0 ? c : block.levels.length - c)),
              ['of other rows', ...block.levels.toReversed()],
            )
          : block,
    }));
    expect((await fitted(s, { ...x, streams: others })).state).toStrictEqual((await fitted(s, x)).state);
  },
  'does not change its input': async (s, x) => {
    const before = structuredClone(x);
    applyStep(await fitted(s, x), x.streams);
    expect(x).toStrictEqual(before);
  },
};

const texts = ({ block }: Stream): (string | number)[] =>
  block.type === 'string' ? Array.from(block.codes, c => block.levels[c] ?? '') : Array.from(block.data);

for (const step of steps as readonly AnyStep[]) {
  for (const [law, check] of Object.entries(laws)) {
    test(`${step.id}: ${law}`, () =>
      fc.assert(
        fc.asyncProperty(caseFor(step), async x => {
          await check(step, x);
        }),
        { numRuns: 200, seed: 7 },
      ));
  }
  test(`${step.id}: refuses bad parameters by name`, () => refusesBadParams(step.id, step.params));
}
