import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A Python that has pyarrow: the one named by PYTHON, that of the benchmark's peers, or the system's; null without one. */
export function pythonWithPyarrow(): string | null {
  const candidates = [
    process.env['PYTHON'],
    join('.bench', 'venv', 'bin', 'python'),
    join('.venv', 'bin', 'python'),
    'python3',
  ];
  for (const python of candidates) {
    if (python === undefined) continue;
    try {
      execFileSync(python, ['-c', 'import pyarrow, pandas'], { stdio: 'ignore' });
      return python;
    } catch {
      continue;
    }
  }
  return null;
}
