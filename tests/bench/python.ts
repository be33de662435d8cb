import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Contender, Measured } from './bench.ts';

const PEERS = join('tests', 'bench', 'peers');
const REQUIREMENTS = join(PEERS, 'requirements.txt');
const execute = promisify(execFile);

/** The Python of the peers' virtual environment, made once; null where there is no Python to make it with. */
export function findPython(cache: string, say: (line: string) => void): string | null {
  const folder = join(cache, 'venv');
  const windows = process.platform === 'win32';
  const python = join(folder, ...(windows ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  const stamp = join(folder, 'made-from');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  say('Making the Python environment of the peers, once.');
  try {
    execFileSync(windows ? 'python' : 'python3', ['-m', 'venv', '--clear', folder], { stdio: 'pipe' });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS], { stdio: 'pipe' });
  } catch (error) {
    say(
      `There is no Python environment for the peers: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    );
    return null;
  }
  writeFileSync(stamp, wanted);
  return python;
}

/** A script that does its work once and prints what `peer.py` says of it as one line of JSON. */
export function pythonContender(python: string, name: string, script: string, args: readonly string[]): Contender {
  return {
    name,
    async run() {
      const { stdout } = await execute(python, [join(PEERS, script), ...args], { maxBuffer: 1e8 });
      return JSON.parse(stdout.trim().split('\n').at(-1)!) as Measured;
    },
  };
}
