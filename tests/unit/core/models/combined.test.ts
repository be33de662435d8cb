import { describe, expect, test } from 'vitest';
import { numberBlock } from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';
import type { AnyModel, FitContext } from '../../../../src/core/model.ts';
import { calibrated } from '../../../../src/core/models/calibrated.ts';
import {
  type Calibrator,
  fitIsotonicCalibrator,
  fitSigmoid,
  lowerCalibrator,
} from '../../../../src/core/models/combined/calibrator.ts';
import { joinable } from '../../../../src/core/models/combined/members.ts';
import { models } from '../../../../src/core/models/index.ts';
import { stacking } from '../../../../src/core/models/stacking.ts';
import { voting } from '../../../../src/core/models/voting.ts';
import type { ParamValues } from '../../../../src/core/params.ts';
import golden from '../../../golden/combined/cases.json' with { type: 'json' };
import { classification, fitModel, largestDifference, matrix, predict, regression } from './harness.ts';

async function answers(model: AnyModel, given: { x: number[][]; y: number[] }, params: ParamValues, classes: boolean) {
  const x = matrix(given.x);
  const y = classes ? classification(given.y) : regression(given.y);
  const state = await fitModel(model, x, y, { params });
  expect(structuredClone(state)).toStrictEqual(state);
  return predict(model, state, x).block.data;
}

describe.each(golden.classes)('classes of $name as scikit-learn', given => {
  const members = [
    ['logistic', '2'],
    ['baseline', '1'],
  ];
  const alone = members.map(([id]) => [id!]);
  test.each([
    ['voting by probabilities', voting, { members }, given.soft, 1e-7],
    ['stacking', stacking, { members: alone }, given.stacking, 1e-6],
    ['stacking with columns', stacking, { members: alone, withColumns: true }, given.stackingWithColumns, 1e-6],
    ['sigmoid calibration', calibrated, { member: [['logistic']], method: 'sigmoid' }, given.sigmoid, 1e-5],
    ['isotonic calibration', calibrated, { member: [['logistic']], method: 'isotonic' }, given.isotonic, 1e-6],
  ] as const)('%s', async (_name, model, params, expected, tolerance) => {
    const found = await answers(model, given, params as ParamValues, true);
    expect(largestDifference(found, expected.flat())).toBeLessThan(tolerance);
  });

  test('voting by labels', async () => {
    const found = await answers(voting, given, { members, voting: 'labels' }, true);
    const classes = found.length / given.y.length;
    const labels = given.y.map((_, r) => {
      const row = Array.from(found.subarray(r * classes, (r + 1) * classes));
      return row.indexOf(Math.max(...row));
    });
    expect(labels).toEqual(given.hard);
  });
});

describe.each(golden.numbers)('numbers of $name as scikit-learn', given => {
  test.each([
    ['voting', voting, { members: [['ridge', '3'], ['baseline', '1']] }, given.mean], // prettier-ignore
    ['stacking', stacking, { members: [['ridge'], ['baseline']] }, given.stacking],
  ] as const)('%s', async (_name, model, params, expected) => {
    const found = await answers(model, given, params as unknown as ParamValues, false);
    expect(largestDifference(found, expected)).toBeLessThan(1e-6);
  });
});

describe.each(golden.calibrators)('a map from raw to calibrated probabilities', given => {
  const at = (calibrator: Calibrator): Float64Array => {
    const g = new GraphBuilder();
    const graph = g.done([{ name: 'p', ref: lowerCalibrator(calibrator, g, g.input('raw', 'float64')) }]);
    const block = numberBlock(Float64Array.from(given.grid));
    return (interpret(graph, new Map([['raw', block]]), given.grid.length).get('p') as { data: Float64Array }).data;
  };
  const fitted = (fit: typeof fitSigmoid) =>
    fit(
      Float64Array.from(given.raw),
      Uint8Array.from(given.truth),
      given.weights ? Float64Array.from(given.weights) : undefined,
    );

  test('sigmoid', () => expect(largestDifference(at(fitted(fitSigmoid)), given.sigmoid)).toBeLessThan(1e-5));
  test('isotonic', () =>
    expect(largestDifference(at(fitted(fitIsotonicCalibrator)), given.isotonic)).toBeLessThan(1e-9));
});

test('every algorithm that can be a part of another is offered as one', () => {
  const able = (models as readonly AnyModel[]).filter(
    m =>
      m.family !== 'Combined' &&
      !m.tags.some(tag => tag === 'tensors') &&
      m.tasks.some(task => task === 'classification' || task === 'regression'),
  );
  expect(joinable.map(m => m.id).sort()).toEqual(able.map(m => m.id).sort());
});

test('what cannot be put together is refused with advice', async () => {
  const x = matrix([[1], [2], [3], [4], [5], [6]]);
  const y = regression([1, 2, 3, 4, 5, 6]);
  const refused = (model: AnyModel, params: ParamValues) => fitModel(model, x, y, { params });
  await expect(refused(voting, { members: [['logistic', '1']] })).rejects.toThrow(/must do regression.*Choose another/);
  await expect(refused(voting, { members: [['ridge', 'two']] })).rejects.toThrow(/weight must be a number.*"two"/);
  await expect(refused(voting, { members: [['ridge', '0']] })).rejects.toThrow(/weight above 0/);
  await expect(refused(stacking, { members: [] })).rejects.toThrow(/at least one algorithm/);
});

test.each([
  [
    'voting',
    voting,
    {
      members: [
        ['gradient-boosting', '1'],
        ['decision-tree', '1'],
      ],
    },
  ],
  ['stacking', stacking, { members: [['gradient-boosting'], ['decision-tree']], folds: 2 }],
  ['calibrated', calibrated, { member: [['gradient-boosting']], folds: 2 }],
] as const)('%s goes on from any checkpoint as if it had never stopped', async (_name, model, params) => {
  const given = golden.classes[0]!;
  const [x, y] = [matrix(given.x), classification(given.y)];
  const saved: unknown[] = [];
  const fit = (context: Partial<FitContext>) =>
    fitModel(model, x, y, { params: params as unknown as ParamValues, ...context });
  const whole = await fit({ checkpoint: state => saved.push(structuredClone(state)) });
  expect(saved.length).toBeGreaterThan(1);
  for (const at of [0, saved.length >> 1, saved.length - 1]) {
    expect(await fit({ resume: JSON.parse(JSON.stringify(saved[at])) as unknown })).toEqual(whole);
  }
  await expect(fit({ resume: { plan: 'another', results: [] } })).rejects.toMatchObject({ code: 'fit/resume' });
});
