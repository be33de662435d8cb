import { countStates, type ExpectationResult, type ExpectationState } from '../../core/pipeline/check-expectations.ts';
import { formatCount, formatInteger, formatPercent } from '../format.ts';

type Tone = 'plain' | 'ok' | 'warn' | 'bad';

export const STATE: Readonly<Record<ExpectationState, { readonly label: string; readonly tone: Tone }>> = {
  pass: { label: 'holds', tone: 'ok' },
  warn: { label: 'warning', tone: 'warn' },
  fail: { label: 'fails', tone: 'bad' },
  nothing: { label: 'nothing to check', tone: 'plain' },
};

/** The gravest first; what is alike keeps its order. */
export const GRAVITY: Readonly<Record<ExpectationState, number>> = { fail: 0, warn: 1, nothing: 2, pass: 3 };

/** "10 hold, 1 warns, 2 fail". */
export function stateWords(results: readonly Pick<ExpectationResult, 'state'>[]): string {
  const { pass, warn, fail, nothing } = countStates(results);
  return [
    pass ? `${formatInteger(pass)} ${pass === 1 ? 'holds' : 'hold'}` : '',
    warn ? `${formatInteger(warn)} ${warn === 1 ? 'warns' : 'warn'}` : '',
    fail ? `${formatInteger(fail)} ${fail === 1 ? 'fails' : 'fail'}` : '',
    nothing ? `${formatInteger(nothing)} with nothing to check` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** "12 of 1,000 rows (1.2%)", "in all 1,000 rows"; what was found where no rows are told of. */
export function failingWords({ share, failing, checked, found }: ExpectationResult): string {
  if (found !== null) return found;
  if (share === null) return 'No row has a value to check.';
  if (failing === 0) return `True in all ${formatCount(checked, 'row')}`;
  return `Not so in ${formatInteger(failing)} of ${formatCount(checked, 'row')} (${formatPercent(share)})`;
}

/** "row 12: 99 · row 40: −3". Rows are counted from 1. */
export const exampleWords = ({ examples }: Pick<ExpectationResult, 'examples'>, most = 3): string =>
  examples
    .slice(0, most)
    .map(({ row, value }) => `row ${formatInteger(row + 1)}: ${value}`)
    .join(' · ');
