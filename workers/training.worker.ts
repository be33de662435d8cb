import { trainingWorkerApi } from '../src/engine/training-worker-api.ts';
import type { Port } from '../src/rpc/protocol.ts';
import { serve } from '../src/rpc/serve.ts';

serve(trainingWorkerApi, self as unknown as Port);
