import type { Recipe } from '../../../../core/pipeline/recipe.ts';
import type { RerunReport } from '../../../../core/pipeline/rerun.ts';
import { rowOperationById } from '../../../../core/rows/index.ts';
import { stepById } from '../../../../core/steps/index.ts';
import { formatCount, formatInteger } from '../../../format.ts';
import { columnWords } from '../step-words.ts';

/** One line of the report: what ran, the rows in and out, and what it changed. */
export interface RerunRow {
  readonly label: string;
  readonly before: number;
  readonly after: number;
  /** Null where rows were made anew, so that no value has one before. */
  readonly changed: number | null;
  readonly more: string;
  readonly milliseconds: number;
}

/** Row operations, then the steps as they were learned, in the order in which they ran. */
export function rerunRows(report: RerunReport): readonly RerunRow[] {
  const clean = report.rowsOut - report.flagged;
  return [
    ...report.operations.map(({ id, before, after, changed, added, removed, skipped, milliseconds }): RerunRow => ({
      label: rowOperationById(id).label,
      before,
      after,
      changed,
      more: skipped ? 'Left out: the table does not say what turned out to be true.' : columnsWords(added, removed),
      milliseconds,
    })),
    ...(report.steps ?? []).map(({ id, changed, added, removed, milliseconds }): RerunRow => ({
      label: stepById(id).label,
      before: clean,
      after: clean,
      changed,
      more: columnsWords(added, removed),
      milliseconds,
    })),
  ];
}

function columnsWords(added: readonly string[], removed: readonly string[]): string {
  return [
    added.length ? `Adds ${formatCount(added.length, 'column')}: ${columnWords(added)}.` : '',
    removed.length ? `Takes out ${columnWords(removed)}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Which columns the table lacks or has beyond the recipe, in sentences. */
export function differenceWords({ absent, unknown }: RerunReport, { rows }: Recipe): readonly string[] {
  return [
    ...(absent.length ? [`The table lacks ${columnWords(absent)}. What needs ${absent.length === 1 ? 'it' : 'them'} is missing${rows.length ? ' afterwards' : ''}.`] : []), // prettier-ignore
    ...(unknown.length ? [`The recipe does not know ${columnWords(unknown)}; ${unknown.length === 1 ? 'it is' : 'they are'} left out.`] : []), // prettier-ignore
  ];
}

/** All values that changed, where each part can tell. */
export function changedWords(rows: readonly RerunRow[]): string {
  const known = rows.flatMap(row => (row.changed === null ? [] : [row.changed]));
  return known.length || !rows.length ? formatInteger(known.reduce((sum, n) => sum + n, 0)) : '–';
}
