import { lowerFormula } from '../derive/formula-lower.ts';
import { type Expression, MAX_LENGTH, parseFormula } from '../derive/formula-tree.ts';
import { StudioError } from '../errors.ts';
import { checkRows, defineExpectation } from '../expectation.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { interpret } from '../graph/interpret.ts';
import { blockTypeOf, columnBlock } from '../pipeline/streams.ts';
import { findColumn, getColumn } from '../table/table.ts';

/** Rows in which the formula is missing are not checked. It may read the target: it makes no feature. */
export const formula = defineExpectation({
  id: 'formula',
  label: 'Formula',
  help: 'A formula over the columns is true in every row, such as price >= 0 and price <= list_price.',
  scope: 'row',
  params: {
    expression: { kind: 'text', default: '', maxLength: MAX_LENGTH, language: 'formula', label: 'Formula' },
  },
  words: ({ expression }) => (expression.trim() === '' ? 'a formula that is not written yet' : expression),
  reads({ expression }) {
    try {
      return [...new Set(namesIn(parseFormula(expression)))];
    } catch (error) {
      if (error instanceof StudioError) return [];
      throw error;
    }
  },
  check(table, { expression }) {
    const g = new GraphBuilder();
    const { kind, ref } = lowerFormula(expression, g, {
      names: table.names,
      find(name) {
        const column = findColumn(table, name);
        return column && { kind: column.kind, ref: g.input(name, blockTypeOf(column.kind)) };
      },
    });
    if (kind !== 'boolean')
      throw new StudioError('param/out-of-range', `formula: it must say true or false, such as price >= 0, and it gives ${kind}.`, { owner: 'formula', name: 'expression' }); // prettier-ignore
    const graph = g.done([{ name: 'holds', ref }]);
    const inputs = new Map(
      graph.nodes.flatMap(n => (n.op === 'input' ? [[n.name, columnBlock(getColumn(table, n.name))] as const] : [])),
    );
    const block = interpret(graph, inputs, table.rows).get('holds')!;
    const { data } = block as Extract<typeof block, { type: 'float64' }>;
    return checkRows(table.rows, row => (Number.isNaN(data[row]!) ? -1 : data[row] === 1 ? 0 : 1));
  },
});

function namesIn(tree: Expression): readonly string[] {
  switch (tree.type) {
    case 'column':
      return [tree.name];
    case 'group':
      return namesIn(tree.inner);
    case 'unary':
      return namesIn(tree.operand);
    case 'binary':
      return [...namesIn(tree.left), ...namesIn(tree.right)];
    case 'call':
      return tree.arguments.flatMap(namesIn);
    default:
      return [];
  }
}
