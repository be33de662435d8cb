import { lostDeviceSuite, sharedWorkSuite } from '../backend/shared-work-suite.ts';

sharedWorkSuite('wasm');
sharedWorkSuite('webgpu');
lostDeviceSuite();
