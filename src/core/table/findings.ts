import { personalData } from '../privacy/personal-data.ts';
import type { WorkContext } from '../work.ts';
import { columnFinding, skewFindings } from './column-rules.ts';
import type { Finding, Severity } from './finding.ts';
import { groupAlike } from './group-findings.ts';
import { leakFindings } from './leakage.ts';
import type { TableProfile } from './profile.ts';
import { predicts, type Schema, type Task } from './schema.ts';
import { duplicateFinding, redundantFindings, targetFindings } from './table-rules.ts';
import { findColumn, type Table } from './table.ts';
import { disguisedFinding, gapFinding, personalFinding, repeatedFindings } from './value-findings.ts';

export type { Decision, DecisionAction, Finding, FindingKind, Severity } from './finding.ts';

export interface FindingOptions {
  /** Null for clustering, or while no target is chosen: then nothing is said about leakage and classes. */
  readonly target: string | null;
  readonly task: Task;
  readonly seed: number;
  /** Rows that the checks against the target may look at (the training rows); all rows unless given. */
  readonly rows?: Int32Array;
}

const order: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * What a person should know before a model sees the data, gravest first. Only features are judged: a column that is
 * set aside, an id or the time raises no finding. The same table, schema, options and seed give the same list.
 */
export async function findings(
  table: Table,
  schema: Schema,
  profile: TableProfile,
  options: FindingOptions,
  context: WorkContext = {},
): Promise<Finding[]> {
  const { target, task, seed } = options;
  const features = profile.columns.filter(column => column.role === 'feature' && column.name !== target);
  const out: Finding[] = [];
  const column = target === null ? undefined : findColumn(table, target);
  if (column && target !== null && task !== 'clustering') {
    const rows = options.rows ?? Int32Array.from({ length: table.rows }, (_, i) => i);
    if (predicts(task)) out.push(...targetFindings(target, column, task === 'classification', rows));
    // What marks strange rows is only measured by, but a feature that repeats it would make the measure worthless.
    const judgedAs = predicts(task) ? task : 'classification';
    out.push(...(await leakFindings(table, schema, { target, task: judgedAs, seed, rows }, context)));
  }
  const alone = features.flatMap(feature => columnFinding(feature) ?? []);
  const judged = new Set(alone.flatMap(finding => finding.columns));
  out.push(...groupAlike(alone));
  const personal = await personalData(
    table,
    schema.filter(f => f.role === 'feature' && f.name !== target),
    context,
  );
  out.push(...groupAlike(personal.map(personalFinding)));
  out.push(...groupAlike(features.flatMap(feature => disguisedFinding(feature) ?? [])));
  const duplicates = duplicateFinding(profile);
  if (duplicates) out.push(duplicates);
  out.push(
    ...skewFindings(profile.columns.filter(c => (c.role === 'feature' && !judged.has(c.name)) || c.name === target)),
  );
  out.push(...redundantFindings(table, schema, profile));
  out.push(...groupAlike(features.flatMap(feature => repeatedFindings(feature))));
  out.push(...profile.columns.filter(c => c.role !== 'aside').flatMap(c => gapFinding(c) ?? []));
  return out.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
