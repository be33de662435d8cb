import {
  access,
  chmod,
  constants,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { ExportFile } from '../../export/model-package.ts';

/** What a run writes. A folder that holds nothing else, and whose project.json is one of these, may be replaced. */
export const RESULT_FILES: readonly string[] = [
  'project.json',
  'metrics.json',
  'predictions.csv',
  'model.onnx',
  'model.mjs',
  'schema.json',
  'golden.json',
  'report.html',
];

/** The format that project.json names; it tells earlier results from any other project.json. */
export const FORMAT = 'terrarium-lifecycle/1';

/**
 * Refuse a folder that holds anything but earlier results, and a place where no folder can be written. Called before the
 * work, so that none is in vain.
 */
export async function checkFolder(out: string): Promise<void> {
  const target = resolve(out);
  const found = await stat(target).catch(() => null);
  if (found && !found.isDirectory()) throw refuse(`--out ${out} is a file; name a folder.`);
  await requireWritable(out, dirname(target));
  if (!found) return;
  const names = await readdir(target);
  const others = names.filter(name => !RESULT_FILES.includes(name));
  if (others.length || (names.length && !(await holdsResults(target))))
    throw refuse(`--out ${out} holds other files; name a new or empty folder, or one with earlier results alone.`);
}

async function holdsResults(folder: string): Promise<boolean> {
  try {
    const project = JSON.parse(await readFile(join(folder, 'project.json'), 'utf8')) as { format?: unknown } | null;
    return project?.format === FORMAT;
  } catch {
    return false;
  }
}

/** The nearest folder that exists must let us write, for the missing ones and the results are made in it. */
async function requireWritable(out: string, folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (!found && dirname(folder) !== folder) return requireWritable(out, dirname(folder));
  if (!found?.isDirectory()) throw refuse(`--out ${out} cannot be made, because ${folder} is not a folder.`);
  await access(folder, constants.W_OK | constants.X_OK).catch(() => {
    throw refuse(`--out ${out} cannot be made, because nothing may be written in ${folder}.`);
  });
}

/**
 * Write files as a folder, whole or not at all: into a folder beside it, which then takes its place. Earlier results in
 * the folder are replaced.
 */
export async function writeFolder(out: string, files: readonly ExportFile[]): Promise<void> {
  await checkFolder(out);
  const target = resolve(out);
  const fresh = await freshFolder(out, target);
  const old = `${fresh}-old`;
  try {
    // mkdtemp lets nobody else in; results are ordinary files.
    await chmod(fresh, 0o777 & ~process.umask());
    for (const { name, bytes } of files) await writeFile(join(fresh, name), bytes);
    const replaced = await rename(target, old).then(
      () => true,
      () => false,
    );
    await rename(fresh, target).catch(async (error: unknown) => {
      if (replaced) await rename(old, target);
      throw error;
    });
    await rm(old, { recursive: true, force: true });
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw cannotWrite(out, error);
  }
}

async function freshFolder(out: string, target: string): Promise<string> {
  try {
    await mkdir(dirname(target), { recursive: true });
    return await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  } catch (error) {
    throw cannotWrite(out, error);
  }
}

const cannotWrite = (out: string, error: unknown): StudioError =>
  refuse(`--out ${out} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);

const refuse = (message: string): StudioError => new StudioError('cli/out', message);
