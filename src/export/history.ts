import type { ParamValues } from '../core/params.ts';
import { columnsNamed } from '../core/params.ts';
import type { Recipe } from '../core/pipeline/recipe.ts';
import { operationAt } from '../core/pipeline/row-entries.ts';
import { freeName } from '../core/rows/columns.ts';
import { lagName } from '../core/rows/lag.ts';
import { type ReachUnit, spanOf } from '../core/rows/past/series.ts';
import type { PastStatistic } from '../core/rows/past/values.ts';
import { everything, windowName } from '../core/rows/window.ts';
import type { ColumnKind } from '../core/table/column.ts';
import type { HistoryColumn, HistoryOperation, MadeColumn } from './runtime/history.ts';

/**
 * The recipe's operations over the past as data for the history helper of exported modules. Null where they make nothing
 * that the model reads, and where a later operation changes or renames what they read or make, which the helper could
 * not do: the caller then gives the finished columns.
 */
export function historyOf(recipe: Recipe, inputs: readonly string[]): readonly HistoryOperation[] | null {
  const kinds = new Map<string, ColumnKind>([...recipe.columns, ...(recipe.raw ?? [])].map(c => [c.name, c.kind]));
  const taken = new Set((recipe.raw ?? recipe.columns).map(c => c.name));
  const operations: HistoryOperation[] = [];
  const touched = new Set<string>();
  const made = new Set<string>();
  for (const [at, { id }] of recipe.rows.entries()) {
    const { operation, params } = operationAt(recipe, at);
    if (operation.target !== 'earlier') {
      const renames = [...touched].some(name => (operation.nameAfter?.(name, params as never) ?? name) !== name);
      if (renames || columnsNamed(operation.params, params).some(name => made.has(name))) return null;
      continue;
    }
    const columnOf = (name: string): HistoryColumn => ({ name, kind: kinds.get(name) ?? 'number' });
    const { time, by, columns } = params as { time: string; by: readonly string[]; columns: readonly string[] };
    const own = [...new Set(columns)].map(name => ({
      ...columnOf(name),
      made: madeOf(id, name, params, recipe).map(m => ({ ...m, name: freeName(taken, m.name) })),
    }));
    operations.push({ time: columnOf(time), by: [...new Set(by)].map(columnOf), columns: own });
    for (const name of [time, ...by, ...columns]) touched.add(name);
    for (const column of own)
      for (const { name, statistic } of column.made) {
        kinds.set(name, statistic === undefined ? column.kind : 'number');
        touched.add(name);
        made.add(name);
      }
  }
  return inputs.some(name => made.has(name)) ? operations : null;
}

function madeOf(id: string, name: string, params: ParamValues, recipe: Recipe): readonly MadeColumn[] {
  const unit = params['unit'] as ReachUnit | typeof everything;
  const reach = (amount: number) => (unit === 'rows' ? { rows: amount } : { milliseconds: amount * spanOf(unit as Exclude<ReachUnit, 'rows'>) }); // prettier-ignore
  if (id === 'lag') {
    const lags = [...new Set(params['lags'] as readonly number[])];
    return lags.map(amount => ({ name: `${name} ${lagName(amount, unit as ReachUnit)}`, reach: reach(amount) }));
  }
  const isTarget = recipe.columns.some(c => c.name === name && c.role === 'target');
  const size = params['size'] as number;
  return [...new Set((params['statistics'] as readonly (readonly string[])[]).map(([s]) => s as PastStatistic))].map(
    statistic => ({
      name: windowName(name, statistic, unit, size),
      reach: unit === everything ? { rows: null } : reach(size),
      statistic,
      itself: params['itself'] === true && !isTarget,
      least: params['least'] as number,
    }),
  );
}
