import type { Role } from './schema.ts';

export type FindingKind =
  | 'leak-copy'
  | 'leak-sum'
  | 'leak-single'
  | 'constant'
  | 'near-empty'
  | 'id-like'
  | 'high-cardinality'
  | 'imbalance'
  | 'duplicates'
  | 'skew'
  | 'redundant'
  | 'personal-data'
  | 'disguised-missing'
  | 'excess-zeros'
  | 'inliers'
  | 'time-gaps'
  | 'target-missing';

export type Severity = 'info' | 'warning' | 'critical';

/** What pressing a decision does; plain data that the app carries out on the recipe. */
export type DecisionAction =
  | { readonly type: 'set-role'; readonly columns: readonly string[]; readonly role: Role }
  | { readonly type: 'drop-duplicates' }
  /** Make values missing, each list in its own column. */
  | {
      readonly type: 'set-missing';
      readonly entries: readonly { readonly column: string; readonly values: readonly string[] }[];
    }
  /** log(1 + x) where no value is negative. */
  | { readonly type: 'transform'; readonly columns: readonly string[]; readonly transform: 'log1p' }
  | { readonly type: 'keep' };

export interface Decision {
  readonly id: string;
  readonly label: string;
  readonly action: DecisionAction;
}

/** Something about the data that a person should know, with what can be done about it. */
export interface Finding {
  /** Stable for the same kind and columns, so that a decision can be remembered. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly columns: readonly string[];
  readonly severity: Severity;
  /** A leak that gives the target exactly in (almost) every row; such columns may be set aside without asking. */
  readonly proven?: true;
  readonly title: string;
  readonly detail: string;
  /** The recommended one first. */
  readonly decisions: readonly Decision[];
}

/** A finding with its id filled in. */
export const makeFinding = (finding: Omit<Finding, 'id'>): Finding => ({
  id: `${finding.kind}:${JSON.stringify(finding.columns)}`,
  ...finding,
});

export const keep: Decision = { id: 'keep', label: 'Keep', action: { type: 'keep' } };

export function setAside(columns: readonly string[]): Decision {
  const label = columns.length === 1 ? 'Set aside' : columns.length === 2 ? 'Set both aside' : 'Set all aside';
  return { id: 'aside', label, action: { type: 'set-role', columns, role: 'aside' } };
}

/** A name from a stranger's file as it stands in a sentence: quoted, and never longer than a line. */
export function quoted(name: string): string {
  return `“${name.length > 60 ? `${name.slice(0, 59)}…` : name}”`;
}

export const count = (n: number): string => n.toLocaleString('en');

/** A count with its noun: 1 row, 1,025 rows. */
export const counted = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** A share as a percentage with one decimal; never rounded up to 100% or down to 0%. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return 'less than 0.1%';
  if (share < 1 && share > 0.999) return 'over 99.9%';
  return `${Number((100 * share).toFixed(1))}%`;
}
