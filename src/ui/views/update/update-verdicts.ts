import type { Comparison } from '../../../core/stats/compare.ts';

interface VerdictWords {
  readonly title: string;
  readonly label: string;
  readonly tone: 'plain' | 'ok' | 'warn' | 'bad';
}

export const VERDICTS: Readonly<Record<Comparison['verdict'], VerdictWords>> = {
  better: { title: 'The challenger is better', label: 'better', tone: 'ok' },
  'not-worse': { title: 'The challenger is not worse', label: 'not worse', tone: 'ok' },
  worse: { title: 'The challenger is worse', label: 'worse', tone: 'bad' },
  inconclusive: { title: 'These rows cannot tell the two apart', label: 'inconclusive', tone: 'warn' },
  same: { title: 'The two answer alike', label: 'the same', tone: 'plain' },
};
