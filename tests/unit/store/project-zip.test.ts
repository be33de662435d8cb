import { type Zippable, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { StudioError } from '../../../src/core/errors.ts';
import { rename } from '../../../src/store/project-file.ts';
import { packProject, unpackProject } from '../../../src/store/project-zip.ts';
import { contents } from './small-project.ts';

const SAVED_AT = '2024-05-02T10:00:00.000Z';
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  const blob = await packProject(await contents(), SAVED_AT);
  files = unzipSync(new Uint8Array(await blob.arrayBuffer()));
});

const zip = (entries: Zippable): Blob => new Blob([zipSync(entries) as Uint8Array<ArrayBuffer>]);
const parse = (name: string): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(files[name])) as Record<string, unknown>;

async function codeOf(blob: Blob): Promise<string> {
  const error: unknown = await unpackProject(blob).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(StudioError);
  expect((error as StudioError).message).toMatch(/^[A-Z].*\.$/);
  return (error as StudioError).code;
}

/** The saved file with other records, with a manifest that fits them. */
async function withRecords(change: (records: Record<string, unknown>) => unknown): Promise<Blob> {
  const records = strToU8(JSON.stringify(change(parse('records.json'))));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', records as Uint8Array<ArrayBuffer>));
  const sha256 = Array.from(digest, b => b.toString(16).padStart(2, '0')).join('');
  const manifest = parse('project.json') as { entries: { name: string; bytes: number; sha256: string }[] };
  const entries = manifest.entries.map(e => (e.name === 'records.json' ? { ...e, bytes: records.length, sha256 } : e));
  return zip({ ...files, 'records.json': records, 'project.json': strToU8(JSON.stringify({ ...manifest, entries })) });
}

describe('a project file', () => {
  test('gives back every record and every byte, numbers that JSON lacks among them', async () => {
    const given = await contents();
    const found = await unpackProject(await packProject(given, SAVED_AT));
    expect(found.bundle).toEqual(given.bundle);
    expect(Object.is(found.bundle.predictions[0]!.values[1], -0)).toBe(true);
    const bytes = (blobs: readonly Blob[]) =>
      Promise.all(blobs.map(async b => [...new Uint8Array(await b.arrayBuffer())]));
    expect(await bytes(found.tables)).toEqual(await bytes(given.tables));
  });

  test('is a plain zip of three kinds of files', () => {
    expect(Object.keys(files).sort()).toEqual(['project.json', 'records.json', 'tables/0.arrow']);
    expect(parse('project.json')).toMatchObject({ format: 'terrarium-project', version: 1, savedAt: SAVED_AT });
  });

  test('packing can be stopped', async () => {
    const signal = AbortSignal.abort();
    await expect(packProject(await contents(), SAVED_AT, { signal })).rejects.toMatchObject({ code: 'rpc/cancelled' });
  });
});

describe('what is no sound project file is refused', () => {
  test.each([
    ['nothing', () => new Blob([])],
    ['text', () => new Blob(['a,b\n1,2\n'])],
    ['a recipe', () => new Blob(['{"version": 1}'])],
    ['another zip', () => zip({ 'letter.txt': strToU8('Dear') })],
    ['a path that climbs out', () => zip({ ...files, '../../etc/passwd': strToU8('x') })],
    ['a name that is __proto__', () => zip(JSON.parse('{"__proto__": {}}') as Zippable)],
    ['no records', () => zip({ 'project.json': files['project.json']! })],
    ['a manifest of something else', () => zip({ ...files, 'project.json': strToU8('{"format": "other"}') })],
  ])('%s', async (_, make) => {
    expect(await codeOf(make())).toMatch(/^project\/(not-a-project|damaged)$/);
  });

  test('a newer version says so', async () => {
    const manifest = strToU8(JSON.stringify({ ...parse('project.json'), version: 2 }));
    expect(await codeOf(zip({ ...files, 'project.json': manifest }))).toBe('project/newer');
  });

  test.each(['records.json', 'tables/0.arrow'])('%s with one byte changed', async name => {
    const bytes = files[name]!.slice();
    bytes[bytes.length >> 1]! ^= 1;
    expect(await codeOf(zip({ ...files, [name]: bytes }))).toBe('project/damaged');
  });

  test('a file cut off anywhere', async () => {
    const whole = new Uint8Array(await (await packProject(await contents(), SAVED_AT)).arrayBuffer());
    for (const share of [0.01, 0.3, 0.6, 0.9, 0.999])
      expect(await codeOf(new Blob([whole.slice(0, whole.length * share)]))).toMatch(/^project\//);
  });

  test('a size that deflate could not reach is refused before anything is inflated', async () => {
    const bytes = zipSync(files as Zippable);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    for (let at = 0; at + 46 < bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 1_900_000_000 / 3, true);
    expect(await codeOf(new Blob([bytes as Uint8Array<ArrayBuffer>]))).toBe('project/damaged');
  });

  test.each([
    [
      'a record of another project',
      (r: Record<string, unknown>) => ({
        ...r,
        runs: (r['runs'] as object[]).map(x => ({ ...x, projectId: 'other' })),
      }),
    ],
    [
      'a model whose graph cannot be built',
      (r: Record<string, unknown>) => ({
        ...r,
        runs: (r['runs'] as { fitted: { model: object } }[]).map(x => ({
          ...x,
          fitted: { ...x.fitted, model: { ...x.fitted.model, state: { nonsense: true } } },
        })),
      }),
    ],
    [
      'an alias to a version that is not there',
      (r: Record<string, unknown>) => ({
        ...r,
        deployments: (r['deployments'] as object[]).map(x => ({ ...x, champion: 9 })),
      }),
    ],
    [
      'a date that is none',
      (r: Record<string, unknown>) => ({ ...r, project: { ...(r['project'] as object), updatedAt: 'soon' } }),
    ],
    [
      'two runs of one id',
      (r: Record<string, unknown>) => ({ ...r, runs: [...(r['runs'] as object[]), ...(r['runs'] as object[])] }),
    ],
    ['records that are a list', () => []],
  ])('%s', async (_, change) => {
    expect(await codeOf(await withRecords(change))).toBe('project/damaged');
  });

  test('a recipe that is not right is named', async () => {
    const blob = await withRecords(r => ({ ...r, project: { ...(r['project'] as object), recipe: { version: 1 } } }));
    expect(await codeOf(blob)).toBe('recipe/invalid');
  });
});

test('a copy shares no id with the first one, and its references still hold', async () => {
  const { bundle } = await contents();
  const copy = rename(bundle, true, new Map([['plants', 'plants-2']]));
  expect(copy.project.id).not.toBe(bundle.project.id);
  expect(copy.project.datasetId).toBe(copy.datasets[0]!.id);
  expect(copy.runs[0]!.dataset.id).toBe(copy.datasets[0]!.id);
  expect(copy.versions[0]).toMatchObject({ id: 'plants-2/1', model: 'plants-2', runId: copy.runs[0]!.id });
  expect(copy.monitors[0]).toMatchObject({ versionId: 'plants-2/1', projectId: copy.project.id });
  expect(copy.monitors[0]!.settings.late!.datasetId).toBe(copy.datasets[0]!.id);
  expect(copy.project.openings[0]!.runId).toBe(copy.runs[0]!.id);
  const ids = JSON.stringify(copy);
  for (const old of [bundle.project.id, bundle.datasets[0]!.id, bundle.runs[0]!.id, bundle.monitors[0]!.id])
    expect(ids).not.toContain(`"${old}"`);
});
