import { MILLISECONDS_PER_DAY } from '../graph/calendar.ts';
import { countMissing } from '../table/column.ts';
import type { Column } from '../table/column.ts';
import { type Field, predicts, type Schema, type Task } from '../table/schema.ts';
import { getColumn, type Table } from '../table/table.ts';
import type { Recipe, StepEntry } from './recipe.ts';

/** More distinct values than this and a category says too little about each to be a feature by default. */
const MOST_CATEGORIES = 200;
/** Whole numbers with at most this many distinct values are taken for classes. */
const MOST_NUMERIC_CLASSES = 10;

/** The task a target column asks for; no target asks for clusters. */
export function proposeTask(table: Table, target: string | undefined): Task {
  if (target === undefined) return 'clustering';
  const column = getColumn(table, target);
  if (column.kind !== 'number') return 'classification';
  const distinct = new Set<number>();
  for (const v of column.values) {
    if (Number.isNaN(v)) continue;
    distinct.add(v);
    if (!Number.isInteger(v) || distinct.size > MOST_NUMERIC_CLASSES) return 'regression';
  }
  return 'classification';
}

/** The algorithm a task starts with: the one whose answers are easiest to follow. */
export const firstModel: Record<Task, string> = {
  classification: 'logistic',
  regression: 'ridge',
  clustering: 'k-means',
  anomaly: 'elliptic-envelope',
};

/** Roles that can serve: texts and categories with too many values go aside, until somebody says what is to become of them. */
export function usableRoles(table: Table, fields: Schema): Field[] {
  return fields.map(field => {
    if (field.role !== 'feature') return field;
    const column = getColumn(table, field.name);
    const aside =
      column.kind === 'text' ||
      countMissing(column) === table.rows ||
      (column.kind === 'category' && column.levels.length > MOST_CATEGORIES);
    return aside ? { ...field, role: 'aside' } : field;
  });
}

/**
 * A recipe that works at once: numbers filled with their median and standardised, booleans with their most frequent
 * value, categories with "missing" and one column each, dates as what comes round in them; by time where there is a time
 * column, by group where there is a group, else at random.
 */
export function proposeRecipe(table: Table, fields: Schema, seed = 42, task?: Task): Recipe {
  const columns = usableRoles(table, fields);
  const target = columns.find(c => c.role === 'target')?.name;
  const time = columns.find(c => c.role === 'time')?.name;
  const group = columns.find(c => c.role === 'group')?.name;
  const chosen = task ?? proposeTask(table, target);
  return {
    version: 1,
    task: chosen,
    columns,
    rows: [],
    derive: [],
    split:
      time !== undefined
        ? { kind: 'time', column: time, test: 0.2 }
        : group !== undefined
          ? { kind: 'group', column: group, test: 0.2 }
          : { kind: 'random', test: 0.2 },
    steps: proposeSteps(
      table,
      columns.filter(c => c.role === 'feature'),
      chosen,
    ),
    model: { id: firstModel[chosen], params: {} },
    seed,
  };
}

/**
 * Sensible steps for feature columns, by kind and by whether anything is missing. A category of very many values takes the
 * mean of the target or, where the task has none, how frequent it is; a text takes its words.
 */
export function proposeSteps(table: Table, features: Schema, task: Task = 'classification'): StepEntry[] {
  const named = (...kinds: Column['kind'][]) => features.filter(f => kinds.includes(f.kind)).map(f => f.name);
  const numbers = named('number');
  const booleans = named('boolean');
  const dates = named('datetime');
  const isLong = (name: string) => levelsOf(getColumn(table, name)) > MOST_CATEGORIES;
  const categories = named('category').filter(name => !isLong(name));
  const gaps = categories.filter(name => countMissing(getColumn(table, name)) > 0);
  const steps: StepEntry[] = [
    { id: 'impute', columns: [...numbers, ...dates], params: { strategy: 'median' } },
    { id: 'impute', columns: booleans, params: { strategy: 'most-frequent' } },
    { id: 'impute', columns: gaps, params: { strategy: 'constant', text: 'missing' } },
    { id: 'standardise', columns: numbers, params: {} },
    dateSteps(
      dates.filter(name => !hasTimes(getColumn(table, name))),
      false,
    ),
    dateSteps(
      dates.filter(name => hasTimes(getColumn(table, name))),
      true,
    ),
    { id: 'one-hot', columns: categories, params: {} },
    { id: predicts(task) ? 'target-encoding' : 'frequency', columns: named('category').filter(isLong), params: {} },
    { id: 'text-terms', columns: named('text'), params: {} },
  ];
  return steps.filter(s => s.columns.length);
}

const levelsOf = (column: Column): number => (column.kind === 'category' ? column.levels.length : 0);

const hasTimes = (column: Column): boolean =>
  column.kind === 'datetime' && column.values.some(v => !Number.isNaN(v) && v % MILLISECONDS_PER_DAY !== 0);

/** What comes round in dates, each on a circle, so that every model can use it; the hour where they have a time of day. */
export const dateSteps = (columns: readonly string[], times: boolean): StepEntry => ({
  id: 'date-parts',
  columns,
  params: { parts: [], cycles: [['month'], ['weekday'], ...(times ? [['hour']] : [])] },
});
