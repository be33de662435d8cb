/**
 * How the tests start Chromium: WebGPU on, also on its software adapter, and none of the browser's own traffic.
 * Containers often give /dev/shm 64 MB, which is too little for tables in shared memory.
 */
export const CHROMIUM_FLAGS = [
  '--enable-unsafe-webgpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
