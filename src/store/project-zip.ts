import { strFromU8, strToU8, unzipSync, type UnzipFileInfo, Zip, ZipDeflate } from 'fflate';
import { StudioError, throwIfCancelled } from '../core/errors.ts';
import { damaged, parseBundle, type ProjectBundle } from './project-bundle.ts';

const FORMAT = 'terrarium-project';
const VERSION = 1;
const MOST_FILE_BYTES = 2 ** 31 - 1;
const MOST_ENTRIES = 1100;
/** No entry and not all of them together may hold more than a browser can. */
const MOST_INFLATED_BYTES = 2 ** 31 - 1;
/** Deflate cannot do better than 1032 to 1; whoever claims more lies about the size. */
const MOST_RATIO = 1032;
const ENTRY_NAME = /^(project\.json|records\.json|tables\/\d{1,4}\.arrow)$/;
const CHUNK = 1 << 20;

/** What project.json in the zip says: what the file is, and what each other entry must be. */
interface Manifest {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly savedAt: string;
  readonly name: string;
  readonly entries: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** A project with its tables, in the order of `bundle.datasets`. */
export interface ProjectContents {
  readonly bundle: ProjectBundle;
  readonly tables: readonly Blob[];
}

export interface ZipContext {
  readonly signal?: AbortSignal | undefined;
  progress?(done: number, total: number): void;
}

/** A project as one zip: project.json says what is in it, records.json holds the records, tables/N.arrow the tables. */
export async function packProject(
  { bundle, tables }: ProjectContents,
  savedAt: string,
  context: ZipContext = {},
): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    parts.push(chunk as Uint8Array<ArrayBuffer>);
  });
  const mtime = new Date(savedAt);
  const entries: Manifest['entries'][number][] = [];
  const records = strToU8(JSON.stringify(bundle, writeNumber));
  const total = records.length + tables.reduce((sum, t) => sum + t.size, 0);
  let done = 0;
  const add = async (name: string, bytes: Uint8Array): Promise<void> => {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = mtime;
    zip.add(file);
    for (let at = 0; at < bytes.length || at === 0; at += CHUNK) {
      throwIfCancelled(context.signal);
      file.push(bytes.slice(at, at + CHUNK), at + CHUNK >= bytes.length);
      context.progress?.(Math.min(total, (done += Math.min(CHUNK, bytes.length - at))), total);
      await new Promise<void>(resolve => setTimeout(resolve, 0));
    }
  };
  for (const [i, table] of tables.entries()) {
    const bytes = new Uint8Array(await table.arrayBuffer());
    entries.push({ name: `tables/${i}.arrow`, bytes: bytes.length, sha256: await sha256(bytes) });
    await add(`tables/${i}.arrow`, bytes);
  }
  entries.push({ name: 'records.json', bytes: records.length, sha256: await sha256(records) });
  await add('records.json', records);
  const manifest: Manifest = { format: FORMAT, version: VERSION, savedAt, name: bundle.project.name, entries };
  await add('project.json', strToU8(JSON.stringify(manifest, null, 2)));
  zip.end();
  return new Blob(parts, { type: 'application/zip' });
}

/**
 * Read a project file. Sizes are bounded before anything is inflated, each entry must be what the manifest says, and the
 * records pass their schemas. Errors: project/not-a-project, project/newer, project/too-large, project/damaged.
 */
