import type { ExportedModule } from '../export/verify.ts';

/**
 * A module from its text, to check an export before it is handed out. Node takes data: addresses, browsers blob: ones.
 * In a browser call it in a dedicated worker: the page's content policy forbids such scripts, a worker's own does not.
 */
export async function importModule(text: string): Promise<ExportedModule> {
  if (typeof process === 'object') {
    const address = `data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`;
    return (await import(/* @vite-ignore */ address)) as ExportedModule;
  }
  const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  try {
    return (await import(/* @vite-ignore */ address)) as ExportedModule;
  } finally {
    URL.revokeObjectURL(address);
  }
}
