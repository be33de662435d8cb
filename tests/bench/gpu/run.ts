import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { constants, gzipSync } from 'node:zlib';
import { build } from 'vite';
import { freshKernels } from '../../../src/cli/build-kernels.ts';

/**
 * `npm run bench:gpu`: kernels on a graphics processor in Node, without a browser; `--json FILE` writes what the table says,
 * `--quick` takes the smallest of each only. `--pack DIR` makes a folder instead, for a machine with a driver of a graphics
 * processor that has neither Node nor a network.
 */
const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..', '..');
const CACHE = join(ROOT, '.bench', 'gpu');
const MOST_BYTES = 60_000_000;

async function bundle(folder: string): Promise<string> {
  await freshKernels();
  mkdirSync(folder, { recursive: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    publicDir: false,
    build: {
      ssr: join(HERE, 'main.ts'),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'bench-gpu.mjs', codeSplitting: false } },
    },
    ssr: { noExternal: true, external: ['webgpu'] },
  });
  cpSync(join(ROOT, 'src/kernels/wasm/build/kernels-single.wasm'), join(folder, 'kernels-single.wasm'));
  return join(folder, 'bench-gpu.mjs');
}

const START = `#!/bin/sh
# Unpacks Node and the WebGPU library beside this script, once, and measures. Arguments: --quick, --json FILE.
set -e
here=$(cd "$(dirname "$0")" && pwd)
for file in node node_modules/webgpu/dist/PLATFORM/dawn.node; do
  [ -e "$here/$file" ] || gunzip -c "$here/$file.gz" > "$here/$file"
done
chmod +x "$here/node"
exec "$here/node" "$here/bench-gpu.mjs" "$@"
`;

/** Everything the other machine needs but a driver, with the two large files compressed. */
async function pack(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await bundle(folder);
  const platform = `${process.platform}-${process.arch}`;
  const from = join(ROOT, 'node_modules', 'webgpu');
  const to = join(folder, 'node_modules', 'webgpu');
  mkdirSync(join(to, 'dist', platform), { recursive: true });
  for (const file of ['index.js', 'package.json']) cpSync(join(from, file), join(to, file));
  const compress = (source: string, target: string): void =>
    writeFileSync(`${target}.gz`, gzipSync(readFileSync(source), { level: constants.Z_BEST_COMPRESSION }));
  compress(join(from, 'dist', platform, 'dawn.node'), join(to, 'dist', platform, 'dawn.node'));
  compress(process.execPath, join(folder, 'node'));
  writeFileSync(join(folder, 'start.sh'), START.replaceAll('PLATFORM', platform), { mode: 0o755 });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(file => file.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  if (bytes > MOST_BYTES) throw new Error(`The folder has ${bytes} bytes, which is more than ${MOST_BYTES}.`);
  console.log(`${folder}: ${(bytes / 1e6).toFixed(0)} MB. On the other machine: sh start.sh`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pack: { type: 'string' }, json: { type: 'string' }, quick: { type: 'boolean', default: false } },
});
if (positionals.length) throw new Error(`bench:gpu takes no "${positionals[0]}".`);
if (values.pack) await pack(resolve(values.pack));
else {
  const file = await bundle(CACHE);
  const args = [...(values.json ? ['--json', resolve(values.json)] : []), ...(values.quick ? ['--quick'] : [])];
  process.exitCode = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1;
}
