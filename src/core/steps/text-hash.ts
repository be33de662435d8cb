import { blockRows } from '../graph/block.ts';
import { defineStep } from '../step.ts';
import { lowerNorm, normParam, refuseTooWide, tokenParams, tokenRule } from './text-shared.ts';

const LABEL = 'Words by hash';

/**
 * The terms of a text thrown into a fixed number of columns by their MurmurHash3, half of them counting down, so that
 * terms that meet by chance cancel out rather than add up (HashingVectorizer of scikit-learn; Weinberger et al. 2009). It
 * learns nothing, so words that training never saw count too. A missing text has no terms.
 */
export const textHash = defineStep({
  id: 'text-hash',
  label: LABEL,
  help: 'Spreads the words of a text over a fixed number of columns by a checksum of each word (the hashing trick). Nothing has to be remembered, and new words count as well; but several words share a column, and no column can be explained.',
  group: 'Text',
  accepts: 'text',
  params: {
    columns: { kind: 'number', integer: true, default: 256, min: 2, max: 4096, label: 'Columns a text' },
    ...tokenParams,
    signed: {
      kind: 'flag',
      default: true,
      label: 'Let half of the words count down',
      help: 'Words that share a column then cancel out on average.',
    },
    norm: normParam,
  },
  fit: (columns, _target, params) => {
    refuseTooWide(LABEL, columns.length ? blockRows(columns[0]!.block) : 0, columns.length * params.columns);
    const { signed, norm } = params;
    return { rule: tokenRule(LABEL, params), buckets: params.columns, signed, norm };
  },
  lower: ({ rule, buckets, signed, norm }, g, inputs) =>
    inputs.flatMap(({ name, ref }) => {
      const x = lowerNorm(g, g.tokenCounts(ref, rule, { buckets, signed }), norm);
      return Array.from({ length: buckets }, (_, c) => ({ name: `${name} #${c + 1}`, ref: g.columns(x, [c]) }));
    }),
});
