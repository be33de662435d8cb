import { parseArgs } from 'node:util';
import { StudioError } from '../../core/errors.ts';
import { models } from '../../core/models/index.ts';
import { predicts, type Task, tasks } from '../../core/table/schema.ts';

export type SplitChoice = { readonly kind: 'random' } | { readonly kind: 'time' | 'group'; readonly column: string };

export interface LifecycleArguments {
  readonly data: string;
  /** Null where a recipe file names it, and where nothing is predicted. */
  readonly target: string | null;
  readonly recipe: string | null;
  /** Other tables that the recipe reads: the name it gives them, and the file. */
  readonly sources: readonly { readonly name: string; readonly path: string }[];
  /** Null takes the one that the target asks for. */
  readonly task: Task | null;
  readonly model: string | null;
  readonly split: SplitChoice | null;
  readonly seed: number | null;
  readonly out: string;
  /** Stop before training where an expectation of the recipe fails. */
  readonly strict: boolean;
}

export const usage =
  'npm run lifecycle -- DATA --target COLUMN [--task TASK] [--recipe FILE] [--source NAME=FILE …] [--model ID] [--split random|time:COL|group:COL] [--seed N] [--strict] --out DIR';

const MOST_SEED = 2 ** 32 - 1;

export const asksForHelp = (given: readonly string[]): boolean => given.includes('--help') || given.includes('-h');

/** What `--help` says. */
export const help: readonly string[] = [
  `Usage: ${usage}`,
  '',
  '  DATA             a table: CSV, TSV or Parquet',
  '  --target COLUMN  the column to predict; a recipe names its own',
  `  --task TASK      ${tasks.join(', ')}; the last two predict nothing: without --target they`,
  '                   look at all columns, and a target of two values is what anomalies are measured by',
  '  --recipe FILE    a recipe, or the project.json of an earlier run; without it one is proposed',
  '  --source NAME=FILE',
  '                   another table that the recipe reads, under the name it has there; once for each',
  `  --model ID       ${models.map(m => m.id).join(', ')}`,
  '  --split KIND     random, time:COLUMN (the latest rows are held out) or group:COLUMN (whole groups are)',
  `  --seed N         a whole number from 0 to ${MOST_SEED}; 42 unless given`,
  '  --strict         stop, with exit code 2, where an expectation of the recipe fails; without it that is only told',
  '  --out DIR        a new or empty folder, or one with earlier results, which are replaced',
  '',
  'Bad arguments or data: one line that says what is wrong, exit code 2, and nothing written.',
];

/** The command line as it is meant. Throws `cli/arguments` with one sentence that says what is wrong. */
export function parseArguments(given: readonly string[]): LifecycleArguments {
  const { values, positionals } = parsed(given);
  const [data, ...others] = positionals;
  if (data === undefined) throw wrong('DATA is missing: name the file with the table');
  if (others.length) throw wrong(`one file of data is expected, got ${positionals.length}`);
  const recipe = text(values.recipe, 'recipe');
  const target = text(values.target, 'target');
  const task = taskOf(values.task);
  if (task !== null && recipe !== null) throw wrong('--task is part of a recipe; give one of the two');
  if (target === null && recipe === null && (task === null || predicts(task)))
    throw wrong('--target is missing: name the column to predict');
  const sources = (values.source ?? []).map(sourceOf);
  if (sources.length && recipe === null)
    throw wrong('--source names a table that a recipe reads, so --recipe is needed');
  const out = text(values.out, 'out');
  if (out === null) throw wrong('--out is missing: name the folder for the results');
  return {
    data,
    target,
    recipe,
    sources,
    task,
    model: modelOf(values.model),
    split: splitOf(values.split),
    seed: seedOf(values.seed),
    out,
    strict: values.strict === true,
  };
}

function parsed(given: readonly string[]) {
  const option = { type: 'string', multiple: true } as const;
  try {
    return parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        target: option,
        recipe: option,
        source: option,
        model: option,
        task: option,
        split: option,
        seed: option,
        out: option,
        strict: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw wrong(error instanceof Error ? error.message.split('. ')[0]! : String(error));
  }
}

function text(values: readonly string[] | undefined, name: string): string | null {
  if (values === undefined) return null;
  if (values.length > 1) throw wrong(`--${name} is given ${values.length} times`);
  if (values[0] === '') throw wrong(`--${name} is empty`);
  return values[0]!;
}

function sourceOf(given: string): { readonly name: string; readonly path: string } {
  const equals = given.indexOf('=');
  const [name, path] = [given.slice(0, equals), given.slice(equals + 1)];
  if (equals > 0 && path !== '') return { name, path };
  throw wrong(`--source must be NAME=FILE, got "${given}"`);
}

function taskOf(values: readonly string[] | undefined): Task | null {
  const given = text(values, 'task');
  const task = tasks.find(t => t === given) ?? null;
  if (given !== null && task === null) throw wrong(`--task must be one of ${tasks.join(', ')}, got "${given}"`);
  return task;
}

function modelOf(values: readonly string[] | undefined): string | null {
  const id = text(values, 'model');
  const known: readonly string[] = models.map(m => m.id);
  if (id !== null && !known.includes(id)) throw wrong(`--model must be one of ${known.join(', ')}, got "${id}"`);
  return id;
}

function splitOf(values: readonly string[] | undefined): SplitChoice | null {
  const given = text(values, 'split');
  if (given === null) return null;
  if (given === 'random') return { kind: 'random' };
  const colon = given.indexOf(':');
  const kind = given.slice(0, colon);
  const column = given.slice(colon + 1);
  if (colon > 0 && column !== '' && (kind === 'time' || kind === 'group')) return { kind, column };
  throw wrong(`--split must be random, time:COLUMN or group:COLUMN, got "${given}"`);
}

function seedOf(values: readonly string[] | undefined): number | null {
  const given = text(values, 'seed');
  if (given === null) return null;
  const seed = /^\d{1,10}$/.test(given) ? Number(given) : NaN;
  if (seed <= MOST_SEED) return seed;
  throw wrong(`--seed must be a whole number from 0 to ${MOST_SEED}, got "${given}"`);
}

const wrong = (what: string): StudioError => new StudioError('cli/arguments', `${what}. Usage: ${usage}`);
