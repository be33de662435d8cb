import { sensitiveNames, ruleByName } from '../privacy/name-rules.ts';
import { type PersonalDatum, personalData } from '../privacy/personal-data.ts';
import type { Role, Schema } from '../table/schema.ts';
import type { Table } from '../table/table.ts';
import type { WorkContext } from '../work.ts';
import type { EthicsNotes } from './checklist.ts';
import { type Combinations, representation, type Representation } from './representation.ts';

/** What can be measured of the questions of ethics; the rest is for a person to answer. */
export interface EthicsMeasured {
  readonly rows: number;
  readonly groups: readonly Representation[];
  readonly together: Combinations | null;
  /** Columns with data of people, and whether they reach the model. */
  readonly personal: readonly (PersonalDatum & { readonly role: Role })[];
  /** Columns that seem to tell protected groups apart and were not chosen: "sex or gender". */
  readonly suggested: readonly { readonly column: string; readonly what: string }[];
}

/** Measure over all rows; nothing here looks at the target's values unless the target itself was chosen as a group. */
export async function measureEthics(
  table: Table,
  schema: Schema,
  notes: EthicsNotes,
  context: WorkContext = {},
): Promise<EthicsMeasured> {
  const { each, together } = representation(table, notes.sensitive);
  const personal = await personalData(table, schema, context);
  return {
    rows: table.rows,
    groups: each,
    together,
    personal: personal.map(datum => ({ ...datum, role: schema.find(f => f.name === datum.column)!.role })),
    suggested: schema.flatMap(({ name, kind }) => {
      const rule = kind === 'datetime' || notes.sensitive.includes(name) ? null : ruleByName(name, sensitiveNames);
      return rule ? [{ column: name, what: rule.what }] : [];
    }),
  };
}
