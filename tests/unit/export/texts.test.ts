import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { sources, textModule, textsFile } from '../../tools/write-export-texts.ts';

test.each(sources)('the text of runtime/%s.ts is the file as it is now', async name => {
  expect(await readFile(textsFile(name), 'utf8')).toBe(await textModule(name));
});
