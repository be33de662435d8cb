import { openNamed } from '../../src/engine/backend.ts';
import { raceSteps } from '../../src/engine/device-test.ts';

/** Opens the named device inside a worker and says how it went; the studio trains in a worker too. */
addEventListener('message', (event: MessageEvent<'webgpu' | 'wasm' | 'js'>) => {
  void openNamed(event.data)
    .then(async device => ({ name: device.name, cost: await raceSteps(device.kernels.network) }))
    .catch((error: unknown) => ({ error: String(error) }))
    .then(answer => postMessage(answer));
});
