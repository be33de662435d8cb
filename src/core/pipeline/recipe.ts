import * as v from 'valibot';
import { StudioError } from '../errors.ts';
import { kinds, predicts, roles, type Schema, tasks } from '../table/schema.ts';

/**
 * A recipe is plain JSON: everything that decides what is learned, and nothing that was learned. The same recipe, data,
 * and device give the same model to the last bit. It is read from files, so it is checked by schema before use.
 */
const name = v.pipe(v.string(), v.maxLength(10_000));
const id = v.pipe(v.string(), v.maxLength(100));
const params = v.record(
  v.pipe(v.string(), v.maxLength(100)),
  v.union([
    v.number(),
    v.pipe(v.string(), v.maxLength(100_000)),
    v.boolean(),
    v.pipe(v.array(v.number()), v.maxLength(10_000)),
    v.pipe(v.array(name), v.maxLength(100_000)),
    v.pipe(v.array(v.pipe(v.array(name), v.maxLength(20))), v.maxLength(10_000)),
  ]),
);
/** More than any table has columns, and far more entries than anybody writes; files that hold more are refused. */
const MOST_COLUMNS = 100_000;
const MOST_ENTRIES = 10_000;
const entries = <S extends v.GenericSchema>(entry: S) => v.pipe(v.array(entry), v.maxLength(MOST_ENTRIES));
const fraction = v.pipe(v.number(), v.minValue(0.01), v.maxValue(0.9));

const splitSchema = v.variant('kind', [
  /** Rows drawn at random; classes keep their shares where the task is classification. */
  v.object({ kind: v.literal('random'), test: fraction }),
  /** The latest rows by the column are the test; ties never straddle the cut. */
  v.object({ kind: v.literal('time'), column: name, test: fraction }),
  /** Whole groups go to one side. */
  v.object({ kind: v.literal('group'), column: name, test: fraction }),
]);

const distinct = (columns: readonly { readonly name: string }[]): boolean =>
  new Set(columns.map(c => c.name)).size === columns.length;
const TWICE = 'Two columns have the same name; keep one of them';

const rawColumns = v.pipe(
  v.array(v.object({ name, kind: v.picklist(kinds) })),
  v.maxLength(MOST_COLUMNS),
  v.check(columns => distinct(columns), TWICE),
);

const recipeSchema = v.object({
  version: v.literal(1),
  task: v.picklist(tasks),
  /**
   * Every column of the table that the row operations yield: its kind, its role. It is the model's input contract; new
   * data is read by it, never inferred anew.
   */
  columns: v.pipe(
    v.array(
      v.object({
        name,
        kind: v.picklist(kinds),
        role: v.picklist(roles),
        integer: v.optional(v.boolean()),
        unit: v.optional(v.pipe(v.string(), v.maxLength(1000))),
      }),
    ),
    v.maxLength(MOST_COLUMNS),
    v.check(columns => distinct(columns), TWICE),
  ),
  /**
   * The columns of the main file as row operations find them; absent where they are those of `columns`. One that does not
   * come out of the operations keeps the role it had, for when it does again.
   */
  raw: v.optional(
    v.pipe(
      v.array(v.object({ name, kind: v.picklist(kinds), role: v.optional(v.picklist(roles)) })),
      v.maxLength(MOST_COLUMNS),
      v.check(columns => distinct(columns), TWICE),
    ),
  ),
  /** Other tables of the project that row operations read, by the name they go under, and the content they had. */
  sources: v.optional(
    v.pipe(
      v.array(v.object({ name, columns: rawColumns, sha256: v.optional(v.pipe(v.string(), v.maxLength(100))) })),
      v.maxLength(100),
    ),
  ),
  /** Table to table, in order, before the split; what they yield is `columns`. */
  rows: entries(v.object({ id, params })),
  derive: entries(v.object({ id, name, role: v.picklist(['feature', 'aside']), params })),
  split: splitSchema,
  steps: entries(v.object({ id, columns: v.pipe(v.array(name), v.maxLength(MOST_COLUMNS)), params })),
  /** What is expected of the rows that the row operations yield, on this table and on every later one; absent is none. */
  expectations: v.optional(
    entries(
      v.object({
        id,
        params,
        severity: v.picklist(['fail', 'warn']),
        /** Share of the checked rows in which it must hold. */
        mostly: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
        /** Rows that fail are taken out before the split. */
        quarantine: v.boolean(),
      }),
    ),
  ),
  model: v.object({ id, params }),
  /** Probability of the second class from which a binary model says the second class; 0.5 unless a person moved it. */
  threshold: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(4294967295)),
});

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type Recipe = Omit<DeepReadonly<v.InferOutput<typeof recipeSchema>>, 'columns'> & { readonly columns: Schema };
export type Split = DeepReadonly<v.InferOutput<typeof splitSchema>>;
export type StepEntry = Recipe['steps'][number];
export type DeriveEntry = Recipe['derive'][number];
export type RowEntry = Recipe['rows'][number];
/** A column as a file holds it, before it has a role. */
export type RawColumn = NonNullable<Recipe['raw']>[number];
export type ExpectationEntry = NonNullable<Recipe['expectations']>[number];

/** A recipe from untrusted JSON. The error names the place in the recipe that is wrong. */
export function parseRecipe(value: unknown): Recipe {
  const result = v.safeParse(recipeSchema, value);
  if (result.success) return result.output as Recipe;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'the recipe';
  const wrong = issue.received === 'undefined' ? 'is missing' : `is not right. ${shortened(issue.message)}`;
  throw new StudioError('recipe/invalid', `Recipe: ${shortened(path)} ${wrong}.`, { path });
}

/** What a message quotes may come from a file and be as long as the file. */
const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

/** The name of the target column; undefined where nothing is predicted: clusters and anomalies. */
export function targetName(recipe: Recipe): string | undefined {
  const targets = recipe.columns.filter(c => c.role === 'target');
  if (!predicts(recipe.task)) return undefined;
  const lost = recipe.raw?.find(c => c.role === 'target')?.name;
  if (!targets.length && lost !== undefined) throw lostTarget(lost);
  if (targets.length !== 1) {
    const found = targets.length ? targets.map(t => `"${t.name}"`).join(', ') : 'none';
    throw new StudioError(
      'recipe/target',
      `A ${recipe.task} recipe must have exactly one target column, got ${found}. Choose the column to predict.`,
    );
  }
  return targets[0]!.name;
}

export const lostTarget = (name: string): StudioError =>
  new StudioError(
    'recipe/target-lost',
    `After the row operations there is no column "${name}" any more, which is what is predicted. Rows that are made anew, such as groups, cannot carry it: choose another target among the columns there are, or take the operation out.`,
    { name },
  );
