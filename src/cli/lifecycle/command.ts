import { StudioError } from '../../core/errors.ts';
import { asksForHelp, help, parseArguments } from './arguments.ts';
import { runLifecycle } from './lifecycle.ts';
import { writeFolder } from './write-folder.ts';

export interface Output {
  say(line: string): void;
  complain(line: string): void;
}

/** Bad arguments or bad data. */
const REFUSED = 2;
/** Something that should not happen, such as an export that answers differently. */
const FAILED = 1;

/** The whole command; the exit code. Whatever goes wrong is one line, and the folder is written whole or not at all. */
export async function command(given: readonly string[], output: Output): Promise<number> {
  if (asksForHelp(given)) {
    for (const line of help) output.say(line);
    return 0;
  }
  try {
    const options = parseArguments(given);
    const { files, lines } = await runLifecycle(options, output.say);
    await writeFolder(options.out, files);
    for (const line of lines) output.say(line);
    return 0;
  } catch (error) {
    const known = error instanceof StudioError && error.code !== 'export/differs';
    output.complain(oneLine(error));
    return known ? REFUSED : FAILED;
  }
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s*[\r\n]+\s*/g, ' ');
