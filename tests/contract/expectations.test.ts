import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../src/core/errors.ts';
import type { AnyExpectation, RowsChecked } from '../../src/core/expectation.ts';
import { expectations } from '../../src/core/expectations/index.ts';
import { checkParams, type ParamValues } from '../../src/core/params.ts';
import { checkExpectations } from '../../src/core/pipeline/check-expectations.ts';
import { proposeExpectations } from '../../src/core/pipeline/propose-expectations.ts';
import { quarantinedTable, quarantineRows } from '../../src/core/pipeline/quarantine.ts';
import type { ExpectationEntry } from '../../src/core/pipeline/recipe.ts';
import {
  booleanColumn,
  categoryColumn,
  cellText,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../src/core/table/column.ts';
import { getColumn, makeTable, type Table, takeTableRows } from '../../src/core/table/table.ts';
import { refusesBadParams } from './params.ts';
import { mixedTable, poison } from './tables.ts';

const row = fc.record({
  number: fc.constantFrom(-1, 0, 1, 1.5, 2, Infinity, NaN),
  more: fc.constantFrom(0, 1, 3, NaN),
  when: fc.constantFrom(0, 86_400_000, 1.7e12, NaN),
  colour: fc.constantFrom('a', 'b', '__proto__', null),
  flag: fc.constantFrom(true, false, null),
  text: fc.constantFrom('x', 'AB-12', 'ß😀', '1.5', 'NA', null),
});
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

const tableOf = (rows: readonly Row[]): Table =>
  makeTable([
    ['number', numberColumn(rows.map(r => r.number))],
    ['more', numberColumn(rows.map(r => r.more))],
    ['when', datetimeColumn(rows.map(r => r.when))],
    ['__proto__', categoryColumn(rows.map(r => r.colour))],
    ['flag', booleanColumn(rows.map(r => r.flag))],
    ['text', textColumn(rows.map(r => r.text))],
  ]);
const tables = fc.array(row, { maxLength: 30 }).map(tableOf);

/** For each kind: parameters under which it can be checked on the tables above. */
const settings: Readonly<Record<(typeof expectations)[number]['id'], readonly ParamValues[]>> = {
  present: ['number', 'when', '__proto__', 'flag', 'text'].map(column => ({ column })),
  type: [
    { column: 'text', type: 'number' },
    { column: 'number', type: 'whole-number' },
    { column: '__proto__', type: 'datetime' },
  ],
  range: [
    { column: 'number', from: '0', to: '1', bounds: 'lower' },
    { column: 'when', from: '1970-01-01', to: '' },
  ],
  'one-of': [
    { column: '__proto__', values: [['a'], ['__proto__']] },
    { column: 'number', values: [['1'], ['2.0']] },
    { column: 'flag', values: [['true']] },
  ],
  unique: [
    { columns: ['number'] },
    { columns: ['text', '__proto__'], failing: 'later-copies' },
    { columns: ['when', 'flag', 'number'] },
  ],
  pattern: [
    { column: 'text', pattern: '[A-Z]{2}-[0-9]+' },
    { column: '__proto__', pattern: 'a', part: 'nowhere' },
  ],
  length: [{ column: 'text', from: '2', to: '4' }],
  'in-order': [{ column: 'when' }, { column: 'number', direction: 'down', ties: false }],
  compare: [
    { left: 'number', relation: 'less-than', right: 'more' },
    { left: 'text', relation: 'differs', right: '__proto__' },
  ],
  sum: [{ parts: ['number', 'more'], total: 'number' }],
  formula: [{ expression: 'number + more < 3 or `__proto__` == "a"' }],
  'row-count': [{ from: '1', to: '10' }],
};

const entryOf = (id: string, params: ParamValues, change: Partial<ExpectationEntry> = {}): ExpectationEntry => ({
  id,
  params,
  severity: 'fail',
  mostly: 1,
  quarantine: false,
  ...change,
});
const all = Object.entries(settings).flatMap(([id, list]) => list.map(params => entryOf(id, params)));

describe.each(expectations.map(e => [e.id, e as AnyExpectation] as const))('%s', (id, expectation) => {
  const given = settings[id]!;
  const check = (table: Table, params: ParamValues) =>
    expectation.check(table, checkParams(id, expectation.params, params) as never, {});

  it('names failing rows among those it checked, the same each time, and changes nothing', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(...given), (table, params) => {
        const before = structuredClone(table);
        const found = check(table, params);
        expect(check(table, params)).toEqual(found);
        expect(table).toEqual(before);
        if ('holds' in found) return;
        expect([...found.failing]).toEqual([...new Set(found.failing)].sort((a, b) => a - b));
        expect(found.failing.length).toBeLessThanOrEqual(found.checked);
        expect(found.checked).toBeLessThanOrEqual(table.rows);
        expect(found.failing.every(r => r >= 0 && r < table.rows)).toBe(true);
      }),
    );
  });

  it('holds on the rows that are left when the failing ones are taken out', () => {
    if (expectation.scope === 'table') return;
    fc.assert(
      fc.property(tables, fc.constantFrom(...given), (table, params) => {
        const { failing } = check(table, params) as RowsChecked;
        const left = Array.from({ length: table.rows }, (_, i) => i).filter(i => !failing.includes(i));
        expect([...(check(takeTableRows(table, left), params) as RowsChecked).failing]).toEqual([]);
      }),
    );
  });

  it('judges each row by itself where it says so', () => {
    if (expectation.scope !== 'row') return;
    fc.assert(
      fc.property(tables, fc.constantFrom(...given), (table, params) => {
        const { checked, failing } = check(table, params) as RowsChecked;
        const single = Array.from({ length: table.rows }, (_, i) => check(takeTableRows(table, [i]), params) as RowsChecked); // prettier-ignore
        expect(single.reduce((sum, s) => sum + s.checked, 0)).toBe(checked);
        expect(single.flatMap((s, i) => (s.failing.length ? [i] : []))).toEqual([...failing]);
      }),
    );
  });

  it('refuses bad parameters by name', () => refusesBadParams(id, expectation.params));

  it('refuses a column the table does not have, by name', () => {
    if (expectation.scope === 'table') return;
    const bare = makeTable([['other', numberColumn([1, 2])]]);
    for (const params of given) expect(() => check(bare, params)).toThrow(StudioError);
  });

  it('says what it is for, and each entry what it expects', () => {
    expect(expectation.label).not.toBe('');
    expect(expectation.help).toMatch(/\.$/);
    for (const params of given)
      expect(expectation.words(checkParams(id, expectation.params, params) as never)).not.toMatch(/\.$|^$/);
  });
});

