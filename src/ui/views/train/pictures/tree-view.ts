import type { RunRecord } from '../../../../app/training.svelte.ts';
import type { PruningPath } from '../../../../core/models/cart/prune.ts';
import type { CartTree } from '../../../../core/models/cart/tree-state.ts';
import { SERIES_COLOURS, seriesColour } from '../../../charts/colours.ts';
import { formatCount, formatInteger, formatNumber, formatPercent } from '../../../format.ts';

/** A class and its share of a node's rows. */
export interface ClassShare {
  readonly name: string;
  readonly share: number;
  readonly colour: string;
}

/** Rows of the twin: more rules than this nobody reads. */
export const MOST_RULES = 200;
const LONGEST_SET = 3;

/** One step for each cost that matters: links of the same cost go at once. */
function distinctSteps({ alphas, impurities, leaves, until }: PruningPath): PruningPath {
  const last = alphas.flatMap((a, i) => (i === 0 || !(alphas[i + 1]! <= a * (1 + 1e-9)) ? [i] : []));
  const pick = (values: readonly number[]): number[] => last.map(i => values[i]!);
  return { alphas: pick(alphas), impurities: pick(impurities), leaves: pick(leaves), until };
}

/** What the picture of a decision tree says, node by node. */
export class TreeView {
  readonly tree: CartTree;
  readonly path: PruningPath;
  /** The cost the run was cut at. */
  readonly alpha: number;
  /** The places of the classes that have a colour: of more than there are colours, those that most rows have. */
  readonly #coloured: readonly number[];
  readonly #fitted: NonNullable<RunRecord['fitted']>;

  constructor({ fitted }: Pick<RunRecord, 'fitted'>) {
    const state = fitted!.model.state as { tree: CartTree; path: PruningPath; alpha: number };
    this.#fitted = fitted!;
    this.tree = state.tree;
    this.path = distinctSteps(state.path);
    this.alpha = state.alpha;
    const places = fitted!.classes.map((_, k) => k);
    if (places.length > SERIES_COLOURS.length) places.sort((a, b) => this.tree.value[b]! - this.tree.value[a]!);
    this.#coloured = places.slice(0, SERIES_COLOURS.length);
  }

  isLeaf(node: number, alpha: number): boolean {
    const until = this.path.until[node];
    return this.tree.feature[node]! < 0 || (alpha > 0 && typeof until === 'number' && until <= alpha);
  }

  /** Answers below a node. */
  leaves(node: number, alpha: number): number {
    let [count, waiting] = [0, [node]];
    while (waiting.length) {
      const at = waiting.pop()!;
      if (this.isLeaf(at, alpha)) count++;
      else waiting = [...waiting, this.tree.yes[at]!, this.tree.no[at]!];
    }
    return count;
  }

  question(node: number): string {
    const { tree } = this;
    const name = this.#fitted.features[tree.feature[node]!]!;
    const set = tree.sets[node];
    if (set) {
      const levels = this.#fitted.levels?.find(l => l.name === name)?.levels ?? [];
      const names = set.slice(0, LONGEST_SET).map(code => levels[code] ?? String(code));
      const more = set.length - names.length;
      return `${name} is ${names.join(' or ')}${more > 0 ? ` or one of ${more} more` : ''}?`;
    }
    const threshold = tree.threshold[node] ?? null;
    return threshold === null ? `${name} is there?` : `${name} ≤ ${formatNumber(threshold)}?`;
  }

  /** Where rows without a value go. */
  gaps(node: number): string {
    return this.tree.missing[node] ? 'Without a value: yes' : 'Without a value: no';
  }

  rows(node: number): string {
    const { rows } = this.tree;
    return `${formatInteger(rows[node]!)} rows, ${formatPercent(rows[node]! / rows[0]!)}`;
  }

  /** What the colours mean, each with the share of all rows. */
  get legend(): readonly ClassShare[] {
    return this.shares(0);
  }

  /** Classes that have a colour by their share, and the others as one; empty for numbers. */
  shares(node: number): readonly ClassShare[] {
    const { classes } = this.#fitted;
    const own = this.#coloured.map((k, place) => ({
      name: classes[k]!,
      share: this.tree.value[node * classes.length + k]!,
      colour: seriesColour(place),
    }));
    const others = classes.length - own.length;
    const rest = { name: formatCount(others, 'other class', 'other classes'), share: 1, colour: 'var(--ink-3)' };
    rest.share -= own.reduce((sum, { share }) => sum + share, 0);
    return (others > 0 ? [...own, rest] : own).filter(({ share }) => share > 1e-12);
  }

  answer(node: number): string {
    const { classes } = this.#fitted;
    if (!classes.length) return formatNumber(this.tree.value[node]!);
    const shares = classes.map((_, k) => this.tree.value[node * classes.length + k]!);
    const best = shares.reduce((most, share, k) => (share > shares[most]! ? k : most), 0);
    return `${classes[best]}, ${formatPercent(shares[best]!)}`;
  }

  /** Every answer as the rule that leads to it. */
  rules(alpha: number): readonly { readonly rule: string; readonly node: number }[] {
    const found: { rule: string; node: number }[] = [];
    const waiting = [{ node: 0, rule: [] as readonly string[] }];
    while (waiting.length && found.length < MOST_RULES) {
      const { node, rule } = waiting.pop()!;
      if (this.isLeaf(node, alpha)) found.push({ rule: rule.join(' and ') || 'always', node });
      else {
        const asked = this.question(node).slice(0, -1);
        waiting.push({ node: this.tree.no[node]!, rule: [...rule, `not ${asked}`] });
        waiting.push({ node: this.tree.yes[node]!, rule: [...rule, asked] });
      }
    }
    return found;
  }

  /** A cost that leaves the tree after `steps` prunings, between two that matter. */
  costAt(steps: number): number {
    const { alphas } = this.path;
    if (steps <= 0) return 0;
    const here = alphas[steps]!;
    const next = alphas[steps + 1];
    return next === undefined ? here * 1.5 : (here + next) / 2;
  }

  /** How many prunings a cost makes. */
  stepsAt(alpha: number): number {
    return alpha > 0 ? this.path.alphas.filter((a, i) => i > 0 && a <= alpha).length : 0;
  }
}
