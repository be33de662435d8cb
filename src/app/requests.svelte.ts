import { StudioError } from '../core/errors.ts';
import type { InputField } from '../core/pipeline/fitted.ts';
import { countPredictions, latestPredictions } from '../store/predictions.ts';
import type { PredictionRecord } from '../store/schema.ts';
import { endpointAddress, sendRequest } from './endpoint.ts';
import { runJob } from './jobs.ts';
import { prettyJson } from './pretty-json.ts';
import { project } from './project.svelte.ts';
import { curlText, httpText, requestBody, type RequestForm, requestPath, type RequestValue } from './request-text.ts';
import { trainingWorker } from './services.ts';

/** What came back, as it came back. */
export interface Reply {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly milliseconds: number;
}

/** Many rows sent one after another, some in each request. */
export interface SentMany {
  readonly rows: number;
  readonly requests: number;
  readonly milliseconds: number;
}

/** Rows in one request when many are sent. */
const ROWS_A_REQUEST = 200;
const LATEST = 50;
/** Where the server of the Node export listens unless told otherwise. */
const NODE_SERVER = 'http://localhost:8080';

/** Asking the endpoint: a request built from a form or written by hand, what it answered, and the log. */
class Requests {
  form = $state<RequestForm>('predict');
  /** Null is whichever version is champion. */
  version = $state<number | null>(null);
  values = $state.raw<readonly RequestValue[]>([]);
  /** The body as a person wrote it; null while it follows the form. */
  written = $state<string | null>(null);
  sample = $state(-1);
  sending = $state(false);
  reply = $state.raw<Reply | null>(null);
  error = $state.raw<unknown>(null);
  log = $state.raw<readonly PredictionRecord[]>([]);
  logged = $state(0);
  many = $state.raw<SentMany | null>(null);
  #filledFor: string | null = null;
  #model: string | undefined;

  champion = $derived(project.versions.find(v => v.version === project.deployment?.champion) ?? null);
  /** The version that is asked. */
  served = $derived(project.versions.find(v => v.version === this.version) ?? this.champion);
  inputs: readonly InputField[] = $derived(this.served?.fitted.inputs ?? []);
  path = $derived(this.served ? requestPath(this.form, this.served.model, this.version) : '');
  body = $derived(this.written ?? prettyJson(requestBody(this.form, this.inputs, [this.values])));
  http = $derived(
    this.served ? httpText('POST', endpointAddress(this.path), ['content-type: application/json'], this.body) : '',
  );
  /** The same request to the exported Node server, which serves one version under the same name. */
  curl = $derived.by(() => {
    if (!this.served) return '';
    const body = JSON.stringify(requestBody(this.form, this.inputs, [this.values]));
    return curlText(`${NODE_SERVER}${requestPath(this.form, this.served.model, null)}`, body);
  });

  /** Fill the form from the next of the held-out rows; other values, once written by hand, are given up. */
  async nextSample(): Promise<void> {
    await this.#attempt(async () => {
      const { served } = this;
      if (!served) return;
      const at = this.#filledFor === served.id ? this.sample + 1 : 0;
      const { rows, total } = await trainingWorker().requestRows(served.runId, null, at, at + 1);
      if (this.served?.id !== served.id) return;
      this.values = rows[0] ?? this.inputs.map(() => null);
      this.sample = total ? (at + 1 < total ? at : -1) : -1;
      this.written = null;
      this.#filledFor = served.id;
    });
  }

  /** A row to start with, when a model is served for which none was taken yet. */
  async prepare(): Promise<void> {
    if (this.served?.model !== this.#model) {
      this.#model = this.served?.model;
      [this.version, this.reply, this.many, this.error] = [null, null, null, null];
    }
    if (this.served && this.#filledFor !== this.served.id) await this.nextSample();
    await this.readLog();
  }

  setValue(index: number, value: RequestValue): void {
    this.written = null;
    this.values = this.inputs.map((_, i) => (i === index ? value : (this.values[i] ?? null)));
  }

  setForm(form: RequestForm): void {
    this.form = form;
    this.written = null;
  }

  async send(): Promise<void> {
    if (!this.served || this.sending) return;
    this.sending = true;
    const started = performance.now();
    await this.#attempt(async () => {
      const response = await post(this.path, this.body);
      const body = await response.text();
      this.reply = {
        status: response.status,
        statusText: response.statusText,
        headers: [...response.headers],
        body: indented(body),
        milliseconds: performance.now() - started,
      };
      await this.readLog();
    });
    this.sending = false;
  }

  /** Send every row of a dataset (null: the held-out rows) to the champion. What was answered before a stop stays in the log. */
  async sendMany(datasetId: string | null): Promise<void> {
    const { champion } = this;
    if (!champion) return;
    this.many = null;
    await this.#attempt(() =>
      runJob('Sending requests', async job => {
        const started = performance.now();
        let [sent, requests, total] = [0, 0, 1];
        while (sent < total) {
          const to = sent + ROWS_A_REQUEST;
          const part = await trainingWorker().requestRows(champion.runId, datasetId, sent, to, { signal: job.signal });
          total = part.total;
          if (!part.rows.length) break;
          await this.#sendRows(champion.model, champion.fitted.inputs, part.rows);
          sent += part.rows.length;
          requests++;
          this.many = { rows: sent, requests, milliseconds: performance.now() - started };
          job.report(sent / total, `${sent} of ${total} rows`);
        }
      }),
    );
    await this.readLog();
  }

  async #sendRows(model: string, inputs: readonly InputField[], rows: readonly (readonly RequestValue[])[]) {
    const response = await post(
      requestPath('predict', model, null),
      JSON.stringify(requestBody('predict', inputs, rows)),
    );
    if (response.ok) return;
    throw new StudioError(
      'serve/refused',
      `The endpoint refused a request (${response.status}): ${(await response.text()).slice(0, 500)}`,
    );
  }

  async readLog(): Promise<void> {
    const model = project.versions.at(-1)?.model;
    if (model === undefined) {
      [this.log, this.logged] = [[], 0];
      return;
    }
    await this.#attempt(async () => {
      [this.log, this.logged] = await Promise.all([latestPredictions(model, LATEST), countPredictions(model)]);
    }, false);
  }

  async #attempt(work: () => Promise<unknown>, clear = true): Promise<void> {
    if (clear) this.error = null;
    try {
      await work();
    } catch (error) {
      this.error = error;
    }
  }
}

const post = (path: string, body: string): Promise<Response> =>
  sendRequest(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

function indented(text: string): string {
  try {
    return prettyJson(JSON.parse(text));
  } catch {
    return text;
  }
}

export const requests = new Requests();
