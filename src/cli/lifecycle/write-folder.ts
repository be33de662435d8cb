import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StudioError } from '../../core/errors.ts';
import type { ExportFile } from '../../export/model-package.ts';

/** The file that tells a folder of earlier results from any other. */
export const MARK = 'project.json';

/** Refuse a folder that holds something else than earlier results. Called before the work, so that none is in vain. */
export async function checkFolder(out: string): Promise<void> {
  const found = await stat(out).catch(() => null);
  if (!found) return;
  if (!found.isDirectory()) throw refuse(`--out ${out} is a file; name a folder.`);
  const names = await readdir(out);
  if (names.length && !names.includes(MARK))
    throw refuse(`--out ${out} holds other files; name a new or empty folder, or one with earlier results.`);
}

/**
 * Write files as a folder, whole or not at all: into a folder beside it, which then takes its place. Earlier results in
 * the folder are replaced.
 */
export async function writeFolder(out: string, files: readonly ExportFile[]): Promise<void> {
  await checkFolder(out);
  const target = resolve(out);
  await mkdir(dirname(target), { recursive: true });
  const fresh = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
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
    throw error;
  }
}

const refuse = (message: string): StudioError => new StudioError('cli/out', message);