describe('checking a list of expectations', () => {
  it('gives each a state, never NaN, and nothing to check where there are no rows', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async table => {
        const { results } = await checkExpectations(all, table);
        for (const { state, checked, failing, share, id, examples } of results) {
          expect(share === null ? checked : share).toBe(share === null ? 0 : failing / checked);
          expect(state === 'nothing').toBe(checked === 0 && id !== 'row-count');
          expect(examples.length).toBe(Math.min(5, failing));
        }
      }),
    );
  });

  it('lets so many rows fail as the tolerance says, and warns where it should', async () => {
    const table = makeTable([['x', numberColumn([1, 1, 1, 9])]]);
    const params = { column: 'x', from: '0', to: '5' };
    const states = async (change: Partial<ExpectationEntry>) =>
      (await checkExpectations([entryOf('range', params, change)], table)).results[0]!.state;
    expect(await states({})).toBe('fail');
    expect(await states({ severity: 'warn' })).toBe('warn');
    expect(await states({ mostly: 0.75 })).toBe('pass');
    expect(await states({ mostly: 0.76 })).toBe('fail');
    expect(await states({ mostly: 0 })).toBe('pass');
  });

  it('tells of one that cannot be checked without hindering the others', async () => {
    const table = makeTable([['x', categoryColumn(['a', 'b'])]]);
    const { results } = await checkExpectations(
      [
        entryOf('present', { column: 'gone' }),
        entryOf('range', { column: 'x', from: '1', to: '2' }),
        entryOf('pattern', { column: 'x', pattern: '(' }),
        entryOf('unheard-of', {}),
        entryOf('present', { column: 'x' }),
      ],
      table,
    );
    expect(results.map(r => r.state)).toEqual(['fail', 'fail', 'fail', 'fail', 'pass']);
    expect(results[0]!.found).toContain('no column "gone"');
    expect(results[1]!.found).toContain('must hold number or datetime, it holds category');
    expect(results[2]!.found).toContain('pattern');
    expect(results[3]!.found).toContain('unheard-of');
  });

  it('names the rows that were made bad, by the expectation they break', async () => {
    const good = fc.array(fc.integer({ min: 0, max: 23 }), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(good, fc.array(fc.nat(40), { minLength: 1, maxLength: 5 }), async (hours, places) => {
        const bad = [...new Set(places.map(p => p % hours.length))].sort((a, b) => a - b);
        const table = makeTable([
          ['hour', numberColumn(hours.map((h, i) => (bad.includes(i) ? 99 : h)))],
          ['colour', categoryColumn(hours.map(() => 'red'))],
        ]);
        const { results, failing } = await checkExpectations(
          [
            entryOf('one-of', { column: 'colour', values: [['red']] }),
            entryOf('range', { column: 'hour', from: '0', to: '23' }),
          ],
          table,
        );
        expect(results.map(r => r.state)).toEqual(['pass', 'fail']);
        expect([...failing[1]!]).toEqual(bad);
        expect(results[1]!.examples).toEqual(bad.slice(0, 5).map(r => ({ row: r, value: '99' })));
      }),
    );
  });
});

