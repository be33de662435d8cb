// Written by tests/tools/write-export-texts.ts from ../runtime/handler.ts; change that file instead.
export const handlerText = `const mostRows = 10_000;
const mostBytes = 10_000_000;
/** A refusal: the status, and a sentence that names what is wrong. */
class Refusal extends Error {
  status;
  headers;
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}
const modelPath = /^\\/v2\\/models\\/([^/]{1,300})(?:\\/versions\\/([^/]{1,100}))?(?:\\/(infer|ready))?$/;
async function handleRequest(request, registry) {
  const [path = '/', query = ''] = request.path.split('?', 2);
  const requestId = headerSafe(request.headers['x-request-id'] ?? request.fallbackId);
  const common = requestId === undefined ? {} : { 'x-request-id': requestId };
  const plain = path === '/predict';
  try {
    const answer = await route(request, path, new URLSearchParams(query), requestId, registry);
    return { ...answer, headers: { 'content-type': 'application/json', ...common, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, message } = error;
    const problem = { type: 'about:blank', title: titles.get(status) ?? 'Error', status, detail: message };
    const type = plain ? 'application/problem+json' : 'application/json';
    return {
      status,
      headers: { 'content-type': type, ...common, ...error.headers },
      body: plain ? problem : { error: message },
    };
  }
}
const titles = new Map([
  [400, 'Bad request'],
  [404, 'Not found'],
  [405, 'Method not allowed'],
  [413, 'Too large'],
  [422, 'Rows do not fit the model'],
]);
async function route(request, path, query, requestId, registry) {
  const only = method => {
    if (request.method !== method)
      throw new Refusal(405, \`\${path} answers \${method} only\`, { allow: method });
  };
  const names = registry.names();
  if (path === '/predict') {
    only('POST');
    return predictRows(
      await find(registry, query.get('model'), query.get('version')),
      readBody(request),
      requestId,
    );
  }
  const match = modelPath.exec(path);
  if (match?.[3] === 'infer') only('POST');
  else only('GET');
  if (path === '/v2') return ok({ name: 'terrarium', version: '1', extensions: [] });
  if (path === '/v2/health/live') return ok({ live: true, ready: names.length > 0 });
  if (path === '/v2/health/ready')
    return ok({ live: true, ready: names.length > 0 }, names.length ? 200 : 503);
  if (path === '/health') return ok({ status: names.length ? 'ready' : 'no model', models: names });
  if (path === '/schema') {
    const { meta, schema } = await find(registry, query.get('model'), query.get('version'));
    return ok({ ...meta, ...schema });
  }
  if (!match) throw new Refusal(404, \`there is nothing at \${path}\`);
  const model = await find(registry, decode(match[1]), match[2] === undefined ? null : decode(match[2]));
  if (match[3] === 'infer') return infer(model, readBody(request), requestId);
  const { name, version } = model.meta;
  if (match[3] === 'ready') return { status: 200, headers: modelHeaders(model), body: { name, ready: true } };
  const body = {
    name,
    versions: registry.versions(name),
    platform: 'terrarium',
    inputs: model.schema.inputs.map(i => ({ name: i.name, datatype: datatypes[i.kind], shape: [-1, 1] })),
    outputs: model.schema.outputs.map(o => ({
      name: o.name,
      datatype: o.datatype,
      shape: o.width === undefined ? [-1] : [-1, o.width],
    })),
    parameters: { version },
  };
  return { status: 200, headers: modelHeaders(model), body };
}
const ok = (body, status = 200) => ({ status, headers: {}, body });
const datatypes = { number: 'FP64', datetime: 'BYTES', boolean: 'BOOL', category: 'BYTES', text: 'BYTES' };
async function find(registry, name, version) {
  const model = await registry.find(name ?? undefined, version ?? undefined);
  if (model) return model;
  const known = registry.names().join(', ') || 'none';
  const asked = \`\${name === null ? 'a model' : \`model '\${name}'\`}\${version === null ? '' : \`, version '\${version}'\`}\`;
  throw new Refusal(404, \`\${asked} is not served here; served: \${known}\`);
}
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, \`the path part \${part} is not well-formed\`);
  }
}
/** Header values hold visible ASCII; anything else is dropped, so nobody writes headers of their own. */
function headerSafe(value) {
  const safe = value
    ?.replace(/[^\\x20-\\x7e]/g, '')
    .trim()
    .slice(0, 200);
  return safe || undefined;
}
const modelHeaders = ({ meta }) => ({
  'x-model-name': encodeURIComponent(meta.name),
  'x-model-version': encodeURIComponent(meta.version),
  'x-model-sha256': meta.sha256,
});
const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
function readBody({ body }) {
  let value = body;
  if (typeof body === 'string') {
    if (body.length > mostBytes) throw new Refusal(413, \`the body has more than \${mostBytes} bytes\`);
    try {
      value = JSON.parse(body);
    } catch {
      throw new Refusal(400, 'the body is not JSON');
    }
  }
  if (!isObject(value)) throw new Refusal(400, 'the body must be a JSON object');
  return value;
}
// ---- POST /v2/models/{name}/infer
function infer(model, body, requestId) {
  const { meta, schema } = model;
  if (!Array.isArray(body['inputs']) || body['inputs'].length === 0)
    throw new Refusal(400, 'inputs must be an array with at least one tensor');
  const columns = new Map();
  let rows = -1;
  for (const tensor of body['inputs']) {
    const [input, values] = readTensor(schema, tensor);
    if (columns.has(input.name)) throw new Refusal(400, \`input '\${input.name}' is given twice\`);
    if (rows < 0) rows = values.length;
    if (values.length !== rows)
      throw new Refusal(
        400,
        \`input '\${input.name}' has \${values.length} rows, the inputs before it have \${rows}\`,
      );
    columns.set(input.name, values);
  }
  if (rows > mostRows)
    throw new Refusal(413, \`\${rows} rows were sent, at most \${mostRows} are answered at once\`);
  const wanted = readWanted(schema, body['outputs']);
  const predictions = model.predictColumns(columns, rows);
  const id = typeof body['id'] === 'string' ? body['id'] : requestId;
  const warned = predictions.warnings.flatMap((list, row) => list.map(w => \`row \${row}: \${w.message}\`));
  return {
    status: 200,
    headers: {
      ...modelHeaders(model),
      ...(headerSafe(id) !== undefined && { 'x-request-id': headerSafe(id) }),
    },
    body: {
      model_name: meta.name,
      model_version: meta.version,
      ...(id !== undefined && { id }),
      ...(warned.length && {
        parameters: { warnings: warned.slice(0, 100).join('; '), warning_count: warned.length },
      }),
      outputs: schema.outputs
        .filter(o => wanted.has(o.name))
        .map(o => ({
          name: o.name,
          shape: o.width === undefined ? [rows] : [rows, o.width],
          datatype: o.datatype,
          data: Array.from(predictions[o.name], finite),
        })),
    },
    served: { model, requestId: id, columns, predictions },
  };
}
/** JSON has no NaN and no infinity. */
const finite = value => (typeof value === 'number' && !Number.isFinite(value) ? null : value);
function readTensor(schema, tensor) {
  if (!isObject(tensor) || typeof tensor['name'] !== 'string')
    throw new Refusal(400, 'each input must be an object with a name');
  const { name, shape, datatype, data } = tensor;
  const input = schema.inputs.find(i => i.name === name);
  if (!input) throw new Refusal(400, \`unknown input '\${name}'; the model reads \${namesOf(schema)}\`);
  if (!Array.isArray(data)) throw new Refusal(400, \`input '\${name}': data must be an array\`);
  const values = data.flat(1);
  const n = values.length;
  const fits =
    Array.isArray(shape) && shape[0] === n && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
  if (!fits)
    throw new Refusal(
      400,
      \`input '\${name}' has shape \${JSON.stringify(shape)} and \${n} values, expected [\${n},1]\`,
    );
  const allowed = typesOf(datatype);
  if (!allowed)
    throw new Refusal(400, \`input '\${name}': datatype must be FP64, BOOL, BYTES or another of the protocol\`);
  values.forEach((value, row) => {
    if (value !== null && !allowed.includes(typeof value))
      throw new Refusal(
        400,
        \`input '\${name}', row \${row}: expected \${datatype} or null, got \${typeName(value)}\`,
      );
  });
  if ((input.kind === 'category' || input.kind === 'text') && !allowed.includes('string'))
    throw new Refusal(400, \`input '\${name}' is \${input.kind}: datatype must be BYTES, got \${datatype}\`);
  return [input, values];
}
const typeName = value => (Array.isArray(value) ? 'array' : typeof value);
function typesOf(datatype) {
  if (datatype === 'BYTES') return ['string'];
  if (datatype === 'BOOL') return ['boolean'];
  return typeof datatype === 'string' && /^(FP(16|32|64)|U?INT(8|16|32|64))$/.test(datatype)
    ? ['number']
    : undefined;
}
function readWanted(schema, outputs) {
  const all = schema.outputs.map(o => o.name);
  if (outputs === undefined) return new Set(all);
  if (!Array.isArray(outputs)) throw new Refusal(400, 'outputs must be an array');
  const wanted = outputs.map(o => (isObject(o) ? o['name'] : o));
  const unknown = wanted.find(name => !all.includes(name));
  if (unknown !== undefined)
    throw new Refusal(400, \`unknown output '\${String(unknown)}'; the model gives \${all.join(', ')}\`);
  return new Set(wanted);
}
const namesOf = schema => schema.inputs.map(i => \`'\${i.name}'\`).join(', ') || 'nothing';
// ---- POST /predict
function predictRows(model, body, requestId) {
  const { meta, schema } = model;
  const rows = body['rows'];
  if (!Array.isArray(rows)) throw new Refusal(422, 'the body must hold "rows", an array of objects');
  if (rows.length > mostRows)
    throw new Refusal(413, \`\${rows.length} rows were sent, at most \${mostRows} are answered at once\`);
  const known = new Set(schema.inputs.map(i => i.name));
  rows.forEach((row, r) => {
    if (!isObject(row)) throw new Refusal(422, \`row \${r} must be an object, got \${typeName(row)}\`);
    for (const [name, value] of Object.entries(row)) {
      if (!known.has(name))
        throw new Refusal(422, \`row \${r}: unknown column '\${name}'; the model reads \${namesOf(schema)}\`);
      if (typeof value === 'object' && value !== null)
        throw new Refusal(422, \`row \${r}, column '\${name}': expected one value, got \${typeName(value)}\`);
    }
  });
  const columns = new Map(
    schema.inputs.map(({ name }) => [
      name,
      rows.map(row => (Object.hasOwn(row, name) ? (row[name] ?? null) : null)),
    ]),
  );
  const predictions = model.predictColumns(columns, rows.length);
  return {
    status: 200,
    headers: modelHeaders(model),
    body: {
      predictions: rows.map((_, r) => ({
        ...jsonRow(rowOf(schema, predictions, r)),
        warnings: predictions.warnings[r].map(w => w.message),
      })),
      model: { name: meta.name, version: meta.version, sha256: meta.sha256 },
    },
    served: { model, requestId, columns, predictions },
  };
}
const jsonRow = row => JSON.parse(JSON.stringify(row, (_, v) => (typeof v === 'number' ? finite(v) : v)));
`;
