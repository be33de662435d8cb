import { lowerFormula } from '../derive/formula-lower.ts';
import { StudioError } from '../errors.ts';
import { GraphBuilder } from '../graph/builder.ts';
import type { NumberBlock, TextBlock } from '../graph/block.ts';
import { interpret } from '../graph/interpret.ts';
import { columnBlock } from '../pipeline/streams.ts';
import type { ColumnKind } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';

/** What a formula gives for each row of a table: numbers, 1 and 0, or epoch milliseconds; NaN is missing. */
export function formulaValues(
  formula: string,
  table: Table,
  signal: AbortSignal | undefined,
): { kind: ColumnKind; values: Float64Array } {
  const g = new GraphBuilder();
  const inputs = new Map<string, NumberBlock | TextBlock>();
  const { kind, ref } = lowerFormula(formula, g, {
    names: table.names,
    find(name) {
      const column = findColumn(table, name);
      if (!column) return undefined;
      const block = inputs.get(name) ?? columnBlock(column);
      inputs.set(name, block);
      return { kind: column.kind, ref: g.input(name, block.type) };
    },
  });
  const result = interpret(g.done([{ name: 'value', ref }]), inputs, table.rows, { signal }).get('value')!;
  if (result.type !== 'float64')
    throw new StudioError('formula/type', 'The formula gives text, not a number or a truth.');
  return { kind, values: result.data };
}
