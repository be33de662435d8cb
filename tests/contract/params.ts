import { expect } from 'vitest';
import { checkParams, type Param, type ParamSpec } from '../../src/core/params.ts';

/** Values that a parameter does not take. */
function outside(param: Param): unknown[] {
  const wrong: unknown[] = [NaN, null, { length: 0 }];
  switch (param.kind) {
    case 'number':
      wrong.push((param.max ?? Infinity) + 1, (param.min ?? -Infinity) - 1, '1', Infinity);
      if (param.integer) wrong.push(param.default + 0.5);
      return wrong;
    case 'choice':
      return [...wrong, 'no such option', 1, 'constructor'];
    case 'flag':
      return [...wrong, 'yes', 1];
    case 'text':
      return [...wrong, 7, true, 'x'.repeat((param.maxLength ?? 1000) + 1)];
    case 'column':
    case 'source':
      return [...wrong, 7, 'x'.repeat(10_001)];
    case 'columns':
      return [...wrong, 'a', [1], ['x'.repeat(10_001)]];
    case 'table': {
      const row = param.fields.map(f => f.options?.[0] ?? '');
      return [
        ...wrong,
        'a',
        [row[0]],
        [[...row, '']],
        [row.map(() => 1)],
        Array.from({ length: param.maxRows + 1 }, () => row),
      ];
    }
    case 'integers':
      return [
        ...wrong,
        ...[[param.max + 1], [param.min - 1], [1.5], ['1'], 3],
        Array.from({ length: param.maxLength + 1 }, () => param.min),
      ];
  }
}

/** The law of every list: a parameter out of range, or one that does not exist, is refused by its label, its name and its owner. */
export function refusesBadParams(id: string, spec: ParamSpec): void {
  expect(() => checkParams(id, spec, {})).not.toThrow();
  for (const [name, param] of Object.entries(spec)) {
    expect(param.label).not.toBe('');
    for (const value of outside(param)) {
      const named: unknown = expect.objectContaining({ owner: id, name });
      expect(() => checkParams(id, spec, { [name]: value as never }), `${name}: ${String(value)}`).toThrow(
        expect.objectContaining({
          code: 'param/out-of-range',
          message: expect.stringContaining(`${id}: “${param.label}” (${name}) must be`) as unknown,
          details: named,
        }),
      );
    }
  }
  for (const name of ['nonsense', 'constructor', 'toString']) {
    expect(() => checkParams(id, spec, { [name]: 1 })).toThrow(`${id}: has no parameter "${name}"`);
  }
}
