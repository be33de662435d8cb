import { StudioError } from '../errors.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import type { TokenRule } from '../graph/tokens.ts';
import type { ParamSpec, ParamsOf } from '../params.ts';
import { type StopLanguage, stopLanguages, stopWords } from './stop-words.ts';

// What the steps on texts have in common: what a text is cut into, and rows put on one length.

export const tokenParams = {
  unit: {
    kind: 'choice',
    default: 'words',
    options: ['words', 'characters'],
    label: 'Made of',
    help: 'Characters: pieces of words. They forgive spelling and endings, and suit codes.',
  },
  from: { kind: 'number', integer: true, default: 1, min: 1, max: 8, label: 'Fewest in a row' },
  to: {
    kind: 'number',
    integer: true,
    default: 1,
    min: 1,
    max: 8,
    label: 'Most in a row',
    help: 'With 2, “not good” is looked at as well as “not” and “good”. For characters, 3 to 5 is usual.',
  },
  stop: {
    kind: 'choice',
    default: 'none',
    options: stopLanguages,
    label: 'Leave out common words in',
    onlyWith: { name: 'unit', value: 'words' },
  },
} as const satisfies ParamSpec;

export const normParam = {
  kind: 'choice',
  default: 'l2',
  options: ['l2', 'l1', 'none'],
  label: 'Length of a row',
  help: 'Keeps long texts from counting for more. L2: the squares add up to 1. L1: the sizes add up to 1.',
} as const;

export function tokenRule(owner: string, { unit, from, to, stop }: ParamsOf<typeof tokenParams>): TokenRule {
  if (from > to) {
    throw new StudioError(
      'param/out-of-range',
      `${owner}: at least must not be more than at most, got ${from} and ${to}. Exchange the two.`,
      { owner, name: 'from', value: from },
    );
  }
  return { unit, from, to, stop: unit === 'words' ? stopWords[stop as StopLanguage] : [] };
}

/** Numbers that a step on texts may make of the training rows: 320 MB of them. */
const MOST_NUMBERS = 40_000_000;

export function refuseTooWide(owner: string, rows: number, width: number): void {
  if (rows * width <= MOST_NUMBERS) return;
  throw new StudioError(
    'fit/too-wide',
    `${owner}: ${width} columns of ${rows} training rows are ${(rows * width).toExponential(1)} numbers, more than a browser tab holds well (${MOST_NUMBERS.toExponential(1)}). Ask for fewer columns (at most ${Math.floor(MOST_NUMBERS / rows)} for all texts), or sample the rows in the pipeline.`,
    { rows, width },
  );
}

/** Each row divided by its length; a row of zeros stays. */
export function lowerNorm(g: GraphBuilder, x: Ref, norm: string): Ref {
  if (norm === 'none') return x;
  const sizes = norm === 'l2' ? g.binary('multiply', x, x) : g.unary('abs', x);
  const sum = g.matmul(sizes, new Array<number>(g.shape(x).width).fill(1), 1);
  const length = norm === 'l2' ? g.unary('sqrt', sum) : sum;
  return g.binary('divide', x, g.where(g.compare('greater', length, g.constant(0)), length, g.constant(1)));
}
