import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** `npm run test:parity`: all of tests/parity, with random recipes of a new seed; `PARITY_SEED=…` gives the same again. */
const seed = process.env['PARITY_SEED'] ?? String(Math.floor(Math.random() * 1e9));
console.log(`Random recipes of seed ${seed}.`);
const { status } = spawnSync(
  process.execPath,
  [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', 'node', 'tests/parity', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, PARITY_SEED: seed } },
);
process.exitCode = status ?? 1;
