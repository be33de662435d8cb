import { networkSuite } from './network-suite.ts';

networkSuite('js');
networkSuite('wasm');
