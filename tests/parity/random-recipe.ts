import { StudioError } from '../../src/core/errors.ts';
import type { AnyModel } from '../../src/core/model.ts';
import type { Param, ParamSpec, ParamValue, ParamValues } from '../../src/core/params.ts';
import { dateFeatures } from '../../src/core/pipeline/default-steps.ts';
import { fitSteps } from '../../src/core/pipeline/fit-steps.ts';
import type { Recipe } from '../../src/core/pipeline/recipe.ts';
import { readTarget } from '../../src/core/pipeline/target.ts';
import type { Random } from '../../src/core/random.ts';
import type { AnyStep, Stream } from '../../src/core/step.ts';
import { steps } from '../../src/core/steps/index.ts';
import type { Field, Task } from '../../src/core/table/schema.ts';
import type { Table } from '../../src/core/table/table.ts';
import { amountModels } from '../contract/count-models.ts';

const targets = ['value', 'amount', 'two', 'three'];
const targetsOf: Record<Task, readonly string[]> = {
  regression: ['value'],
  classification: ['two', 'three'],
  clustering: [],
  anomaly: [],
};

/** Models of counts, which refuse columns that are below 0 in places. */
const onlyCounts: ReadonlySet<string> = new Set(['multinomial-bayes', 'complement-bayes']);

/** Settings that decide how long a fit takes, and how large an export is. */
const small: ReadonlyMap<string, ParamValue> = new Map<string, ParamValue>([
  ['trees', 4],
  ['epochs', 2],
  ['starts', 1],
  ['hidden', [4]],
  ['rounds', 2],
  ['folds', 2],
  ['columns', 12],
]);

/** A setting within its range, mostly the usual one; long texts, tables and the names of columns stay as they are. */
function someValue(name: string, param: Param, random: Random): ParamValue {
  const fixed = small.get(name);
  if (fixed !== undefined && param.kind === 'number') return Math.max(param.min ?? 1, fixed as number);
  if (fixed !== undefined && param.kind === 'integers') return fixed;
  if (random.next() < 0.5) return param.default;
  if (param.kind === 'choice') return param.options[random.integer(param.options.length)]!;
  if (param.kind === 'flag') return random.next() < 0.5;
  if (param.kind !== 'number') return param.default;
  const low = Math.max(param.min ?? -10, param.default / 4);
  const high = Math.min(param.max ?? 100, Math.max(2 * param.default, low + 1));
  const value = low + random.next() * (high - low);
  return param.integer ? Math.round(value) : Math.min(high, Math.max(low, Number(value.toPrecision(3))));
}

export const someParams = (spec: ParamSpec, random: Random): ParamValues =>
  Object.fromEntries(Object.entries(spec).map(([name, param]) => [name, someValue(name, param, random)]));

const takes = (step: AnyStep, { name, block }: Stream, dates: readonly string[]): boolean =>
  step.accepts === 'date' ? dates.includes(name) : step.accepts === 'any' || (step.accepts === 'text') === (block.type === 'string'); // prettier-ignore

/** The usual refusals: a step or model that these columns or settings do not suit says so by code. */
export function refusal(error: unknown): string {
  if (error instanceof StudioError && /^(fit|step|recipe|param)\//.test(error.code)) return error.code;
  throw error;
}

export interface RandomRecipe {
  readonly recipe: Recipe;
  /** Codes of the refusals of steps that were tried and left out. */
  readonly refused: readonly string[];
}

/**
 * A recipe for the model: some columns, a formula now and then, the given step and a few others on columns that they take
 * at that point, and at the end what the model needs: gaps filled, text as one column a value.
 */
export async function randomRecipe(
  model: AnyModel,
  task: Task,
  first: AnyStep,
  table: Table,
  random: Random,
): Promise<RandomRecipe> {
  const oneOf = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
  const choice = amountModels.has(model.id) ? ['amount'] : targetsOf[task];
  const target = choice.length ? oneOf(choice) : undefined;
  const free = table.names.filter(name => !targets.includes(name));
  const always = oneOf(free);
  const columns = table.names.map((name, i): Field => {
    const feature = free.includes(name) && (name === always || random.next() < 0.7);
    return { name, kind: table.columns[i]!.kind, role: name === target ? 'target' : feature ? 'feature' : 'aside' };
  });
  const LATER = 't0 + 3.25';
  const formulas = ['if(month(t0) > 6, abs([Age (years) %é]) ^ 0.5, 0)', '[Age (years) %é] * 2 - 1', LATER];
  let recipe: Recipe = {
    version: 1,
    task,
    columns,
    rows: [],
    derive:
      first.accepts === 'date' || random.next() < 0.4
        ? [
            {
              id: 'formula',
              name: 'made',
              role: 'feature',
              params: { expression: first.accepts === 'date' ? LATER : oneOf(formulas) },
            },
          ]
        : [],
    split: { kind: 'random', test: 0.2 },
    steps: [],
    model: { id: model.id, params: someParams(model.params, random) },
    ...(target === 'two' && random.next() < 0.5 && { threshold: 0.37 }),
    seed: random.integer(1000),
  };
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  const y = readTarget(recipe, table, all);
  const refused: string[] = [];
  const after = async (given: Recipe): Promise<readonly Stream[]> => (await fitSteps(given, table, y)).stages.at(-1)!;
  const count = 1 + random.integer(4);
  for (let i = 0; i < count; i++) {
    const step = i === 0 ? first : oneOf(steps as readonly AnyStep[]);
    if (step.tasks && !step.tasks.includes(task)) continue;
    const streams = await after(recipe);
    const dates = dateFeatures(recipe);
    const able = streams.filter(s => takes(step, s, dates)).map(s => s.name);
    const chosen = able.filter(() => random.next() < 0.7);
    if (!chosen.length) continue;
    const entry = { id: step.id, columns: chosen, params: someParams(step.params, random) };
    const next = { ...recipe, steps: [...recipe.steps, entry] };
    try {
      const made = await after(next);
      if (made.length > 60) continue;
      recipe = next;
    } catch (error) {
      refused.push(refusal(error));
    }
  }
  const last = await after(recipe);
  const named = (type: 'float64' | 'string') => last.filter(s => s.block.type === type).map(s => s.name);
  const gapsStay = model.tags.includes('missing') && random.next() < 0.7;
  const textStays = model.tags.includes('categories') && random.next() < 0.7;
  const finish = [
    ...(gapsStay ? [] : [{ id: 'impute', columns: named('float64'), params: {} }]),
    ...(onlyCounts.has(model.id)
      ? [{ id: 'min-max', columns: named('float64'), params: {} }]
      : random.next() < 0.5 || task === 'clustering'
        ? [{ id: 'standardise', columns: named('float64'), params: {} }]
        : []),
    ...(textStays ? [] : [{ id: 'one-hot', columns: named('string'), params: {} }]),
  ];
  return { recipe: { ...recipe, steps: [...recipe.steps, ...finish.filter(s => s.columns.length)] }, refused };
}
