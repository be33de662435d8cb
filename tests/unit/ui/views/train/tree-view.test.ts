import { describe, expect, test } from 'vitest';
import { decisionTree } from '../../../../../src/core/models/decision-tree.ts';
import { TreeView } from '../../../../../src/ui/views/train/pictures/tree-view.ts';
import { classification, fitModel, matrix, predict } from '../../../core/models/harness.ts';

/** Rows by size and a category: large ones are class 1; of the small ones those in "b" are. */
const rows = Array.from({ length: 40 }, (_, r) => [r % 10, r % 3]);
const codes = rows.map(([size, where]) => (size! > 6 || where === 1 ? 1 : 0));
const levels = ['a', 'b', 'c'];

async function viewOf(alpha: number): Promise<TreeView> {
  const x = { ...matrix(rows), names: ['size', 'place'], categories: [null, levels] };
  const state = await fitModel(decisionTree, x, classification(codes, 2), { params: { leastLeaf: 1, alpha } });
  return new TreeView({
    fitted: { features: x.names, classes: ['no', 'yes'], levels: [{ name: 'place', levels }], model: { state } },
  } as never);
}

describe('the picture of a tree', () => {
  test('questions, shares and answers in words', async () => {
    const view = await viewOf(0);
    const questions = view.tree.feature.flatMap((f, node) => (f < 0 ? [] : [view.question(node)]));
    expect(questions.sort()).toEqual(['place is a or c?', 'size ≤ 6.5?']);
    expect(view.rows(0)).toBe('40 rows, 100%');
    expect(view.shares(0).map(s => s.name)).toEqual(['no', 'yes']);
    expect(view.shares(0).reduce((sum, s) => sum + s.share, 0)).toBeCloseTo(1, 12);
    expect(view.leaves(0, 0)).toBe(3);
    expect(view.rules(0)).toHaveLength(3);
    expect(view.rules(0).reduce((sum, { node }) => sum + view.tree.rows[node]!, 0)).toBe(40);
    expect(view.rules(0).map(({ rule }) => rule)).toContain('place is a or c and not size ≤ 6.5');
  });

  test('of many classes those that most rows have keep a colour of their own, and the others share one', async () => {
    const count = 9;
    const kinds = Array.from({ length: 90 }, (_, r) => Math.floor(Math.sqrt(r * 0.9)));
    const x = { ...matrix(kinds.map(kind => [kind])), names: ['x'] };
    const state = await fitModel(decisionTree, x, classification(kinds, count), { params: { leastLeaf: 1 } });
    const classes = Array.from({ length: count }, (_, k) => `kind ${k}`);
    const view = new TreeView({ fitted: { features: x.names, classes, model: { state } } } as never);
    expect(view.legend.map(s => s.name)).toEqual(['kind 8', 'kind 7', 'kind 6', 'kind 5', 'kind 4', 'kind 3', '3 other classes']); // prettier-ignore
    expect(new Set(view.legend.map(s => s.colour)).size).toBe(7);
    expect(view.legend.reduce((sum, s) => sum + s.share, 0)).toBeCloseTo(1, 12);
    const leaf = view.tree.feature.findIndex((f, node) => f < 0 && view.tree.value[node * count] === 1);
    expect(view.answer(leaf)).toBe('kind 0, 100%');
    expect(view.shares(leaf).map(s => s.name)).toEqual(['3 other classes']);
  });

  test('each step of the slider names a cost at which the algorithm gives that tree', async () => {
    const view = await viewOf(0);
    for (let step = 0; step < view.path.alphas.length; step++) {
      const cost = Number(view.costAt(step).toPrecision(4));
      expect(view.leaves(0, cost)).toBe(view.path.leaves[step]);
      expect(view.stepsAt(cost)).toBe(step);
      const pruned = await viewOf(cost);
      const state = { ...pruned, task: 'classification', outputs: 2 };
      const answers = predict(decisionTree, state, matrix(rows)).block.data;
      const different = new Set(Array.from({ length: rows.length }, (_, r) => answers[2 * r]));
      expect(different.size).toBeLessThanOrEqual(view.path.leaves[step]!);
    }
  });
});
