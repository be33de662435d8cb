import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';
import { MODULE_BASE } from '../kernels/wasm/tickets.ts';

/** `npm run kernels`: compile the kernels written in AssemblyScript, once for shared memory and once without. */
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', 'kernels', 'wasm');
const SOURCES = join(FOLDER, 'assembly');
const BUILT = join(FOLDER, 'build');

const variants = [
  { file: 'kernels.wasm', flags: ['--sharedMemory', '--enable', 'threads'] },
  { file: 'kernels-single.wasm', flags: [] },
] as const;

export async function buildKernels(): Promise<void> {
  mkdirSync(BUILT, { recursive: true });
  for (const { file, flags } of variants) {
    const { error, stderr } = await asc.main([
      join(SOURCES, 'index.ts'),
      '--outFile',
      join(BUILT, file),
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--importMemory',
      '--noExportMemory',
      '--initialMemory',
      '256',
      '--maximumMemory',
      '65536',
      '--memoryBase',
      String(MODULE_BASE),
      '--enable',
      'simd',
      ...flags,
    ]);
    if (error) throw new Error(`The kernels could not be compiled: ${error.message}\n${stderr.toString()}`);
  }
}

/** Compile when a source is newer than what was compiled. */
export async function freshKernels(): Promise<void> {
  const built = variants.map(({ file }) => join(BUILT, file));
  const oldest = Math.min(...built.map(path => (existsSync(path) ? statSync(path).mtimeMs : 0)));
  const newest = Math.max(...readdirSync(SOURCES).map(name => statSync(join(SOURCES, name)).mtimeMs));
  if (newest > oldest) await buildKernels();
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await buildKernels();
