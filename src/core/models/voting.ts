import { StudioError } from '../errors.ts';
import type { GraphBuilder } from '../graph/builder.ts';
import { mostProbable } from '../graph/most-probable.ts';
import type { Ref } from '../graph/graph.ts';
import { defineModel } from '../model.ts';
import { presentClasses, requireMatrix } from './check-data.ts';
import { fitMember, memberAnswer, memberField, type Member, requireMember } from './combined/members.ts';
import { inPieces } from './combined/pieces.ts';

const LABEL = 'Voting';

interface VotingState {
  readonly members: readonly Member[];
  readonly weights: readonly number[];
  /** Number of classes; 0 for a number. */
  readonly classes: number;
  readonly voting: 'probabilities' | 'labels';
}

/** Several algorithms side by side; the answer is their weighted mean, or the class that most of them choose. */
export const voting = defineModel({
  id: 'voting',
  label: LABEL,
  help: 'Asks several algorithms and takes the mean of what they say. Different ones make different mistakes, and these cancel in part.',
  family: 'Combined',
  tasks: ['classification', 'regression'],
  tags: ['kernels'],
  params: {
    members: {
      kind: 'table',
      default: [
        ['gradient-boosting', '1'],
        ['decision-tree', '1'],
        ['k-nearest', '1'],
      ],
      fields: [memberField, { label: 'Weight' }],
      maxRows: 10,
      label: 'Algorithms',
      help: 'Each is fitted with its usual settings; a weight of 2 counts as two votes.',
    },
    voting: {
      kind: 'choice',
      default: 'probabilities',
      options: ['probabilities', 'labels'],
      label: 'What is put together',
      help: 'For classes: the mean of the probabilities, or one vote each for the most probable class.',
    },
  },
  async fit(x, y, { members, voting }, context): Promise<VotingState> {
    requireMatrix(LABEL, x);
    if (y.task === 'classification') presentClasses(LABEL, y);
    const weights = members.map(([, weight]) => weightOf(weight!));
    if (!weights.some(w => w > 0)) {
      throw new StudioError(
        'fit/member',
        `${LABEL}: at least one algorithm must have a weight above 0, got none. Add one.`,
      );
    }
    const chosen = members.map(([id]) => requireMember(LABEL, id!, y.task));
    const piece = inPieces(LABEL, chosen.map(m => m.id).join(), chosen.length, context);
    const fitted: Member[] = [];
    for (const model of chosen) fitted.push(await piece(model.label, given => fitMember(model, x, y, context, given)));
    return { members: fitted, weights, classes: y.task === 'classification' ? y.classes.length : 0, voting };
  },
  lower({ members, weights, classes, voting }, g, x) {
    const total = weights.reduce((a, b) => a + b, 0);
    const said = members.map(member => memberAnswer(member, g, x));
    const counted = classes && voting === 'labels' ? said.map(p => votes(g, p, classes)) : said;
    const sum = counted
      .map((answer, i) => g.binary('multiply', answer, g.constant(weights[i]! / total)))
      .reduce((a, b) => g.binary('add', a, b));
    return classes ? { task: 'classification', probabilities: sum } : { task: 'regression', prediction: sum };
  },
});

/** 1 for the most probable class, else 0. */
const votes = (g: GraphBuilder, probabilities: Ref, classes: number): Ref =>
  g.toNumber(
    g.compare('equal', mostProbable(g, probabilities), g.constant(...Array.from({ length: classes }, (_, k) => k))),
  );

function weightOf(text: string): number {
  const weight = text.trim() === '' ? 1 : Number(text);
  if (weight >= 0 && Number.isFinite(weight)) return weight;
  throw new StudioError('fit/member', `${LABEL}: a weight must be a number of at least 0, got "${text}". Change it.`);
}
