type ParquetModule = typeof import('parquet-wasm/esm');

let loading: Promise<ParquetModule> | null = null;

/**
 * The Parquet reader, loaded when first needed: in a browser or worker from the file that the build puts beside the
 * page, in Node from the installed package. A failed load is tried again on the next call.
 */
export function loadParquet(): Promise<ParquetModule> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<ParquetModule> {
  const parquet = await import('parquet-wasm/esm');
  if (typeof process !== 'undefined' && process.versions?.node) {
    const { createRequire } = process.getBuiltinModule('node:module');
    const { readFileSync } = process.getBuiltinModule('node:fs');
    const path = createRequire(import.meta.url).resolve('parquet-wasm/esm/parquet_wasm_bg.wasm');
    parquet.initSync({ module: readFileSync(path) });
    return parquet;
  }
  const { default: url } = await import('parquet-wasm/esm/parquet_wasm_bg.wasm?url');
  await parquet.default({ module_or_path: url });
  return parquet;
}
