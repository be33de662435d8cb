import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { freshKernels } from './src/cli/build-kernels.ts';

await freshKernels();

/** The largest file the service worker fetches in advance. Larger ones (onnxruntime's 14 MB, DuckDB's 33 MB) are kept at first use. */
const LARGEST_PRECACHED_BYTES = 6_000_000;

export default defineConfig({
  // Relative addresses: the built folder works on any static host, under any path.
  base: './',
  plugins: [
    svelte({ configFile: false }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'workers',
      filename: 'service-worker.ts',
      // src/app registers the worker itself, because the content policy forbids inline scripts.
      injectRegister: false,
      // public/manifest.webmanifest is written by hand.
      manifest: false,
      injectManifest: {
        // A classic script: every browser runs it as a service worker.
        rollupFormat: 'iife',
        globPatterns: ['**/*.{html,js,mjs,css,wasm,woff2,svg,png,webmanifest}'],
        globIgnores: ['samples/**', '.vite/**', '**/ort-wasm*', '**/duckdb-*'],
        // Names under assets/ carry a content hash, so they need no revision of their own.
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: LARGEST_PRECACHED_BYTES,
      },
    }),
  ],
  worker: { format: 'es' },
  // What only workers import is found before the first page opens; found late, it would reload the page amid work.
  optimizeDeps: { entries: ['index.html', 'workers/**/*.ts'], exclude: ['parquet-wasm', 'onnxruntime-web'] },
  build: {
    target: 'es2023',
    // No data: addresses: everything is a file of our own origin, as the content policy asks.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Plotly and TensorFlow.js are large and load when first needed; tests/e2e/first-load holds what loads at once.
    chunkSizeWarningLimit: 6_000,
  },
});
