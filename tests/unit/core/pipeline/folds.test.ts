import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupKFold, kFold, stratifiedKFold, timeSeriesSplit } from '../../../../src/core/pipeline/folds.ts';

interface Golden {
  readonly kfold3_n10: number[][];
  readonly skf3: { y: number[]; test: number[][] };
  readonly skf3_rare: number[][];
  readonly gkf2: { groups: number[]; test: number[][] };
  readonly tss3_n10: [number[], number[]][];
}
const golden = (
  JSON.parse(readFileSync('tests/golden/evaluation-and-monitoring.golden.json', 'utf8')) as { cv: Golden }
).cv;
const plain = (folds: readonly Int32Array[]) => folds.map(f => [...f]);

test('KFold as scikit-learn', () => expect(plain(kFold(10, 3))).toEqual(golden.kfold3_n10));

test('StratifiedKFold as scikit-learn', () => {
  expect(plain(stratifiedKFold(golden.skf3.y, 3))).toEqual(golden.skf3.test);
});

test('GroupKFold as scikit-learn', () => expect(plain(groupKFold(golden.gkf2.groups, 2))).toEqual(golden.gkf2.test));

test('TimeSeriesSplit as scikit-learn', () => {
  expect(timeSeriesSplit(10, 3).map(f => [[...f.train], [...f.test]])).toEqual(golden.tss3_n10);
});

test('folds cover every row once', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 80 }),
      fc.integer({ min: 2, max: 5 }),
      (codes, k) => {
        for (const folds of [kFold(codes.length, k), stratifiedKFold(codes, k)]) {
          expect(folds.flatMap(f => [...f]).sort((a, b) => a - b)).toEqual(codes.map((_, i) => i));
        }
      },
    ),
  ));
