import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prettyJson } from '../../../src/app/pretty-json.ts';
import { curlText, httpText, requestBody, type RequestInput, requestPath } from '../../../src/app/request-text.ts';

const inputs: RequestInput[] = [
  { name: 'age', kind: 'number' },
  { name: '__proto__', kind: 'category' },
  { name: 'member', kind: 'boolean' },
];

describe('a request to a model', () => {
  test.each([
    ['predict', 'a', null, '/predict?model=a'],
    ['predict', 'a&b', 2, '/predict?model=a%26b&version=2'],
    ['v2', 'a/b', null, '/v2/models/a%2Fb/infer'],
    ['v2', 'a', 3, '/v2/models/a/versions/3/infer'],
  ] as const)('%s to %s, version %s', (form, model, version, path) => {
    expect(requestPath(form, model, version)).toBe(path);
  });

  test('rows by name, a hostile name among them', () => {
    const body = requestBody('predict', inputs, [[1, 'x', true], [null]]);
    expect(JSON.stringify(body)).toBe(
      '{"rows":[{"age":1,"__proto__":"x","member":true},{"age":null,"__proto__":null,"member":null}]}',
    );
  });

  test('columns by the protocol; numbers that JSON lacks make a column of texts', () => {
    const body = requestBody('v2', inputs, [
      [1, 'x', true],
      ['Infinity', null, null],
    ]);
    expect(body).toEqual({
      inputs: [
        { name: 'age', shape: [2, 1], datatype: 'BYTES', data: ['1', 'Infinity'] },
        { name: '__proto__', shape: [2, 1], datatype: 'BYTES', data: ['x', null] },
        { name: 'member', shape: [2, 1], datatype: 'BOOL', data: [true, null] },
      ],
    });
    expect(requestBody('v2', inputs, [[1, null, null]])).toMatchObject({ inputs: [{ datatype: 'FP64', data: [1] }, {}, {}] }); // prettier-ignore
  });

  test('as it goes over the wire', () => {
    expect(
      httpText('POST', 'https://example.org/studio/predict?model=a', ['content-type: application/json'], '{}'),
    ).toBe('POST /studio/predict?model=a HTTP/1.1\nhost: example.org\ncontent-type: application/json\n\n{}');
  });

  test('a shell hands curl exactly the address and the body, whatever stands in them', () => {
    const text = fc.string({ unit: 'grapheme' }).filter(t => !t.includes('\0'));
    fc.assert(
      fc.property(text, text, (address, body) => {
        const command = curlText(address, body).replace(/^curl/, "printf '%s\\0'");
        const given = execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1);
        expect(given).toEqual([address, '-H', 'content-type: application/json', '-d', body]);
      }),
      { numRuns: 25 },
    );
  });
});

test('JSON for reading is the same JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'large' }), value => {
      expect(JSON.stringify(JSON.parse(prettyJson(value)))).toBe(JSON.stringify(value));
    }),
  );
});

test('short parts stay on one line, long ones are broken open', () => {
  const long = 'x'.repeat(80);
  expect(prettyJson({ a: [1, 2], b: [long] })).toBe(`{\n  "a": [1,2],\n  "b": [\n    "${long}"\n  ]\n}`);
});
