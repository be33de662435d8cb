import { handleRequest, type Served, type ServingResponse } from '../export/runtime/handler.ts';
import type { ModelMeta, ModelSchema, ServedModel } from '../export/runtime/types.ts';
import { servedModel } from '../export/served-model.ts';
import { deployedModels, type DeployedModel, getVersion } from '../store/deployments.ts';
import { logPredictions, type NewPrediction } from '../store/predictions.ts';
import type { VersionRecord } from '../store/schema.ts';
import { packageVersion } from './publishing.ts';

/** A request as plain data, so that it can come from a service worker or from another thread. */
export interface EndpointRequest {
  readonly method: string;
  /** From the studio's own folder on, with the query: /v2/models, /predict?model=a. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Where the endpoint finds models and keeps its log. */
export interface ServingStore {
  /** Everything that is deployed, as one moment had it. */
  deployed(): Promise<readonly DeployedModel[]>;
  version(model: string, version: number): Promise<VersionRecord | undefined>;
  log(rows: readonly NewPrediction[]): Promise<void>;
}

const storage: ServingStore = { deployed: deployedModels, version: getVersion, log: logPredictions };

const PATH = /^\/(?:v2(?:\/.*)?|predict|health|schema)$/;

/** Whether a path (without its query) belongs to the endpoint. */
export const isEndpointPath = (path: string): boolean => PATH.test(path);

interface Loaded {
  readonly projectId: string;
  readonly epoch: number;
  readonly models: Map<number, Promise<ServedModel | undefined>>;
}

/**
 * The endpoint of the studio's deployed models. Each request takes one look at what is deployed and is answered by what
 * it saw, even when an alias moves meanwhile; models are kept until their deployment's epoch changes. What was answered
 * is in the log before the answer leaves, so that no answer is missing there.
 */
export function makeEndpoint(store: ServingStore, now: () => number = Date.now) {
  const cache = new Map<string, Loaded>();

  function modelsOf({ deployment: { model, projectId, epoch } }: DeployedModel): Loaded['models'] {
    const known = cache.get(model);
    if (known?.epoch === epoch && known.projectId === projectId) return known.models;
    const fresh: Loaded = { projectId, epoch, models: new Map() };
    cache.set(model, fresh);
    return fresh.models;
  }

  function load(deployed: DeployedModel, version: number): Promise<ServedModel | undefined> {
    const models = modelsOf(deployed);
    const known = models.get(version);
    if (known) return known;
    const { model } = deployed.deployment;
    const loading = store
      .version(model, version)
      .then(async record => record && servedModel(await packageVersion(record)));
    models.set(version, loading);
    loading.catch(() => models.delete(version));
    return loading;
  }

  async function respond(request: EndpointRequest): Promise<ServingResponse> {
    const deployed = (await store.deployed()).filter(d => d.deployment.champion !== null);
    return handleRequest(
      { ...request, fallbackId: crypto.randomUUID() },
      {
        names: () => deployed.map(d => d.deployment.model),
        versions: name => deployed.find(d => d.deployment.model === name)?.versions.map(String) ?? [],
        find(name, version) {
          const found =
            name === undefined && deployed.length === 1 ? deployed[0] : deployed.find(d => d.deployment.model === name);
          const number =
            version === undefined ? found?.deployment.champion : found?.versions.find(v => String(v) === version);
          return found && number != null ? load(found, number) : undefined;
        },
      },
    );
  }

  return async function answer(request: EndpointRequest): Promise<EndpointAnswer> {
    const at = now();
    try {
      const { status, headers, body, served } = await respond(request);
      const logged = served ? await keep(store, served, at, now() - at) : {};
      return { status, headers: { ...headers, ...logged, 'cache-control': 'no-store' }, body: JSON.stringify(body) };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return {
        status: 500,
        headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify({ error: `the model could not answer: ${detail}` }),
      };
    }
  };
}

/** Write the log. An answer that could not be logged still goes out, and a header says so. */
async function keep(store: ServingStore, served: Served, at: number, milliseconds: number) {
  try {
    await store.log(logRows(served, at, milliseconds));
    return {};
  } catch {
    return { 'x-prediction-log': 'not-written' };
  }
}

/** One log row for each answered row. Clusters are logged with their number as the label, anomalies with their flag. */
export function logRows(
  { model, requestId, columns, predictions }: Served,
  at: number,
  milliseconds: number,
): NewPrediction[] {
  const { meta, schema }: { meta: ModelMeta; schema: ModelSchema } = model;
  const { rows, label, cluster, anomaly } = predictions;
  const { probabilities, prediction, distances, score } = predictions;
  const numbers = probabilities ?? prediction ?? distances ?? score!;
  const number = cluster ?? anomaly;
  const width = rows ? numbers.length / rows : 0;
  const given = schema.inputs.map(({ name }) => columns.get(name));
  return Array.from({ length: rows }, (_, row) => ({
    model: meta.name,
    version: Number(meta.version),
    requestId: requestId ?? '',
    at,
    milliseconds,
    inputs: given.map(values => plainValue(values?.[row])),
    label: label?.[row] ?? (number ? String(number[row]) : null),
    values: Array.from({ length: width }, (_, k) => numbers[row * width + k]!),
  }));
}

const plainValue = (value: unknown): string | number | boolean | null =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

/** The endpoint over the browser's own storage. */
export const answerRequest = makeEndpoint(storage);

/** For pages that no service worker answers: the same handler, called as a worker's method. */
export const servingApi = { answerRequest: (request: EndpointRequest) => answerRequest(request) };
