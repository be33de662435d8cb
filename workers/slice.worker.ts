import { sliceApi } from '../src/engine/slice-worker-api.ts';
import type { Port } from '../src/rpc/protocol.ts';
import { serve } from '../src/rpc/serve.ts';

serve(sliceApi, self as unknown as Port);
