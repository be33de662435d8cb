import { describe, expect, it } from 'vitest';
import { readAnswers } from '../../../../src/core/monitor/logged-answers.ts';
import { categoryColumn, numberColumn, textColumn } from '../../../../src/core/table/column.ts';
import { makeTable } from '../../../../src/core/table/table.ts';

const classes = ['no', 'yes'];

describe('readAnswers', () => {
  const labels = categoryColumn(['yes', null, 'perhaps', 'no']);

  it('reads labels; unknown ones and gaps are no answer', () => {
    const found = readAnswers({ task: 'classification', classes }, makeTable([['said', labels]]), 'said');
    expect(found).toEqual({ task: 'classification', labels: Int32Array.of(1, -1, -1, 0) });
  });

  it('takes probabilities where every class has its column', () => {
    const p = (values: number[]) => numberColumn(values);
    const table = makeTable([
      ['said', labels],
      ['p_yes', p([0.9, 0.5, 0.5, 0.2])],
      ['p_no', p([0.1, 0.5, 0.5, 0.8])],
    ]);
    const found = readAnswers({ task: 'classification', classes }, table, 'said');
    expect(found).toMatchObject({ probabilities: Float64Array.of(0.1, 0.9, 0.5, 0.5, 0.5, 0.5, 0.8, 0.2) });
  });

  it('refuses a column that holds no class at all', () => {
    const table = makeTable([['said', textColumn(['1', '0'])]]);
    expect(() => readAnswers({ task: 'classification', classes }, table, 'said')).toThrow(/must hold classes/);
  });

  it('reads numbers and clusters, gaps as gaps', () => {
    const table = makeTable([['answer', textColumn(['2', null, 'x'])]]);
    expect(readAnswers({ task: 'regression', classes: [] }, table, 'answer')).toEqual({ task: 'regression', values: Float64Array.of(2, NaN, NaN) }); // prettier-ignore
    expect(readAnswers({ task: 'clustering', classes: [] }, table, 'answer')).toEqual({ task: 'clustering', clusters: Int32Array.of(2, -1, -1) }); // prettier-ignore
  });
});
