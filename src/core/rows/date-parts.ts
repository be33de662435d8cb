import { writeName } from '../derive/formula-tokens.ts';
import { defineRowOperation } from '../row-operation.ts';
import { addColumns, chosenColumn, inWords, named } from './columns.ts';
import { formulaValues } from './formula-values.ts';

/** The formula functions of these names, so that a part means the same here and in a new column. */
const parts = ['year', 'quarter', 'month', 'day', 'day_of_year', 'weekday', 'hour', 'minute', 'second'] as const;

export const dateParts = defineRowOperation({
  id: 'date-parts',
  label: 'Take dates apart',
  help: 'Makes new columns of the year, month, weekday (Monday is 1) or hour of a date. As new columns in Features they would be part of the deployed model; here they are part of the table.',
  group: 'columns',
  target: 'hidden',
  params: {
    column: { kind: 'column', default: '', accepts: ['datetime'], label: 'Column' },
    parts: {
      kind: 'table',
      default: [],
      maxRows: parts.length,
      fields: [{ label: 'Part', options: parts }],
      label: 'Parts',
    },
  },
  describe({ column, parts: chosen }) {
    const words = [...new Set(chosen.map(([part = '']) => part.replaceAll('_', ' ')))];
    return `Take ${inWords(words, 'and') || 'nothing yet'} out of ${named(column)}`;
  },
  run(table, { column: name, parts: chosen }, { signal }) {
    chosenColumn('date-parts', table, name, ['datetime']);
    const made = [...new Set(chosen.map(([part = '']) => part))].map(part => {
      const { values } = formulaValues(`${part}(${writeName(name)})`, table, signal);
      return [`${name} ${part.replaceAll('_', ' ')}`, { kind: 'number', values }] as const;
    });
    return addColumns(table, name, made, false);
  },
});
