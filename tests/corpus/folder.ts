import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';

/** Real files kept beside the repository, or in the folder named by CORPUS; copies are not part of it. */
const root = process.env['CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** Run the suite over a folder of the corpus; where it is absent, say so in one line. */
export function overCorpus(
  folder: string,
  suite: (files: readonly string[], read: (file: string) => Uint8Array) => void,
): void {
  const path = join(root, folder);
  if (!existsSync(path)) {
    test(`${folder}: nothing to read`, () =>
      console.log(`The corpus folder ${folder} is not there, so it was left out.`));
    return;
  }
  suite(readdirSync(path).sort(), file => new Uint8Array(readFileSync(join(path, file))));
}
