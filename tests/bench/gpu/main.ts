import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { create, globals } from 'webgpu';
import type { Kernels } from '../../../src/kernels/kernels.ts';
import type { NetworkKernels } from '../../../src/kernels/network.ts';
import { networkKernels as referenceNetwork } from '../../../src/kernels/reference/network.ts';
import { openWebGpu, type WebGpu } from '../../../src/kernels/webgpu/device.ts';
import { graphicsKernels } from '../../../src/engine/graphics-kernels.ts';
import { wasmKernels } from '../../../src/kernels/wasm/index.ts';
import { WasmThreads } from '../../../src/kernels/wasm/threads.ts';
import { type SharedWork, sharedWork, timeShared } from './shared.ts';
import { networkSetup, networkSizes, type NetworkSize, timeSteps } from './network.ts';

// What `npm run bench:gpu` bundles into one file and runs: kernels in Node, WebAssembly beside this file, WGSL through Dawn.

interface Row {
  readonly kernel: string;
  readonly on: string;
  readonly ms: number;
  /** Billions of multiplications and additions a second. */
  readonly speed: number;
  /** Largest difference of a gradient from plain TypeScript's; 0 where results must be the same to the bit. */
  readonly off: number;
}

/** Held for as long as the process runs: Dawn goes when it does. */
let dawn: GPU | undefined;

async function openGraphics(): Promise<WebGpu> {
  Object.assign(globalThis, globals);
  try {
    dawn = create([]) as unknown as GPU;
    return await openWebGpu(dawn);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `WebGPU found no graphics device (${why}). It needs the Vulkan loader (libvulkan.so.1; on Debian "apt-get install libvulkan1") and a driver. ` +
        'Without a graphics card, VK_DRIVER_FILES=<vk_swiftshader_icd.json of a Chromium> gives a software adapter.',
      { cause: error },
    );
  }
}

function openProcessor(): WasmThreads {
  return WasmThreads.single(new WebAssembly.Module(readFileSync(new URL('./kernels-single.wasm', import.meta.url))));
}

async function measure(on: string, kernels: NetworkKernels, size: NetworkSize): Promise<Row> {
  const setup = networkSetup(size);
  const rows = Int32Array.from({ length: size.batch }, (_, i) => i);
  const session = await kernels.open(setup);
  const right = await referenceNetwork.open(setup);
  const [found, wanted] = [await session.gradient(rows), await right.gradient(rows)];
  const off = found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0);
  const ms = await timeSteps(session, rows);
  session.close();
  return { kernel: size.name, on, ms, speed: size.work / ms / 1e6, off };
}

/** Pieces of so many operations are sent to the device. */
const WORTH = { histograms: 250_000, centres: 250_000, neighbours: 250_000, products: 250_000 };

/** Both in turn on the same work; other results end the run, for times of different work say nothing. */
async function measureShared(work: SharedWork, own: Kernels, shared: Kernels, on: string): Promise<Row[]> {
  const found: { ms: number; answer: string }[] = [];
  for (const kernels of [own, shared]) {
    const session = await work.open(kernels);
    found.push(await timeShared(session));
    session.close();
  }
  if (found[0]!.answer !== found[1]!.answer) throw new Error(`Results of "${work.name}" differ.`);
  return found.map(({ ms }, i) => ({
    kernel: work.name,
    on: i ? on : 'WebAssembly, one thread',
    ms,
    speed: work.work / ms / 1e6,
    off: 0,
  }));
}

function print(rows: readonly Row[]): void {
  const cells = rows.map(({ kernel, on, ms, speed, off }) => [kernel, on, ms.toPrecision(3), speed.toFixed(1), off.toExponential(1)]); // prettier-ignore
  const all = [['kernel', 'on', 'ms', 'billion operations/s', 'off by'], ...cells];
  const widths = all[0]!.map((_, c) => Math.max(...all.map(row => row[c]!.length)));
  for (const row of all) console.log(row.map((cell, c) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ')); // prettier-ignore
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } } });
  const gpu = await openGraphics();
  const name = `${gpu.description}${gpu.software ? ' (software)' : ''}`;
  console.log(`Graphics device: ${name}`);
  const threads = openProcessor();
  const own = wasmKernels(threads);
  const shared = graphicsKernels(gpu, { kernels: own, threads }, WORTH);
  const contenders: [string, NetworkKernels][] = [
    ['WebAssembly, one thread', own.network],
    [`WebGPU, ${name}`, shared.network],
  ];
  const rows: Row[] = [];
  for (const size of values.quick ? networkSizes.slice(0, 1) : networkSizes) {
    // A software adapter is there to show that it runs; large networks would take minutes on it.
    for (const [on, kernels] of gpu.software && size.work > 1e9 ? contenders.slice(0, 1) : contenders)
      rows.push(await measure(on, kernels, size));
  }
  const isSmall = values.quick || gpu.software;
  for (const work of isSmall ? sharedWork.small : sharedWork.large) {
    rows.push(...(await measureShared(work, own, shared, `WebGPU, ${name}`)));
    if (shared.failure) throw new Error(`The device stopped in "${work.name}": ${shared.failure}.`);
  }
  print(rows);
  if (values.json) writeFileSync(values.json, `${JSON.stringify({ device: name, rows }, null, 2)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
