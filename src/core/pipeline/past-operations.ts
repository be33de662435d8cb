import { columnsNamed, type ParamValues } from '../params.ts';
import type { Recipe } from './recipe.ts';
import { operationAt } from './row-entries.ts';
import { freeName } from '../rows/columns.ts';
import { lagName } from '../rows/lag.ts';
import { type ReachUnit, spanOf } from '../rows/past/series.ts';
import type { PastStatistic } from '../rows/past/values.ts';
import { everything, windowName } from '../rows/window.ts';
import type { ColumnKind } from '../table/column.ts';

/** One operation over the past, as data. Columns go under the names that they have where it stands in the pipeline. */
export interface PastOperation {
  readonly time: PastColumn;
  readonly by: readonly PastColumn[];
  readonly columns: readonly (PastColumn & { readonly made: readonly MadeColumn[] })[];
}
export interface PastColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}
export interface MadeColumn {
  readonly name: string;
  /** `rows: null` is all earlier rows. */
  readonly reach: { readonly rows: number | null } | { readonly milliseconds: number };
  /** Absent for a lag. */
  readonly statistic?: PastStatistic;
  readonly itself?: boolean;
  readonly least?: number;
}

/**
 * The recipe's lags and windows, for whoever makes their columns for rows to come: forecasts, and the history helper of
 * exported modules. Empty where they make nothing that the model reads (`inputs`); null where a later operation changes or
 * renames what they read or make, so that only the whole pipeline could do it.
 */
export function pastOperations(recipe: Recipe, inputs: readonly string[]): readonly PastOperation[] | null {
  const kinds = new Map<string, ColumnKind>([...recipe.columns, ...(recipe.raw ?? [])].map(c => [c.name, c.kind]));
  const taken = new Set((recipe.raw ?? recipe.columns).map(c => c.name));
  const operations: PastOperation[] = [];
  const touched = new Set<string>();
  const made = new Set<string>();
  for (const [at, { id }] of recipe.rows.entries()) {
    const { operation, params } = operationAt(recipe, at);
    if (operation.target !== 'earlier') {
      const renames = [...touched].some(name => (operation.nameAfter?.(name, params as never) ?? name) !== name);
      if (renames || columnsNamed(operation.params, params).some(name => made.has(name))) return null;
      continue;
    }
    const columnOf = (name: string): PastColumn => ({ name, kind: kinds.get(name) ?? 'number' });
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
  return inputs.some(name => made.has(name)) ? operations : [];
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