describe('quarantine', () => {
  it('keeps every row exactly once, with a reason for each that is set apart', async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), async (table, flags) => {
        const entries = all.map((entry, i) => ({ ...entry, quarantine: flags[i % flags.length]! }));
        const checked = await checkExpectations(entries, table);
        const apart = quarantineRows(table, checked);
        expect([...apart.clean, ...apart.rows].sort((a, b) => a - b)).toEqual(Array.from({ length: table.rows }, (_, i) => i)); // prettier-ignore
        for (const [i, r] of apart.rows.entries()) {
          const words = checked.results.flatMap(({ words, quarantine }, k) =>
            quarantine && checked.failing[k]!.includes(r) ? [words] : [],
          );
          expect(cellText(apart.reasons, i)).toBe(`Not as expected: ${words.join('; ')}`);
        }
        const failing = new Set(
          checked.failing.flatMap((rows, k) => (checked.results[k]!.quarantine ? [...rows] : [])),
        );
        expect(new Set(apart.rows)).toEqual(failing);
        const again = await checkExpectations(entries, takeTableRows(table, apart.clean));
        expect(again.failing.every((rows, k) => !entries[k]!.quarantine || rows.length === 0)).toBe(true);
      }),
    );
  });

  it('writes the reason beside the row, under a name that is free', async () => {
    const table = makeTable([['reason', numberColumn([1, 50, 2])]]);
    const entry = entryOf('range', { column: 'reason', from: '0', to: '9' }, { quarantine: true });
    const apart = quarantinedTable(table, quarantineRows(table, await checkExpectations([entry], table)));
    expect(apart.names).toEqual(['reason', 'reason 2']);
    expect(cellText(getColumn(apart, 'reason 2'), 0)).toBe('Not as expected: “reason” is between 0 and 9');
  });
});

describe('proposals', () => {
  const whole = (table: Table) => Int32Array.from({ length: table.rows }, (_, i) => i);

  it('hold on the rows they were made from', async () => {
    await fc.assert(
      fc.asyncProperty(mixedTable('classification'), async ({ table, fields }) => {
        const proposals = await proposeExpectations(table, fields, whole(table));
        const { results } = await checkExpectations(proposals.map(p => p.entry), table); // prettier-ignore
        expect(results.filter(r => r.state !== 'pass')).toEqual([]);
        for (const { evidence } of proposals) expect(evidence).toMatch(/\.$/);
      }),
    );
  });

  it('rest on the given rows alone', async () => {
    await fc.assert(
      fc.asyncProperty(mixedTable('regression'), fc.nat(11), async ({ table, fields }, from) => {
        const rows = whole(table).slice(from);
        const clean = await proposeExpectations(table, fields, rows);
        expect(await proposeExpectations(poison(table, rows), fields, rows)).toEqual(clean);
      }),
    );
  });
});
