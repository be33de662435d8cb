import { lowerFormula } from '../../../../src/core/derive/formula-lower.ts';
import {
  encodeTexts,
  numberBlock,
  type NumberBlock,
  textAt,
  type TextBlock,
} from '../../../../src/core/graph/block.ts';
import { GraphBuilder } from '../../../../src/core/graph/builder.ts';
import { interpret } from '../../../../src/core/graph/interpret.ts';
import type { ColumnKind } from '../../../../src/core/table/column.ts';

type Cells = readonly (number | string | boolean | null)[];
export type Columns = Readonly<Record<string, readonly [kind: ColumnKind, cells: Cells]>>;

const block = (kind: ColumnKind, cells: Cells): NumberBlock | TextBlock =>
  kind === 'category' || kind === 'text'
    ? encodeTexts(cells.map(c => (c === null ? '' : String(c))))
    : numberBlock(Float64Array.from(cells, c => (c === null ? NaN : Number(c))));

/** The column a formula makes, cell by cell; null is missing. */
export function evaluate(expression: string, columns: Columns = {}, rows = 1): readonly (number | string | null)[] {
  const g = new GraphBuilder();
  const known = new Map(Object.entries(columns));
  const inputs = new Map([...known].map(([name, [kind, cells]]) => [name, block(kind, cells)]));
  const { ref } = lowerFormula(expression, g, {
    find: name => {
      const column = known.get(name);
      return column && { kind: column[0], ref: g.input(name, inputs.get(name)!.type) };
    },
  });
  const first = [...known.values()][0];
  const n = first ? first[1].length : rows;
  const out = interpret(g.done([{ name: 'y', ref }]), inputs, n).get('y')!;
  if (out.type === 'string') return Array.from({ length: n }, (_, i) => textAt(out, i) || null);
  return Array.from(out.data, v => (Number.isNaN(v) ? null : v));
}

export const one = (expression: string, columns: Columns = {}) => evaluate(expression, columns)[0];
