import { describe, expect, it } from 'vitest';
import { expectations, expectationById } from '../../../../src/core/expectations/index.ts';
import type { RowsChecked } from '../../../../src/core/expectation.ts';
import { checkParams, type ParamValues } from '../../../../src/core/params.ts';
import { categoryColumn, type Column, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { getColumn, makeTable, takeTableRows } from '../../../../src/core/table/table.ts';
import golden from '../../../golden/expectations/expectations.json' with { type: 'json' };

const number = (v: unknown): number =>
  v === null ? NaN : v === 'inf' ? Infinity : v === '-inf' ? -Infinity : (v as number);

function columnFrom(kind: string, values: readonly unknown[]): Column {
  if (kind === 'text') return textColumn(values as (string | null)[]);
  if (kind === 'category') return categoryColumn(values as (string | null)[]);
  const { values: numbers } = numberColumn(values.map(number));
  return { kind: kind as 'number' | 'datetime', values: numbers };
}

const table = makeTable(golden.columns.map(c => [c.name, columnFrom(c.kind, c.values)] as const));

function check(id: string, params: ParamValues): RowsChecked {
  const expectation = expectationById(id);
  return expectation.check(table, checkParams(id, expectation.params, params) as never, {}) as RowsChecked;
}

describe('expectations against pandas', () => {
  it.each(golden.cases.map(c => [`${c.id} ${JSON.stringify(c.params)}`, c] as const))('%s', (_, c) => {
    const { checked, failing } = check(c.id, c.params as unknown as ParamValues);
    expect({ checked, failing: [...failing] }).toEqual({ checked: c.checked, failing: c.failing });
  });

  it.each(golden.orders)('takes out the fewest rows: $column $direction $ties', ({ checked, failing, ...params }) => {
    const found = check('in-order', params);
    expect([found.checked, found.failing.length]).toEqual([checked, failing]);
    const out = new Set(found.failing);
    const kept = Array.from({ length: table.rows }, (_, i) => i).filter(i => !out.has(i));
    const { values } = getColumn(takeTableRows(table, kept), params.column) as Extract<Column, { kind: 'number' }>;
    const present = [...values].filter(v => !Number.isNaN(v)).map(v => (params.direction === 'up' ? v : -v));
    expect(present.every((v, i) => i === 0 || v > present[i - 1]! || (params.ties && v === present[i - 1]))).toBe(true);
  });

  it('covers every kind that judges rows', () => {
    const covered = new Set([...golden.cases.map(c => c.id), 'in-order', 'row-count']);
    expect(expectations.map(e => e.id).filter(id => !covered.has(id))).toEqual([]);
  });
});
