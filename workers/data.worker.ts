import { dataApi } from '../src/engine/data.ts';
import type { Port } from '../src/rpc/protocol.ts';
import { serve } from '../src/rpc/serve.ts';

serve(dataApi, self as unknown as Port);
