import { MILLISECONDS_PER_DAY } from '../../../core/graph/calendar.ts';
import type { StreamChange } from '../../../core/pipeline/inspect.ts';
import type { OperationReport } from '../../../core/pipeline/prepare.ts';
import type { StreamSummary } from '../../../core/pipeline/preview.ts';
import type { Recipe } from '../../../core/pipeline/recipe.ts';
import type { AnyStep } from '../../../core/step.ts';
import type { ParamSpec, ParamValue, ParamValues } from '../../../core/params.ts';
import { datetimeText } from '../../../core/table/column.ts';
import { DASH, formatCount, formatInteger, formatNumber } from '../../format.ts';
import { choiceWords } from '../../widgets/param-text.ts';

/** What is set of a step in a few words: what differs from the default, and every choice that is one, as far as it counts. */
export function paramWords(spec: ParamSpec, values: ParamValues): string {
  const valueOf = (name: string): ParamValue | undefined =>
    (Object.hasOwn(values, name) ? values[name] : undefined) ?? spec[name]?.default;
  return Object.entries(spec)
    .filter(([, { onlyWith }]) => !onlyWith || valueOf(onlyWith.name) === onlyWith.value)
    .flatMap(([name, param]) => {
      const value = valueOf(name)!;
      const label = param.label.toLowerCase();
      if (param.kind === 'choice') return value === 'none' ? [] : [choiceWords(String(value))];
      if (param.kind === 'table') return tableWords(label, value as readonly (readonly string[])[]);
      if (value === param.default) return [];
      if (param.kind === 'flag') return value === true ? [label] : [`not: ${label}`];
      return [`${label} ${String(value)}`];
    })
    .join(', ');
}

const tableWords = (label: string, rows: readonly (readonly string[])[]): string[] => {
  const entries = rows.map(row => row.filter(Boolean).join(' ')).filter(Boolean);
  return entries.length ? [`${label} ${entries.join(', ')}`] : [];
};

/** "humidity", "humidity and windspeed", "humidity, windspeed and 3 more". */
export function columnWords(columns: readonly string[]): string {
  if (!columns.length) return 'no columns yet';
  if (columns.length === 1) return columns[0]!;
  if (columns.length <= 3) return `${columns.slice(0, -1).join(', ')} and ${columns.at(-1)!}`;
  return `${columns.slice(0, 2).join(', ')} and ${formatInteger(columns.length - 2)} more`;
}

/** Whether a step that counts rows goes by the weights of the table, where it has some. */
export function weightWords({ weights }: Pick<AnyStep, 'weights'>, columns: Recipe['columns']): string {
  const name = columns.find(c => c.role === 'weight')?.name;
  if (name === undefined || weights === undefined) return '';
  return weights === 'used' ? `Rows count by “${name}”.` : `Every row counts once here, whatever “${name}” says.`;
}

const unlessSame = (before: string, after: string): string => (before === after ? after : `${before} → ${after}`);

const side = (summary: StreamSummary | null, show: (s: StreamSummary) => string): string =>
  summary ? show(summary) : DASH;

/** One figure before and after a step, once where it stays the same; of a new or dropped column the one there is. */
export function changeWords(change: StreamChange, show: (s: StreamSummary) => string): string {
  if (!change.before || !change.after) return side(change.after ?? change.before, show);
  return unlessSame(show(change.before), show(change.after));
}

const cell = (value: number | string | null): string =>
  value === null ? DASH : typeof value === 'number' ? formatNumber(value, 3) : value.slice(0, 24);

export const sampleWords = (summary: StreamSummary | null, date = false): string =>
  summary
    ? summary.sample
        .slice(0, 3)
        .map(value => (date && typeof value === 'number' ? dateWords(value) : cell(value)))
        .join(summary.type === 'text' ? ' · ' : ', ')
    : '';

/** The day of a date given as milliseconds since 1970. */
export const dateWords = (value: number | null): string => (value === null ? DASH : datetimeText(value).slice(0, 10));

export const daysWords = (milliseconds: number | null): string =>
  milliseconds === null ? DASH : `${formatNumber(milliseconds / MILLISECONDS_PER_DAY, 3)} days`;

export const fateWords = ({ before, after }: StreamChange): string => (!before ? 'new' : !after ? 'replaced' : '');

/** What a row operation did, in a few words: "drops 3 rows of 100 · changes 12 values". */
export function operationWords({ before, after, changed, added, removed, skipped }: OperationReport): string {
  if (skipped) return 'passed by, because the truth is not known yet';
  const columns = (names: readonly string[]): string => (names.length === 1 ? `“${names[0]!}”` : formatCount(names.length, 'column')); // prettier-ignore
  const parts = [
    ...(before === after ? [] : [rowsWords(before, after, changed === null)]),
    ...(changed ? [`changes ${formatCount(changed, 'value')}`] : []),
    ...(added.length ? [`adds ${columns(added)}`] : []),
    ...(removed.length ? [`takes ${columns(removed)} away`] : []),
  ];
  return parts.join(', ') || 'changes nothing';
}

const rowsWords = (before: number, after: number, anew: boolean): string =>
  anew || after > before
    ? `makes ${formatCount(after, 'row')} of ${formatInteger(before)}`
    : `drops ${formatCount(before - after, 'row')} of ${formatInteger(before)}`;

/** What is wrong with an entry, said at the entry: "clip: choose a column" as "Choose a column". */
export function withoutOwner(message: string, owner: string): string {
  const own = message.startsWith(`${owner}: `) ? message.slice(owner.length + 2) : message;
  return own.charAt(0).toUpperCase() + own.slice(1);
}
