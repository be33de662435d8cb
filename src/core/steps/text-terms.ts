import { blockRows, type TextBlock } from '../graph/block.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import type { Ref } from '../graph/graph.ts';
import { termsOf, type TokenRule } from '../graph/tokens.ts';
import { defineStep, type Stream } from '../step.ts';
import { pacer } from '../work.ts';
import { byCodeUnit } from './column-values.ts';
import { lowerNorm, normParam, refuseTooWide, tokenParams, tokenRule } from './text-shared.ts';

const LABEL = 'Words of a text';
/** Texts between two chances for messages. */
const TEXTS = 200;

interface Vocabulary {
  readonly terms: readonly string[];
  /** What a term's count is multiplied by. */
  readonly weights: readonly number[];
}

/**
 * One column for each term of the training texts: how often it comes up, whether it does, or TF-IDF, the count times
 * ln((1 + rows) / (1 + rows with the term)) + 1, with each row put on length 1 (CountVectorizer and TfidfVectorizer of
 * scikit-learn; terms as `termsOf` cuts them). Kept are the terms most frequent over all, equally frequent ones in
 * code-unit order, of those in enough and not too many rows. A missing text has no terms.
 */
export const textTerms = defineStep({
  id: 'text-terms',
  label: LABEL,
  help: 'Makes a column for each word of a text and says how much of it is in the row (bag of words). With TF-IDF, rare words weigh more than those that are in every text. Several words in a row, or pieces of words, can be columns too.',
  group: 'Text',
  accepts: 'text',
  weights: 'unused',
  params: {
    weigh: {
      kind: 'choice',
      default: 'tf-idf',
      options: ['tf-idf', 'count', 'present'],
      label: 'What is written',
      help: 'Present: 1 where the word is there, however often.',
    },
    most: { kind: 'number', integer: true, default: 200, min: 1, max: 5000, label: 'Most columns a text' },
    ...tokenParams,
    rows: {
      kind: 'number',
      integer: true,
      default: 2,
      min: 1,
      max: 1_000_000,
      label: 'In at least so many rows',
      help: 'A word of a single row teaches nothing that lasts.',
    },
    share: { kind: 'number', default: 1, min: 0, max: 1, label: 'In at most this share of the rows' },
    sublinear: {
      kind: 'flag',
      default: false,
      label: 'Dampen repetition',
      help: 'Writes 1 + ln(count) for the count: ten mentions are not ten times one.',
    },
    norm: normParam,
  },
  async fit(columns, _target, params, context) {
    const rule = tokenRule(LABEL, params);
    const vocabularies: Vocabulary[] = [];
    for (const column of columns) vocabularies.push(await learn(column, rule, params, pacer(context)));
    const width = vocabularies.reduce((sum, v) => sum + v.terms.length, 0);
    refuseTooWide(LABEL, columns.length ? blockRows(columns[0]!.block) : 0, width);
    const { weigh, sublinear, norm } = params;
    return { rule, vocabularies, present: weigh === 'present', sublinear, norm };
  },
  lower: ({ rule, vocabularies, present, sublinear, norm }, g, inputs) =>
    inputs.flatMap(({ name, ref }, i) => {
      const { terms, weights } = vocabularies[i]!;
      if (!terms.length) return [];
      const counts = g.tokenCounts(ref, rule, { terms });
      const weighed = g.binary('multiply', dampened(g, counts, present, sublinear), g.constant(...weights));
      const x = lowerNorm(g, weighed, norm);
      return terms.map((term, c) => ({ name: `${name}: ${term}`, ref: g.columns(x, [c]) }));
    }),
});

function dampened(g: GraphBuilder, counts: Ref, present: boolean, sublinear: boolean): Ref {
  if (present) return g.binary('minimum', counts, g.constant(1));
  if (!sublinear) return counts;
  const some = g.binary('maximum', counts, g.constant(1));
  const log = g.binary('add', g.unary('log', some), g.constant(1));
  return g.where(g.compare('greater', counts, g.constant(0)), log, g.constant(0));
}

interface Wanted {
  readonly weigh: string;
  readonly most: number;
  readonly rows: number;
  readonly share: number;
}

/** Cut up each distinct text once, and count its terms as often as it comes up. */
async function learn(
  { block, name }: Stream,
  rule: TokenRule,
  { weigh, most, rows: least, share }: Wanted,
  pace: ReturnType<typeof pacer>,
): Promise<Vocabulary> {
  const { codes, levels } = block as TextBlock;
  const times = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) times[code]!++;
  const found = new Map<string, { count: number; rows: number }>();
  for (const [code, level] of levels.entries()) {
    if (code % TEXTS === 0) await pace(`Reading “${name}”`, code, levels.length);
    if (!times[code]) continue;
    const own = termsOf(level, rule);
    for (const term of new Set(own)) {
      const entry = found.get(term) ?? { count: 0, rows: 0 };
      found.set(term, { ...entry, rows: entry.rows + times[code]! });
    }
    for (const term of own) found.get(term)!.count += times[code]!;
  }
  const rows = codes.length;
  const kept = [...found]
    .filter(([, term]) => term.rows >= least && term.rows <= share * rows)
    .sort(([a, x], [b, y]) => y.count - x.count || byCodeUnit(a, b))
    .slice(0, most)
    .sort(([a], [b]) => byCodeUnit(a, b));
  return {
    terms: kept.map(([term]) => term),
    weights: kept.map(([, term]) => (weigh === 'tf-idf' ? Math.log((1 + rows) / (1 + term.rows)) + 1 : 1)),
  };
}
