import { StudioError } from '../errors.ts';
import { type NumberBlock, numberBlock, type TextBlock, textBlock } from '../graph/block.ts';
import { castColumn } from '../table/cast.ts';
import { type Column, type ColumnKind, toCategory } from '../table/column.ts';
import { madeOf, pickedNumbers } from '../table/picked-numbers.ts';
import { findColumn, type Table } from '../table/table.ts';

/** The block type a column of this kind enters the graph as. */
export const blockTypeOf = (kind: ColumnKind): 'float64' | 'string' =>
  kind === 'category' || kind === 'text' ? 'string' : 'float64';

/** A column as it enters the graph: numbers, dates (epoch ms) and booleans (0, 1) as float64, category and text as text. */
export function columnBlock(column: Column): NumberBlock | TextBlock {
  switch (column.kind) {
    case 'number':
    case 'datetime':
      return pickedBlock(column) ?? numberBlock(column.values);
    case 'boolean':
      return numberBlock(Float64Array.from(column.values, v => (v < 0 ? NaN : v)));
    case 'category':
      return textBlock(column.codes, column.levels);
    case 'text': {
      const { codes, levels } = toCategory(column);
      return textBlock(codes, levels);
    }
    default:
      return column satisfies never;
  }
}

/** Picked numbers stay so until a step or a formula asks for them. */
function pickedBlock(column: Column): NumberBlock | undefined {
  const numbers = pickedNumbers(column);
  return (
    numbers &&
    madeOf<NumberBlock>(numbers, {
      type: 'float64',
      width: 1,
      get data() {
        return numbers.values;
      },
    })
  );
}

/** A column of the table under the kind the recipe declares for it; values that do not fit become missing. */
export function columnAs(table: Table, name: string, kind: ColumnKind): Column {
  const column = findColumn(table, name);
  if (!column) {
    throw new StudioError(
      'column/unknown',
      `The model needs the column "${name}", and the table has none of that name.`,
      { name, names: table.names },
    );
  }
  return column.kind === kind ? column : castColumn(column, kind).column;
}
