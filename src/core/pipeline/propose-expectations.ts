import { columnRules } from '../expectations/propose/column-rules.ts';
import { type KnownColumn, type Proposal, proposal } from '../expectations/propose/proposal.ts';
import { relationRules } from '../expectations/propose/relation-rules.ts';
import { profileColumn } from '../table/column-profile.ts';
import type { Schema } from '../table/schema.ts';
import { findColumn, type Table, takeTableRows } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';

/**
 * What these rows suggest that later ones should keep to, each with its evidence. Only the given rows are looked at: they
 * are copied out before anything else happens, so that a limit never rests on a row that is held out. Columns that are
 * set aside are left alone. Every proposal holds on the rows it was made from.
 */
export async function proposeExpectations(
  table: Table,
  schema: Schema,
  rows: Int32Array,
  context: WorkContext = {},
): Promise<readonly Proposal[]> {
  const seen = takeTableRows(table, rows);
  const pause = pacer(context);
  const known: KnownColumn[] = [];
  const found: Proposal[] = [
    proposal('row-count', { from: '1', to: '' }, 'fail', 'A table without rows meets every other expectation.'),
  ];
  const used = schema.filter(field => field.role !== 'aside');
  for (const [i, field] of used.entries()) {
    await pause(field.name, i, used.length);
    const column = findColumn(seen, field.name);
    if (!column) continue;
    const entry: KnownColumn = { field, column, profile: await profileColumn(field, column) };
    known.push(entry);
    found.push(...columnRules.flatMap(rule => rule(entry) ?? []));
  }
  return [...found, ...(await relationRules(known, context))];
}
