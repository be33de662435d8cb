import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** What a shell has to find: nothing of the surroundings must be needed. */
const clean = { PATH: '/usr/bin:/bin' };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench gpu '));
  execFileSync(process.execPath, ['--import', 'tsx', 'tests/bench/gpu/run.ts', '--pack', folder], { stdio: 'pipe' });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the folder for a machine without Node or network has at most 60 MB, all of it compressed but the bundle', () => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
  const bytes = files.map(({ parentPath, name }) => statSync(join(parentPath, name)).size);
  expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(60_000_000);
  expect(files.map(({ name }) => name).sort()).toEqual(
    ['bench-gpu.mjs', 'dawn.node.gz', 'index.js', 'kernels-single.wasm', 'node.gz', 'package.json', 'start.sh'].sort(),
  );
});

test('its script unpacks once, starts in empty surroundings, and says in words that there is no driver', () => {
  const start = () =>
    spawnSync('sh', [join(folder, 'start.sh'), '--quick'], {
      env: { ...clean, VK_DRIVER_FILES: join(folder, 'no-such-driver.json') },
      cwd: tmpdir(),
      encoding: 'utf8',
    });
  const first = start();
  expect(first.stderr).toContain('WebGPU found no graphics device');
  expect(first.status).toBe(1);
  const unpacked = statSync(join(folder, 'node')).mtimeMs;
  expect(start().status).toBe(1);
  expect(statSync(join(folder, 'node')).mtimeMs).toBe(unpacked);
}, 120_000);
