import type { FindingKind } from '../../core/table/finding.ts';
import { names } from './markup.ts';

const ABOUT: Readonly<Record<FindingKind, string>> = {
  'leak-copy': 'gives the target away',
  'leak-sum': 'together give the target away',
  'leak-single': 'alone predicts the target almost perfectly',
  constant: 'never changes',
  'near-empty': 'is nearly empty',
  'id-like': 'looks like an id',
  'high-cardinality': 'has very many different values',
  imbalance: 'has classes of very different size',
  duplicates: 'has rows that repeat',
  skew: 'is strongly skewed',
  redundant: 'say the same',
  'personal-data': 'seems to hold data of people',
  'disguised-missing': 'has values that seem to stand for “not known”',
  'excess-zeros': 'has very many zeros',
  inliers: 'has a value that repeats very often',
  'time-gaps': 'has gaps in its rhythm',
  'target-missing': 'is missing in some rows',
};

const DECIDED = new Map([
  ['keep', 'kept'],
  ['aside', 'set aside'],
  ['id', 'marked as an id'],
  ['drop', 'repeats left out'],
  ['log', 'taken as a logarithm'],
  ['missing', 'made missing'],
]);

/** A decision about a finding, from the id that is stored with it (`kind:["column"]`), as a sentence. */
export function decisionWords({ finding, decision }: { readonly finding: string; readonly decision: string }): string {
  const colon = finding.indexOf(':');
  const kind = finding.slice(0, colon);
  const about = Object.hasOwn(ABOUT, kind) ? ABOUT[kind as FindingKind] : kind;
  const columns = columnsOf(finding.slice(colon + 1));
  return `${columns.length ? names(columns) : 'The table'} ${about}: ${DECIDED.get(decision) ?? decision}.`;
}

function columnsOf(json: string): readonly string[] {
  try {
    const value = JSON.parse(json) as unknown;
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}
