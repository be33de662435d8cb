import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_FLAGS } from './tests/tools/chromium-flags.ts';
import { installedBrowser } from './tests/tools/find-browser.ts';
import { freshKernels } from './src/cli/build-kernels.ts';

await freshKernels();

const browser = installedBrowser();

/** DuckDB's worker names a map whose sources the package leaves out; vite would warn of each of them. */
const withoutMap = {
  name: 'without-map',
  enforce: 'pre' as const,
  load: (id: string) =>
    /\/duckdb-browser-eh\.worker\.js(\?v=|$)/.test(id)
      ? readFileSync(id.split('?')[0]!, 'utf8').replace(/\n\/\/# sourceMappingURL=.*/, '')
      : null,
};

export default defineConfig({
  test: {
    maxWorkers: availableParallelism(),
    // A property that fails prints the seed and the smallest counterexample; that needs room.
    chaiConfig: { truncateThreshold: 400 },
    projects: [
      {
        test: {
          // Everything but the two folders below, so that no test file can be forgotten.
          name: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/browser/**', 'tests/e2e/**'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [svelte({ configFile: false }), withoutMap],
        worker: { format: 'es' },
        optimizeDeps: {
          // parquet-wasm and onnxruntime find their .wasm files beside their modules.
          exclude: ['parquet-wasm', 'onnxruntime-web'],
          // Dependencies are found by reading everything that may ask for one, workers too: a dependency found late
          // would make vite bundle anew and reload in the middle of a test.
          entries: ['tests/browser/**/*.ts', 'workers/**/*.ts'],
        },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          setupFiles: ['tests/browser/fresh-storage.ts'],
          // All files share one origin and its storage; one at a time, each from nothing.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: CHROMIUM_FLAGS, ...(browser && { executablePath: browser }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.e2e.ts'],
          environment: 'node',
          // One browser at a time: a journey measures waiting, and two would make each other late.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
