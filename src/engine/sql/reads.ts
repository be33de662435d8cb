import { cellText } from '../../core/table/column.ts';
import { tableFromDatabase } from '../../io/arrow/from-database.ts';
import type { Database } from './database.ts';

interface PlanNode {
  readonly children?: readonly PlanNode[];
  readonly extra_info?: { readonly Table?: unknown };
}

/** Which of the named tables a query reads, by the database's own plan for it. */
export async function tablesRead(
  database: Database,
  query: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const bytes = await database.run(`EXPLAIN (FORMAT json) ${query}`);
  const { table } = tableFromDatabase([bytes], () => undefined);
  const plan = JSON.parse(cellText(table.columns.at(-1)!, 0) ?? '[]') as readonly PlanNode[];
  const scanned = new Set(plan.flatMap(nodesOf).map(node => node.extra_info?.Table));
  return names.filter(name => scanned.has(name));
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.children ?? []).flatMap(nodesOf)];
