import { describe, expect, it } from 'vitest';
import {
  booleanColumn,
  categoryColumn,
  datetimeColumn,
  numberColumn,
  textColumn,
} from '../../../../../src/core/table/column.ts';
import { profileColumn } from '../../../../../src/core/table/column-profile.ts';
import { makeFinding, keep } from '../../../../../src/core/table/finding.ts';
import type { Field } from '../../../../../src/core/table/schema.ts';
import { columnFacts } from '../../../../../src/ui/views/profile/column-facts.ts';
import { bars, flags, summaryLine } from '../../../../../src/ui/views/profile/column-summary.ts';

const field = (kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name: 'x',
  kind,
  role: 'feature',
  ...more,
});
const numbers = await profileColumn(field('number', { unit: '°C' }), numberColumn([-8, 39, 4, NaN]));
const texts = await profileColumn(field('text'), textColumn(Array.from({ length: 40 }, (_, i) => `row ${i}`)));

describe('summaryLine', () => {
  it('says what a column holds', async () => {
    expect(summaryLine(numbers)).toBe('integer · −8 – 39 °C');
    expect(summaryLine(await profileColumn(field('number'), numberColumn([0.5, 2])))).toBe('decimal · 0.5 – 2');
    const dates = datetimeColumn([Date.UTC(2011, 0, 1), Date.UTC(2012, 11, 31)]);
    expect(summaryLine(await profileColumn(field('datetime'), dates))).toBe('date-time · 2011-01-01 – 2012-12-31');
    expect(summaryLine(await profileColumn(field('category'), categoryColumn(['a', 'b', 'a'])))).toBe(
      'category · 2 levels',
    );
    expect(summaryLine(await profileColumn(field('boolean'), booleanColumn([true])))).toBe('yes or no');
    expect(summaryLine(texts)).toBe('text · 5 – 6 characters');
  });

  it('gives no range where there are no values', async () => {
    expect(summaryLine(await profileColumn(field('number'), numberColumn([NaN])))).toBe('decimal');
    expect(summaryLine(await profileColumn(field('text'), textColumn([null])))).toBe('text');
  });
});

describe('bars', () => {
  it('draws levels with the rest as one bar, and nothing where every text differs', async () => {
    const many = await profileColumn(
      field('category'),
      categoryColumn(Array.from({ length: 60 }, (_, i) => `l${i % 20}`)),
    );
    expect(bars(many)).toEqual([...Array.from({ length: 12 }, () => 3), 24]);
    expect(bars(texts)).toEqual([]);
  });

  it('counts every present value of a number once', () => {
    expect(bars(numbers).reduce((a, b) => a + b, 0)).toBe(3);
  });
});

describe('flags', () => {
  const leak = makeFinding({
    kind: 'leak-copy',
    columns: ['x'],
    severity: 'critical',
    title: '',
    detail: '',
    decisions: [keep],
  });

  it('shows findings of the column alone, then what is missing', () => {
    const other = makeFinding({ ...leak, columns: ['other'] });
    expect(flags(numbers, [leak, other])).toEqual([
      { text: 'leaks the target', tone: 'bad' },
      { text: '25% missing', tone: 'warn' },
    ]);
  });

  it('says nothing of gaps where a finding says it already', () => {
    const empty = makeFinding({ ...leak, kind: 'near-empty', severity: 'warning' });
    expect(flags(numbers, [empty])).toEqual([{ text: 'nearly empty', tone: 'warn' }]);
  });
});

describe('columnFacts', () => {
  it('shows a dash for what is undefined', async () => {
    const facts = columnFacts(await profileColumn(field('number'), numberColumn([NaN, 3])));
    const value = (label: string) => facts.find(fact => fact.label === label)?.value;
    expect([value('Values'), value('Missing'), value('Median'), value('Standard deviation'), value('Skewness')]).toEqual([
      '1', '1', '3', '–', '–',
    ]); // prettier-ignore
  });
});
