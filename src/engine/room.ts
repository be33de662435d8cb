import type { Room } from '../core/table/forecast.ts';
import { csvLimits } from '../io/csv/limits.ts';
import { maxBytes } from '../io/open.ts';

const gibibyte = 2 ** 30;
/** Where a browser does not tell, it is one of those that give a tab about this much. */
const usualMemory = 4;
/** No tab is given more, whatever the machine has. */
const mostMemory = 16;
const patience = 1000;

let found: Promise<Room> | null = null;

/**
 * What this browser gives: half of the machine's memory, a table no larger than one buffer,
 * and what its graphics card binds at once.
 */
export function findRoom(): Promise<Room> {
  found ??= findBinding().then(binding => ({
    memory: (deviceMemory() * gibibyte) / 2,
    table: maxBytes,
    cells: csvLimits.cells,
    binding,
  }));
  return found;
}

function deviceMemory(): number {
  const told = (navigator as { readonly deviceMemory?: number }).deviceMemory;
  return Math.min(mostMemory, told ?? usualMemory);
}

async function findBinding(): Promise<number | null> {
  const gpu = (navigator as { readonly gpu?: GPU }).gpu;
  if (!gpu) return null;
  const late = new Promise<null>(resolve => setTimeout(() => resolve(null), patience));
  const adapter = await Promise.race([gpu.requestAdapter().catch(() => null), late]);
  return adapter?.limits.maxStorageBufferBindingSize ?? null;
}
