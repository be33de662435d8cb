import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import { formatDuration, formatInteger, formatInterval } from '../../core/format.ts';
import { metricById, primaryMetric } from '../../core/metrics/index.ts';
import { withIntervals } from '../../core/metrics/intervals.ts';
import { modelById } from '../../core/models/index.ts';
import { requireGraph } from '../../core/models/transductive.ts';
import { outcomeOf } from '../../core/pipeline/evaluate.ts';
import { prepareTable } from '../../core/pipeline/prepare.ts';
import { takeTableRows } from '../../core/table/table.ts';
import { sha256 } from '../../core/sha256.ts';
import { canonicalJson } from '../../engine/fingerprint.ts';
import { packageMetrics } from '../../engine/publishing.ts';
import { runRecipe } from '../../engine/run.ts';
import { type ExportFile, textFile } from '../../export/model-package.ts';
import { packageFitted } from '../../export/package-fitted.ts';
import type { Verification } from '../../export/verify.ts';
import { readTable, type TableRead } from '../../io/read.ts';
import type { NamedMetric } from '../../store/schema.ts';
import type { LifecycleArguments } from './arguments.ts';
import { checkRecipe } from './expectations.ts';
import { exportAndVerify } from './exports.ts';
import { writtenMetrics } from './metrics-file.ts';
import { lifecycleReport } from './report.ts';
import { planRecipe } from './plan.ts';
import { predictionsCsv } from './predictions.ts';
import { contextOf } from './sources.ts';
import { checkFolder, FORMAT } from './write-folder.ts';

export interface LifecycleResult {
  readonly files: readonly ExportFile[];
  /** What to say once they are written. */
  readonly lines: readonly string[];
}

/** The whole circle in Node, by the studio's own engine: read, plan, train, measure, export, check, report. */
export async function runLifecycle(options: LifecycleArguments, say: (line: string) => void): Promise<LifecycleResult> {
  await checkFolder(options.out);
  const startedAt = new Date();
  const read = await readData(options.data);
  const { table: main, source } = read;
  say(`${source.name}: ${formatInteger(main.rows)} rows, ${main.names.length} columns.`);
  for (const note of read.notes) say(note.text);
  const sources = await Promise.all(
    options.sources.map(async ({ name, path }) => ({ name, table: (await readData(path)).table })),
  );
  for (const { name, table } of sources) say(`${name}: ${formatInteger(table.rows)} rows, for the recipe to read.`);
  const { recipe, said } = await planRecipe(options, main, read.fields, sources);
  requireGraph(modelById(recipe.model.id));
  for (const line of said) say(line);

  const prepared = await prepareTable(recipe, main, contextOf(recipe, sources));
  const { table } = prepared;
  const expectations = await checkRecipe(recipe, main, prepared, options.strict, say);
  const result = await runRecipe(recipe, prepared);
  const { fitted, train, test, crossValidation } = result;
  const milliseconds = Date.now() - startedAt.getTime();
  const outcome = outcomeOf(fitted, table, test);
  const heldOut: readonly NamedMetric[] = withIntervals(outcome, { seed: recipe.seed });
  const algorithm = modelById(recipe.model.id);
  const where = fitted.device ? ` on ${fitted.device.description}` : '';
  say(
    `${algorithm.label} learned from ${formatInteger(train.length)} rows${where} in ${formatDuration(milliseconds)}; ${formatInteger(test.length)} held out.`,
  );
  const primary = primaryMetric(recipe.task, fitted.classes.length).id;
  say(`Held out: ${spoken(heldOut, primary)}`);
  if (crossValidation) say(`Cross-validated: ${spoken(crossValidation.metrics, primary)}`);

  const recipeSha256 = await sha256(canonicalJson(recipe));
  const createdAt = startedAt.toISOString();
  const name = modelName(source.name);
  const pkg = packageFitted(fitted, { name, version: '1', recipeSha256, createdAt, metrics: packageMetrics(heldOut) });
  const exported = await exportAndVerify(pkg, takeTableRows(table, test));
  const { onnx, javascript } = exported;
  say('refused' in onnx ? `model.onnx is left out: ${onnx.refused}` : checked('model.onnx', onnx));
  say(checked('model.mjs', javascript));

  const rows = {
    input: main.rows,
    quarantined: prepared.quarantined.length,
    used: prepared.rows.length,
    train: train.length,
    test: test.length,
  };
  const facts = {
    task: recipe.task,
    model: recipe.model.id,
    seed: recipe.seed,
    classes: fitted.classes,
    primary,
    rows,
  };
  const exportsFound = [
    { name: 'model.onnx', found: 'refused' in onnx ? onnx.refused : checkedWords(onnx) },
    { name: 'model.mjs', found: checkedWords(javascript) },
  ];
  const report = lifecycleReport({
    read,
    recipe,
    said,
    result,
    outcome,
    heldOut,
    createdAt,
    milliseconds,
    exportsFound,
    expectations,
  });
  const files = [
    json('project.json', {
      format: FORMAT,
      createdAt,
      data: { ...source, rows: main.rows, notes: read.notes },
      recipe,
      recipeSha256,
      said,
      run: { milliseconds, device: fitted.device, rows },
    }),
    json('metrics.json', {
      ...facts,
      heldOut: writtenMetrics(heldOut),
      crossValidated: crossValidation && {
        folds: crossValidation.folds,
        metrics: writtenMetrics(crossValidation.metrics),
      },
      expectations,
      exports: { onnx, javascript },
    }),
    { name: 'predictions.csv', bytes: predictionsCsv(recipe, prepared, test, outcome) },
    ...exported.files,
    textFile('report.html', report),
  ];
  return { files, lines: [`Written to ${options.out}: ${files.map(f => f.name).join(', ')}.`] };
}

async function readData(path: string): Promise<TableRead> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const plain: Partial<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder' };
    const why = plain[error.code ?? ''] ?? error.message;
    throw new StudioError('cli/data', `${path} cannot be read: ${why}.`);
  });
  return readTable(basename(path), new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

function spoken(metrics: readonly NamedMetric[], id: string): string {
  const { result } = metrics.find(m => m.id === id)!;
  const { label } = metricById(id);
  if (result.value === null) return `${label} has no value, ${result.reason ?? 'it is undefined'}.`;
  const { interval } = result;
  const shown = formatInterval(result.value, interval && [interval.low, interval.high]);
  return `${label} ${shown.value}${shown.range ? ` (95% interval ${shown.range})` : ''}.`;
}

const checked = (name: string, found: Verification): string => `${name} ${checkedWords(found)}`;

const checkedWords = ({ rows, largestDifference, labelFlips }: Verification): string =>
  `verified over ${formatInteger(rows)} held-out rows: largest difference ${largestDifference}, label flips ${labelFlips}.`;

/** The file's name without its ending: lower case, digits and dashes. */
const modelName = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'model';

const json = (name: string, value: unknown): ExportFile => textFile(name, `${JSON.stringify(value, null, 2)}\n`);
