import { GraphBuilder } from '../graph/builder.ts';
import { type Column, countMissing } from '../table/column.ts';
import { everyRow } from '../table/gather.ts';
import { missingColumn } from '../table/missing-column.ts';
import { PickedNumbers, pickedNumbers } from '../table/picked-numbers.ts';
import { findColumn, type Table, withColumn } from '../table/table.ts';
import { pacer, type WorkContext } from '../work.ts';
import type { InputField } from './fitted.ts';
import { positional, startFlow } from './flow.ts';
import type { Recipe } from './recipe.ts';
import { columnAs } from './streams.ts';

const MOST_LEVELS = 1000;

/** The names of the columns that the recipe's features read, themselves or through derived columns. */
export function inputNames(recipe: Recipe): ReadonlySet<string> {
  const g = new GraphBuilder();
  const { features } = startFlow(recipe, g);
  return new Set(g.done(positional(features)).nodes.flatMap(n => (n.op === 'input' ? [n.name] : [])));
}

/** The raw columns the recipe's features read, in table order, with what these rows hold. */
export async function describeInputs(recipe: Recipe, table: Table, work: WorkContext): Promise<readonly InputField[]> {
  const used = inputNames(recipe);
  const pace = pacer(work);
  const fields: InputField[] = [];
  for (const { name, kind, unit, integer } of recipe.columns) {
    if (!used.has(name)) continue;
    await pace('Describing the columns', fields.length, used.size);
    fields.push({
      name,
      kind,
      ...(unit === undefined ? {} : { unit }),
      ...(integer === undefined ? {} : { integer }),
      ...whatHolds(columnAs(table, name, kind), table.rows),
    });
  }
  return fields;
}

/** The table with every column the model reads; one that is absent is all missing, as the endpoint would treat it. */
export const withInputs = (inputs: readonly Pick<InputField, 'name' | 'kind'>[], table: Table): Table =>
  inputs.reduce(
    (whole, { name, kind }) =>
      findColumn(whole, name) ? whole : withColumn(whole, name, missingColumn(kind, table.rows)),
    table,
  );

function whatHolds(column: Column, rows: number): Pick<InputField, 'min' | 'max' | 'levels' | 'missingShare'> {
  const share = (missing: number) => ({ missingShare: rows ? missing / rows : 0 });
  if (column.kind === 'number' || column.kind === 'datetime') {
    const numbers = pickedNumbers(column) ?? new PickedNumbers(column.values, everyRow(rows));
    const { min, max, missing } = numbers.extent;
    return { ...(min <= max && { min, max }), ...share(missing) };
  }
  const levels = column.kind === 'category' && frequentFirst(column.codes, column.levels).slice(0, MOST_LEVELS);
  return { ...(levels && { levels }), ...share(countMissing(column)) };
}

/** Equally frequent levels by code unit: their order in the column depends on rows that are not seen here. */
function frequentFirst(codes: Int32Array, levels: readonly string[]): string[] {
  const counts = new Float64Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code]!++;
  return levels
    .map((level, i) => ({ level, count: counts[i]! }))
    .filter(l => l.count > 0)
    .sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1))
    .map(l => l.level);
}
