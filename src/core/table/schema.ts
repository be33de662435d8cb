import type { ColumnKind } from './column.ts';

/** What a column is for. `aside` columns are kept and shown but never reach a model. */
export const roles = ['target', 'feature', 'time', 'group', 'weight', 'id', 'aside'] as const;
export type Role = (typeof roles)[number];

export const kinds = ['number', 'datetime', 'category', 'boolean', 'text'] as const satisfies readonly ColumnKind[];

/** What a person knows about a column beyond its values. */
export interface Field {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly role: Role;
  /** True when every value is a whole number; shown as "integer" instead of "decimal". */
  readonly integer?: boolean;
  readonly unit?: string;
}

export type Schema = readonly Field[];

export const fieldsWithRole = (schema: Schema, role: Role): readonly Field[] => schema.filter(f => f.role === role);

export const fieldNamed = (schema: Schema, name: string): Field | undefined => schema.find(f => f.name === name);

/** What is learned: tell classes, tell numbers, find groups, find rows that are strange. */
export type Task = 'classification' | 'regression' | 'clustering' | 'anomaly';
export const tasks = ['classification', 'regression', 'clustering', 'anomaly'] as const satisfies readonly Task[];

/** Whether the task predicts a column; groups and strange rows are found without one. */
export const predicts = (task: Task): task is 'classification' | 'regression' =>
  task === 'classification' || task === 'regression';
