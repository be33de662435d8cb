import { StudioError } from '../errors.ts';
import type { Tree } from './graph.ts';

/** Members of a set are whole numbers below this, so that a set fits a short list of bits. */
export const MOST_MEMBERS = 1 << 20;

/** Refuse a tree over `width` columns and `outputs` values a leaf that could not be walked from its root to a leaf. */
export function checkTree(tree: Tree, width: number, outputs: number): void {
  const { feature, threshold, yes, no, leaf, missing, sets } = tree;
  const nodes = feature.length;
  const leaves = leaf.length / outputs;
  for (const list of [threshold, yes, no, missing, sets])
    if (list && list.length !== nodes) throw wrong('each list of a node must have', `${nodes} entries`, list.length);
  if (!(Number.isInteger(leaves) && leaves > 0)) throw wrong('leaf values must be whole rows of', outputs, leaf.length);
  for (let i = 0; i < nodes; i++) {
    if (!isWhole(feature[i]!, 0, width)) throw wrong('features must lie in', `[0, ${width})`, feature[i]!);
    if (Number.isNaN(threshold[i])) throw wrong('thresholds must be', 'numbers', NaN);
    checkPlace(yes[i]!, i, nodes, leaves);
    checkPlace(no[i]!, i, nodes, leaves);
    if (sets) checkSet(sets[i]);
  }
}

function checkPlace(place: number, node: number, nodes: number, leaves: number): void {
  if (isWhole(place, -leaves, 0) || isWhole(place, node + 1, nodes)) return;
  throw wrong(`the children of node ${node} must be`, 'leaves or later nodes', place);
}

function checkSet(set: readonly number[] | null | undefined): void {
  if (set?.length === 0) throw wrong('a set must have', 'at least one member', 0);
  const member = set?.find(m => !isWhole(m, 0, MOST_MEMBERS));
  if (member !== undefined) throw wrong('members of a set must lie in', `[0, ${MOST_MEMBERS})`, member);
}

const isWhole = (value: number, from: number, below: number): boolean =>
  Number.isInteger(value) && value >= from && value < below;

const wrong = (what: string, expected: string | number, found: number): StudioError =>
  new StudioError('graph/index', `trees: ${what} ${expected}, got ${found}.`);
