import type { PipelineInspection } from '../../../../core/pipeline/inspect.ts';
import type { Recipe } from '../../../../core/pipeline/recipe.ts';
import { describeRows, rowOperationById } from '../../../../core/rows/index.ts';
import { stepById } from '../../../../core/steps/index.ts';
import { formatCount, formatInteger } from '../../../format.ts';

/** One box of the diagram; it is as wide as the rows that leave it. */
export interface FlowStage {
  readonly key: string;
  readonly label: string;
  readonly rows: number;
  /** What it did, in a few words. */
  readonly note: string;
  /** The entry of the recipe it stands for; null for what is no entry. */
  readonly entry: { readonly part: 'row' | 'step'; readonly at: number } | null;
  /** Rows set apart here for the test. */
  readonly test: number;
  readonly learns: boolean;
}

/** The way of the rows through the recipe, as far as it works: the file, each operation, the split, each step. */
export function flowStages(
  recipe: Recipe,
  inspection: PipelineInspection,
  file: { name: string; rows: number },
): readonly FlowStage[] {
  const plain = { entry: null, test: 0, learns: false };
  const stages: FlowStage[] = [
    {
      ...plain,
      key: 'file',
      label: file.name,
      rows: file.rows,
      note: formatCount(inspection.columns[0]!.length, 'column'),
    },
  ];
  inspection.operations.forEach(({ id, before, after, changed, added, removed, skipped }, at) => {
    const label = rowOperationById(id).label;
    const said = [
      after < before
        ? `${formatInteger(before - after)} fewer`
        : after > before
          ? `${formatInteger(after - before)} more`
          : '',
      changed ? `${formatCount(changed, 'value')} changed` : '',
      added.length ? `${formatCount(added.length, 'column')} new` : '',
      removed.length ? `${formatCount(removed.length, 'column')} gone` : '',
      skipped ? 'passed by' : '',
    ].filter(Boolean);
    const note = [describeRows(recipe.rows[at]!), said.join(', ') || 'nothing to do'].join(' · ');
    stages.push({ ...plain, key: `row-${at}`, label, rows: after, note, entry: { part: 'row', at } });
  });
  if (inspection.quarantined)
    stages.push({
      ...plain,
      key: 'quarantine',
      label: 'Expectations',
      rows: stages.at(-1)!.rows - inspection.quarantined,
      note: `${formatInteger(inspection.quarantined)} in quarantine`,
    });
  if (inspection.missingTarget)
    stages.push({
      ...plain,
      key: 'target',
      label: 'Rows with a target',
      rows: stages.at(-1)!.rows - inspection.missingTarget,
      note: `${formatInteger(inspection.missingTarget)} have nothing to learn from`,
    });
  if (!inspection.train) return stages;
  const { train, test } = inspection;
  stages.push({
    ...plain,
    key: 'split',
    label: 'Training rows',
    rows: train,
    note: 'what the steps and the model see',
    test,
  });
  if (recipe.derive.length)
    stages.push({
      ...plain,
      key: 'derive',
      label: 'New columns',
      rows: train,
      note: `${formatCount(recipe.derive.length, 'formula')}`,
    });
  inspection.stages.slice(1).forEach(({ label, streams }, at) => {
    const width = streams.length;
    const before = inspection.stages[at]!.streams.length;
    const note =
      width === before ? formatCount(width, 'column') : `${formatInteger(before)} to ${formatCount(width, 'column')}`;
    const known = stepById(recipe.steps[at]!.id).label;
    stages.push({
      ...plain,
      key: `step-${at}`,
      label: label || known,
      rows: train,
      note,
      entry: { part: 'step', at },
      learns: true,
    });
  });
  return stages;
}
