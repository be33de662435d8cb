import { targetName } from '../pipeline/recipe.ts';
import type { Fitted } from '../pipeline/fitted.ts';
import type { Schema } from '../table/schema.ts';
import type { Chunking } from './chunks.ts';

/** Where a log comes from and how it is to be read. Plain data, kept with the result so that it can be made again. */
export interface LogSettings {
  /** An imported log; null is the endpoint's own. */
  readonly datasetId: string | null;
  /** Column that says when a row was answered; null where there is none. */
  readonly time: string | null;
  /** Column with what turned out to be true: of the log, or of the late file where there is one. */
  readonly truth: string | null;
  /**
   * Column with the answers the model gave, with `p_<class>` beside it; of anomalies the column of scores. Null lets the
   * model answer the rows again.
   */
  readonly prediction: string | null;
  /** Truth that arrived later, in a table of its own, matched by a column of the log and one of that table. */
  readonly late: { readonly datasetId: string; readonly key: string; readonly lateKey: string } | null;
  readonly chunking: Chunking;
  /** Go on without the rows that fail an expectation which was frozen with the version. */
  readonly clean?: boolean;
}

/** The column names under which the endpoint's log keeps the name of the request and when it was answered. */
export const ENDPOINT_ID = 'request_id';
export const ENDPOINT_TIME = 'answered_at';

/** Requests of the studio's own demonstration carry this at the start of their names and are not watched. */
export const DEMONSTRATION = 'swap-demonstration-';

/** What most logs call the model's answer; the studio's own exports do. */
const ANSWERS: Readonly<Record<Fitted['task'], string>> = {
  classification: 'label',
  regression: 'prediction',
  clustering: 'cluster',
  anomaly: 'score',
};

/** A first reading of a log: its time column, the target where it is there, answers where they are named as ours. */
export function suggestSettings(fitted: Fitted, datasetId: string | null, fields: Schema): LogSettings {
  const names = fields.map(f => f.name);
  const held = (name: string | undefined): string | null => (name !== undefined && names.includes(name) ? name : null);
  const { split, columns } = fitted.recipe;
  const known = split.kind === 'time' ? split.column : columns.find(c => c.role === 'time')?.name;
  const dated = fields.find(f => f.kind === 'datetime')?.name;
  const answer = ANSWERS[fitted.task];
  const isInput = fitted.inputs.some(i => i.name === answer) || answer === targetName(fitted.recipe);
  return {
    datasetId,
    time: datasetId === null ? ENDPOINT_TIME : (held(known) ?? dated ?? null),
    truth: held(targetName(fitted.recipe)),
    prediction: isInput ? null : held(answer),
    late: null,
    chunking: { by: 'auto' },
  };
}
