import { describe, expect, test } from 'vitest';
import { churnShare } from './small-model.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

const age = (data: unknown, extra: object = {}) => ({ name: 'age', shape: [2, 1], datatype: 'FP64', data, ...extra });
const infer = '/v2/models/churn/infer';

/** The HTTP contract, for anything that says it keeps it. Serves the model `churn` of small-model.ts, version 3. */
export function servingSuite(name: string, ask: Ask): void {
  describe(`${name}: health and metadata`, () => {
    test.each([
      ['/v2', { name: 'terrarium', version: '1', extensions: [] }],
      ['/v2/health/live', { live: true, ready: true }],
      ['/v2/health/ready', { live: true, ready: true }],
      ['/health', { status: 'ready', models: ['churn'] }],
      ['/v2/models/churn/ready', { name: 'churn', ready: true }],
      ['/v2/models/churn/versions/3/ready', { name: 'churn', ready: true }],
    ])('GET %s', async (path, body) => {
      expect(await ask('GET', path)).toMatchObject({ status: 200, body });
    });

    test('a model describes its inputs and outputs as the protocol asks', async () => {
      const { status, headers, body } = await ask('GET', '/v2/models/churn');
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'x-model-name': 'churn', 'x-model-version': '3' });
      expect(headers['x-model-sha256']).toMatch(/^[0-9a-f]{64}$/);
      expect(body).toMatchObject({
        name: 'churn',
        versions: ['3'],
        inputs: [
          { name: 'age', datatype: 'FP64', shape: [-1, 1] },
          { name: 'city', datatype: 'BYTES', shape: [-1, 1] },
          { name: 'member', datatype: 'BOOL', shape: [-1, 1] },
          { name: 'since', datatype: 'BYTES', shape: [-1, 1] },
          { name: 'notes', datatype: 'BYTES', shape: [-1, 1] },
        ],
        outputs: [
          { name: 'label', datatype: 'BYTES', shape: [-1] },
          { name: 'probabilities', datatype: 'FP64', shape: [-1, 2] },
        ],
      });
    });

    test('the schema tells levels, ranges, and units', async () => {
      const { body } = await ask('GET', '/schema');
      expect(body).toMatchObject({ name: 'churn', classes: ['10', '9'], inputs: [{ name: 'age', unit: 'years', max: 93 }, { levels: ['Oslo', 'Rome'] }, {}, {}, {}] }); // prettier-ignore
    });

    test.each([
      ['GET', '/nowhere', 404, 'there is nothing at /nowhere'],
      ['GET', '/v2/models/other', 404, "model 'other' is not served here; served: churn"],
      ['GET', '/v2/models/churn/versions/9', 404, "model 'churn', version '9' is not served here; served: churn"],
      ['GET', '/v2/models/%E0%A4%A', 400, 'the path part %E0%A4%A is not well-formed'],
      ['GET', infer, 405, `${infer} answers POST only`],
      ['POST', '/v2', 405, '/v2 answers GET only'],
    ])('%s %s is refused in words', async (method, path, status, error) => {
      expect(await ask(method, path, method === 'POST' ? {} : undefined)).toMatchObject({ status, body: { error } });
    });
  });

  describe(`${name}: infer`, () => {
    test('null and an absent input are missing; outputs are flat and row-major', async () => {
      const city = { name: 'city', shape: [2, 1], datatype: 'BYTES', data: ['Oslo', ''] };
      const { status, headers, body } = await ask('POST', infer, { id: 'r1', inputs: [age([60, null]), city] });
      const shares = [churnShare(60, 'Oslo', null), churnShare(null, null, null)];
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'x-request-id': 'r1', 'x-model-version': '3' });
      expect(body).toMatchObject({
        model_name: 'churn',
        model_version: '3',
        id: 'r1',
        parameters: { warning_count: 1, warnings: 'row 1: age: value is missing' },
        outputs: [
          { name: 'label', shape: [2], datatype: 'BYTES', data: ['10', '10'] },
          { name: 'probabilities', shape: [2, 2], datatype: 'FP64', data: shares.flatMap(p => [p, 1 - p]) },
        ],
      });
    });

    test('nested data, a flat shape, and a choice of outputs are taken', async () => {
      const nested = await ask('POST', infer, { inputs: [age([[60], [20]])], outputs: [{ name: 'label' }] });
      const flat = await ask('POST', infer, { inputs: [age([60, 20], { shape: [2] })], outputs: [{ name: 'label' }] });
      expect(nested).toMatchObject({ status: 200, body: { outputs: [{ name: 'label', data: ['10', '9'] }] } });
      expect((nested.body as { outputs: unknown[] }).outputs).toHaveLength(1);
      expect(flat.body).toMatchObject({ outputs: [{ data: ['10', '9'] }] });
    });

    test('dates come as text or as epoch milliseconds, truths as BOOL', async () => {
      const inputs = [
        age([60, 20]),
        { name: 'since', shape: [2, 1], datatype: 'BYTES', data: ['2001-01-01T00:00:00+02:00', '2001-01-01'] },
        { name: 'member', shape: [2, 1], datatype: 'BOOL', data: [true, false] },
      ];
      const { body } = await ask('POST', infer, { inputs, outputs: [{ name: 'probabilities' }] });
      const shares = [churnShare(60, null, true), churnShare(20, null, false)];
      expect(body).toMatchObject({ outputs: [{ data: shares.flatMap(p => [p, 1 - p]) }] });
      expect(body).not.toHaveProperty('parameters');
    });

    test.each([
      [
        'an unknown input',
        { inputs: [{ ...age([1, 2]), name: 'agee' }] },
        "unknown input 'agee'; the model reads 'age', 'city', 'member', 'since', 'notes'",
      ],
      ['a prototype as an input', { inputs: [{ ...age([1, 2]), name: '__proto__' }] }, "unknown input '__proto__'"],
      [
        'a wrong shape',
        { inputs: [age([1, 2], { shape: [3, 1] })] },
        "input 'age' has shape [3,1] and 2 values, expected [2,1]",
      ],
      [
        'too wide a shape',
        { inputs: [age([1, 2], { shape: [1, 2] })] },
        "input 'age' has shape [1,2] and 2 values, expected [2,1]",
      ],
      [
        'no shape',
        { inputs: [{ name: 'age', datatype: 'FP64', data: [1] }] },
        "input 'age' has shape undefined and 1 values, expected [1,1]",
      ],
      ['text in a number', { inputs: [age([1, 'x'])] }, "input 'age', row 1: expected FP64 or null, got string"],
      ['an object in a number', { inputs: [age([1, {}])] }, "input 'age', row 1: expected FP64 or null, got object"],
      [
        'numbers for a category',
        { inputs: [{ name: 'city', shape: [1], datatype: 'FP64', data: [1] }] },
        "input 'city' is category: datatype must be BYTES, got FP64",
      ],
      [
        'an unknown datatype',
        { inputs: [age([1, 2], { datatype: 'NUMBER' })] },
        "input 'age': datatype must be FP64, BOOL, BYTES or another of the protocol",
      ],
      [
        'unequal rows',
        { inputs: [age([1, 2]), { name: 'city', shape: [1], datatype: 'BYTES', data: ['a'] }] },
        "input 'city' has 1 rows, the inputs before it have 2",
      ],
      ['an input twice', { inputs: [age([1, 2]), age([1, 2])] }, "input 'age' is given twice"],
      [
        'an unknown output',
        { inputs: [age([1, 2])], outputs: [{ name: 'score' }] },
        "unknown output 'score'; the model gives label, probabilities",
      ],
      ['no inputs', { inputs: [] }, 'inputs must be an array with at least one tensor'],
      ['a tensor that is none', { inputs: [null] }, 'each input must be an object with a name'],
      ['data that is no array', { inputs: [age('12')] }, "input 'age': data must be an array"],
      ['a body that is no object', [1], 'the body must be a JSON object'],
      ['a body that is no JSON', '{"inputs": [', 'the body is not JSON'],
    ])('%s is refused by name', async (_, body, error) => {
      const reply = await ask('POST', infer, body);
      expect(reply.status).toBe(400);
      expect((reply.body as { error: string }).error).toContain(error);
    });

    test('more rows than are answered at once, and too large a body, are 413', async () => {
      const many = age(new Array<number>(10_001).fill(1), { shape: [10_001, 1] });
      expect(await ask('POST', infer, { inputs: [many] })).toMatchObject({ status: 413, body: { error: '10001 rows were sent, at most 10000 are answered at once' } }); // prettier-ignore
      const large = await ask('POST', infer, `"${'x'.repeat(10_000_001)}"`);
      expect(large).toMatchObject({ status: 413, body: { error: 'the body has more than 10000000 bytes' } });
    });
  });

  describe(`${name}: predict`, () => {
    test('rows in, predictions with warnings out', async () => {
      const rows = [{ age: 60, city: 'Oslo' }, { age: '25', city: 'Lima', member: 'yes' }, { age: 'old' }, {}];
      const { status, body, headers } = await ask('POST', '/predict', { rows }, { 'X-Request-Id': 'abc' });
      expect(status).toBe(200);
      expect(headers).toMatchObject({ 'x-request-id': 'abc', 'x-model-name': 'churn', 'content-type': 'application/json' }); // prettier-ignore
      const share = (p: number) => ({ '9': 1 - p, '10': p });
      expect(body).toMatchObject({
        predictions: [
          { label: '10', probabilities: share(churnShare(60, 'Oslo', null)), warnings: [] },
          { label: '10', probabilities: share(churnShare(25, null, true)), warnings: ['city: unknown category'] },
          { label: '10', warnings: ['age: cannot read "old" as a number'] },
          { label: '10', warnings: ['age: value is missing'] },
        ],
        model: { name: 'churn', version: '3' },
      });
    });

    test('the model and its version can be named, and no rows are no predictions', async () => {
      expect((await ask('POST', '/predict?model=churn&version=3', { rows: [] })).body).toMatchObject({
        predictions: [],
      });
      expect((await ask('POST', '/predict?model=other', { rows: [] })).status).toBe(404);
    });

    test.each([
      [
        422,
        { rows: [{ agee: 1 }] },
        "row 0: unknown column 'agee'; the model reads 'age', 'city', 'member', 'since', 'notes'",
      ],
      [422, { rows: [{ age: 1 }, { age: [1] }] }, "row 1, column 'age': expected one value, got array"],
      [422, { rows: [7] }, 'row 0 must be an object, got number'],
      [422, { row: {} }, 'the body must hold "rows", an array of objects'],
      [422, '{"rows":[{"__proto__":1}]}', "row 0: unknown column '__proto__'"],
      [400, 'age=3', 'the body is not JSON'],
      [413, { rows: new Array(10_001).fill({}) }, '10001 rows were sent, at most 10000 are answered at once'],
    ])('a %i tells the problem', async (status, sent, detail) => {
      const { headers, body, ...reply } = await ask('POST', '/predict', sent);
      expect(reply.status).toBe(status);
      expect(headers['content-type']).toBe('application/problem+json');
      expect(body).toMatchObject({ status, detail: expect.stringContaining(detail) });
    });

    test('a request id cannot bring headers of its own', async () => {
      const { headers } = await ask('POST', '/v2/models/churn/infer', { id: 'a\r\nx-evil: 1', inputs: [age([1, 2])] });
      expect(headers['x-request-id']).toBe('ax-evil: 1');
      expect(headers).not.toHaveProperty('x-evil');
    });
  });
}