export async function unpackProject(file: Blob, context: ZipContext = {}): Promise<ProjectContents> {
  if (file.size > MOST_FILE_BYTES) throw tooLarge(file.size);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes[0] === 0x7b) throw notAProject('it is a JSON file. Recipes are loaded in Pipeline');
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw notAProject('it is no zip');
  const sizes = entriesOf(bytes);
  const manifest = parseManifest(json(inflate(bytes, 'project.json')));
  const inflated = manifest.entries.map(e => e.bytes).reduce((a, b) => a + b, 0);
  const read = async (name: string): Promise<Uint8Array<ArrayBuffer>> => {
    throwIfCancelled(context.signal);
    const said = manifest.entries.find(e => e.name === name);
    if (!said || sizes.get(name) !== said.bytes) throw damaged(`${name} does not have the size it should have`);
    const content = inflate(bytes, name);
    if (content.length !== said.bytes || (await sha256(content)) !== said.sha256)
      throw damaged(`${name} is not as it was saved`);
    return content;
  };
  const bundle = parseBundle(json(await read('records.json')));
  const tables: Blob[] = [];
  let done = 0;
  for (const i of bundle.datasets.keys()) {
    const table = await read(`tables/${i}.arrow`);
    context.progress?.((done += table.length), inflated);
    tables.push(new Blob([table]));
  }
  return { bundle, tables };
}

/** Names and declared sizes of all entries, after the bounds that hold for each and for all of them. */
function entriesOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  let total = 0;
  visit(bytes, ({ name, size, originalSize }) => {
    if (!ENTRY_NAME.test(name)) throw notAProject('it holds other files');
    if (sizes.has(name)) throw damaged(`${name} is in it twice`);
    if (sizes.size >= MOST_ENTRIES) throw damaged('it holds too many files');
    total += originalSize;
    if (total > MOST_INFLATED_BYTES) throw tooLarge(total);
    if (originalSize > 64 + size * MOST_RATIO) throw damaged(`${name} claims a size it cannot have`);
    sizes.set(name, originalSize);
    return false;
  });
  if (!sizes.has('project.json') || !sizes.has('records.json')) throw notAProject('it holds no project');
  return sizes;
}

/** One entry, inflated into a buffer of the size it declares; more than that is never allocated. */
const inflate = (bytes: Uint8Array, wanted: string): Uint8Array<ArrayBuffer> =>
  visit(bytes, ({ name }) => name === wanted)[wanted]!;

function visit(bytes: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array<ArrayBuffer>> {
  try {
    return unzipSync(bytes, { filter }) as Record<string, Uint8Array<ArrayBuffer>>;
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw damaged(`it cannot be unpacked (${error instanceof Error ? error.message : String(error)})`);
  }
}

function parseManifest(value: unknown): Manifest {
  const found = value as Partial<Manifest> | null;
  if (typeof found !== 'object' || found?.format !== FORMAT) throw notAProject('it was not saved by this studio');
  if (typeof found.version !== 'number' || found.version > VERSION)
    throw new StudioError(
      'project/newer',
      'The project file was saved by a newer studio. Reload this page to get the newest one, then open the file again.',
      { version: found.version },
    );
  const known = Array.isArray(found.entries) && found.entries.every(e => typeof e?.name === 'string' && Number.isSafeInteger(e.bytes) && typeof e.sha256 === 'string'); // prettier-ignore
  if (found.version !== VERSION || !known) throw damaged('its list of contents is not right');
  return found as Manifest;
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(bytes), readNumber) as unknown;
  } catch {
    throw damaged('its records cannot be read');
  }
}

/** JSON lacks NaN, the infinities and -0; they are kept as `{ "$number": "NaN" }`. */
function writeNumber(_key: string, value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value;
  return { $number: Object.is(value, -0) ? '-0' : String(value) };
}

const SPELLED = new Map([['NaN', NaN], ['Infinity', Infinity], ['-Infinity', -Infinity], ['-0', -0]]); // prettier-ignore

function readNumber(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$number')) return value;
  return SPELLED.get(String((value as { $number: unknown }).$number)) ?? value;
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), b => b.toString(16).padStart(2, '0')).join('');
}

const notAProject = (why: string): StudioError =>
  new StudioError('project/not-a-project', `This is not a project file: ${why}. Choose a .zip that was saved with "Save project".`); // prettier-ignore

const tooLarge = (size: number): StudioError =>
  new StudioError('project/too-large', `The project file holds ${(size / 1e9).toFixed(1)} GB; a browser tab can hold at most 2 GB.`, { size }); // prettier-ignore
