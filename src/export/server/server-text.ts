import { handlerText } from '../texts/handler.ts';
import { predictorText } from '../texts/predictor.ts';
import { serverText as listenerText } from '../texts/server.ts';

/** rowOf alone, from the predictor's text: the handler needs it, and model.mjs does not export it. */
const rowOfText = predictorText.slice(predictorText.indexOf('/** The outputs of one row. */'));

/** server.mjs: the Open Inference Protocol V2 and /predict over model.mjs, on Node alone. */
export const serverText = `// node server.mjs serves model.mjs, which lies beside it.
//   PORT=8080 HOST=127.0.0.1 node server.mjs
//   GET  /health   /schema   /v2   /v2/health/ready   /v2/models/NAME
//   POST /predict  {"rows": [{"column": value}]}
//   POST /v2/models/NAME/infer   Open Inference Protocol V2
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { meta, predictColumns, schema } from './model.mjs';

const model = { meta, schema, predictColumns };
const registry = {
  names: () => [meta.name],
  versions: () => [meta.version],
  find: (name = meta.name, version = meta.version) =>
    name === meta.name && version === meta.version ? model : undefined,
};

const port = Number(process.env.PORT ?? 8080);
const host = process.env.HOST ?? '127.0.0.1';
createServer(makeListener(registry, randomUUID)).listen(port, host, function () {
  console.log(\`Serving \${meta.name}, version \${meta.version}, at http://\${host}:\${this.address().port}\`);
});

${listenerText}
${rowOfText}
${handlerText}`;
