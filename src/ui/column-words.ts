import type { ColumnKind } from '../core/table/column.ts';
import type { Role, Task } from '../core/table/schema.ts';
import type { Option } from './widgets/types.ts';

// The report names types and roles too, so the words themselves live in core.
export { kindWord, roleWord } from '../core/table/words.ts';

/** The types and roles of columns as people read them. */
export const KIND_OPTIONS: readonly Option<ColumnKind>[] = [
  { value: 'number', label: 'Number' },
  { value: 'datetime', label: 'Date-time' },
  { value: 'category', label: 'Category' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'text', label: 'Text' },
];

export const ROLE_OPTIONS: readonly Option<Role>[] = [
  { value: 'target', label: 'Target', help: 'What is predicted.' },
  { value: 'feature', label: 'Feature', help: 'What the model may look at.' },
  { value: 'time', label: 'Time', help: 'When it happened; decides which rows are later.' },
  { value: 'group', label: 'Group', help: 'Rows of one group stay together in learning or in testing.' },
  { value: 'weight', label: 'Weight', help: 'How much a row counts.' },
  { value: 'id', label: 'Id', help: 'Names the row and says nothing about it.' },
  { value: 'aside', label: 'Set aside', help: 'Kept and shown, never used by a model.' },
];

export const TASK_WORDS: Readonly<Record<Task, { readonly label: string; readonly what: string }>> = {
  classification: { label: 'classification', what: 'Which class a row belongs to.' },
  regression: { label: 'regression', what: 'How large a number is.' },
  clustering: { label: 'clustering', what: 'Which rows are alike; nothing is predicted.' },
  anomaly: { label: 'finding strange rows', what: 'How unlike the others a row is; nothing is predicted.' },
};

/** What can be done with a target of this kind, or without one. */
export function taskOptions(kind: ColumnKind | undefined): readonly Option<Task>[] {
  if (kind === undefined)
    return [
      { value: 'clustering', label: 'Groups' },
      { value: 'anomaly', label: 'Strange rows' },
    ];
  return [
    ...(kind === 'number' ? [{ value: 'regression', label: 'Amounts' } as const] : []),
    { value: 'classification', label: 'Names of classes' },
    { value: 'anomaly', label: 'Marks of strange rows' },
  ];
}
