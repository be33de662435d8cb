import type { ExpectationEntry } from '../../pipeline/recipe.ts';
import type { ColumnProfile } from '../../table/column-profile.ts';
import type { Column } from '../../table/column.ts';
import type { Field } from '../../table/schema.ts';

/** An expectation that the rows suggest, and what in them speaks for it. */
export interface Proposal {
  readonly entry: ExpectationEntry;
  /** One sentence. */
  readonly evidence: string;
}

/** A column with what is known of it over the rows that may be seen. */
export interface KnownColumn {
  readonly field: Field;
  readonly column: Column;
  readonly profile: ColumnProfile;
}

/** Below this many values nothing is taken for a rule. */
export const FEWEST = 20;

export const proposal = (
  id: string,
  params: ExpectationEntry['params'],
  severity: ExpectationEntry['severity'],
  evidence: string,
  mostly = 1,
): Proposal => ({ entry: { id, params, severity, mostly, quarantine: false }, evidence });
