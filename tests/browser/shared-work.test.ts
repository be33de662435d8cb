import { lostDeviceSuite, sharedStepsSuite, sharedWorkSuite } from '../backend/shared-work-suite.ts';

sharedWorkSuite('wasm');
sharedWorkSuite('webgpu');
sharedStepsSuite('wasm');
sharedStepsSuite('webgpu');
lostDeviceSuite();
