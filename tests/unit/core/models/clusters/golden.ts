import { readFileSync } from 'node:fs';
import type { Matrix } from '../../../../../src/core/model.ts';
import { matrix } from '../harness.ts';

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../../golden/clusters/${name}.json`, import.meta.url), 'utf8')) as T;
}

/** The cases of a golden file, made by tests/golden/clusters/make.py. */
export const goldenCases = <T>(name: string): readonly T[] => read<{ cases: readonly T[] }>(name).cases;

const sets = read<{ cases: Readonly<Record<string, number[][]>> }>('points').cases;

/** The points that a case is about. */
export const goldenPoints = (name: string): Matrix => matrix(sets[name]!);

/** Whether two lists of labels draw the same groups, whatever their numbers; -1 (noise) stays -1. */
export function sameGroups(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  const there = new Map<number, number>([[-1, -1]]);
  const back = new Map<number, number>([[-1, -1]]);
  return Array.from(a).every((label, i) => {
    if (!there.has(label) && !back.has(b[i]!)) {
      there.set(label, b[i]!);
      back.set(b[i]!, label);
    }
    return there.get(label) === b[i] && back.get(b[i]!) === label;
  });
}
