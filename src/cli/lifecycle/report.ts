import type { Outcome } from '../../core/metrics/outcome.ts';
import type { ExpectationResult } from '../../core/pipeline/check-expectations.ts';
import type { Recipe } from '../../core/pipeline/recipe.ts';
import type { RunResult } from '../../engine/run.ts';
import { buildReport } from '../../export/report/build-report.ts';
import type { ReportRun } from '../../export/report/report-input.ts';
import type { TableRead } from '../../io/read.ts';
import type { NamedMetric } from '../../store/schema.ts';

export interface LifecycleFacts {
  readonly read: TableRead;
  readonly recipe: Recipe;
  readonly said: readonly string[];
  readonly result: RunResult;
  readonly outcome: Outcome;
  readonly heldOut: readonly NamedMetric[];
  readonly createdAt: string;
  readonly milliseconds: number;
  readonly exportsFound: readonly { readonly name: string; readonly found: string }[];
  readonly expectations: readonly ExpectationResult[];
}

/** report.html of a run without a browser: the studio's own report, of one run whose vault is open. */
export function lifecycleReport(facts: LifecycleFacts): string {
  const { read, recipe, result, createdAt } = facts;
  const { name, bytes, sha256, format } = read.source;
  const run: ReportRun = {
    number: 1,
    status: 'done',
    recipe,
    startedAt: createdAt,
    milliseconds: facts.milliseconds,
    device: result.fitted.device,
    rows: { train: result.train.length, test: result.test.length },
    history: [],
    crossValidation: result.crossValidation,
    endedEarly: false,
    fitted: result.fitted,
  };
  const { rows } = read.table;
  const { notes } = read;
  return buildReport({
    title: name,
    madeAt: createdAt,
    notes: { purpose: '', limits: '' },
    datasets: [{ name, bytes, sha256, rows, fields: recipe.columns, notes, format, createdAt, inUse: true }],
    recipe,
    decisions: facts.said,
    runs: [run],
    chosen: { run, evaluation: { on: 'held-out', outcome: facts.outcome, heldOut: facts.heldOut } },
    openings: 1,
    exports: facts.exportsFound,
    expectations: facts.expectations,
    versions: [],
    events: [],
    monitors: [],
    environment: [
      ['Seed', String(recipe.seed)],
      ['Device', result.fitted.device?.description ?? 'this processor'],
      ['Made by', 'Terrarium, from the command line'],
      ['Node', process.version],
    ],
  });
}
