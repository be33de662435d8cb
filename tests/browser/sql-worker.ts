import { answerSql } from '../../src/engine/sql/answer.ts';
import type { Port } from '../../src/rpc/protocol.ts';
import { serve } from '../../src/rpc/serve.ts';

serve({ answerSql }, self as unknown as Port);
