import { StudioError } from '../errors.ts';
import { columnAs } from '../pipeline/streams.ts';
import { cellText } from '../table/column.ts';
import { findColumn, getColumn, type Table } from '../table/table.ts';
import type { LogPredictions } from './log.ts';
import type { ReferencePack } from './reference.ts';

/**
 * The answers a log holds: a column of labels (with `p_<class>` for every class where it has them), of numbers, of
 * cluster numbers, or of anomaly scores. Labels the model does not know count as no answer.
 */
export function readAnswers(
  { task, classes }: Pick<ReferencePack, 'task' | 'classes'>,
  table: Table,
  name: string,
): LogPredictions {
  if (task === 'classification') {
    const column = getColumn(table, name);
    const labels = Int32Array.from({ length: table.rows }, (_, row) => classes.indexOf(cellText(column, row) ?? ''));
    if (labels.every(l => l < 0)) {
      throw new StudioError(
        'monitor/log',
        `Column "${name}" must hold classes the model knows (${classes.slice(0, 5).join(', ')}); not one row does. Choose another column, or let the model answer the rows again.`,
        { name },
      );
    }
    const columns = classes.map(c => `p_${c}`);
    if (!columns.every(c => findColumn(table, c))) return { task, labels };
    const probabilities = new Float64Array(table.rows * classes.length);
    columns.forEach((c, k) => numbersOf(table, c).forEach((p, row) => (probabilities[row * classes.length + k] = p)));
    return { task, labels, probabilities };
  }
  const values = numbersOf(table, name);
  if (task === 'regression') return { task, values };
  if (task === 'anomaly') return { task, scores: values };
  return { task: 'clustering', clusters: Int32Array.from(values, v => (Number.isNaN(v) ? -1 : v)) };
}

function numbersOf(table: Table, name: string): Float64Array {
  const column = columnAs(table, name, 'number');
  return column.kind === 'number' ? column.values : new Float64Array(table.rows).fill(NaN);
}
