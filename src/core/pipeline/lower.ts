import { GraphBuilder } from '../graph/builder.ts';
import type { Graph, GraphOutput } from '../graph/graph.ts';
import { EQUAL_WITHIN, mostProbable } from '../graph/most-probable.ts';
import type { ModelOutput } from '../model.ts';
import { modelById } from '../models/index.ts';
import type { NamedRef } from '../step.ts';
import { stepById } from '../steps/index.ts';
import { replaceStreams } from './apply-steps.ts';
import type { Fitted } from './fitted.ts';
import { startFlow } from './flow.ts';
import { matrixRef } from './matrix.ts';

/**
 * The whole fitted pipeline as one graph from raw columns to its answers: `label` and `probabilities`, `prediction`,
 * `cluster` and `distances` (squared; from a mixture `probabilities` too), or `score` (higher is stranger) and `anomaly` (1 flagged, 0 not; 0 where the score
 * is missing). What is evaluated, served, and exported is this graph and nothing else. A model tagged `transductive` has
 * no graph and is refused with `model/transductive`.
 */
export function lower(fitted: Fitted): Graph {
  const g = new GraphBuilder();
  let streams: readonly NamedRef[] = startFlow(fitted.recipe, g).features;
  for (const { id, columns, state } of fitted.steps) {
    const step = stepById(id);
    const chosen = columns.map(name => streams.find(s => s.name === name)!);
    streams = replaceStreams(streams, columns, step.lower(state as never, g, chosen), step.label);
  }
  const x = matrixRef(g, streams, fitted.levels ?? []);
  const output = modelById(fitted.model.id).lower(fitted.model.state as never, g, x);
  return g.done(answers(output, g, fitted));
}

function answers(output: ModelOutput, g: GraphBuilder, { classes, recipe }: Fitted): readonly GraphOutput[] {
  switch (output.task) {
    case 'classification':
      return [
        {
          name: 'label',
          ref: g.pickText(chosenClass(output.probabilities, g, classes.length, recipe.threshold), classes),
        },
        { name: 'probabilities', ref: output.probabilities },
      ];
    case 'regression':
      return [{ name: 'prediction', ref: output.prediction }];
    case 'clustering':
      return [
        { name: 'cluster', ref: g.argMin(output.distances) },
        { name: 'distances', ref: output.distances },
        ...(output.probabilities === undefined ? [] : [{ name: 'probabilities', ref: output.probabilities }]),
      ];
    case 'anomaly':
      return [
        { name: 'score', ref: output.score },
        {
          name: 'anomaly',
          ref: g.toNumber(g.compare('greater', output.score, g.constant(flagAbove(output.threshold)))),
        },
      ];
    default:
      return output satisfies never;
  }
}

/** The score above which a graph flags a row: the constant it compares with. NaN where it flags none. */
export function flagLimit({ nodes, outputs }: Graph): number {
  const flag = nodes[outputs.find(o => o.name === 'anomaly')?.ref ?? -1];
  const compared = flag?.op === 'to-number' ? nodes[flag.x] : undefined;
  const limit = compared?.op === 'greater' ? nodes[compared.b] : undefined;
  return limit?.op === 'constant' ? limit.values[0]! : NaN;
}

/**
 * A row is flagged where its score is above the threshold by more than rounding: thresholds are often the very score of
 * a training row, which another runtime may compute differently in its last bits.
 */
export const flagAbove = (threshold: number): number => threshold + Math.abs(threshold) * EQUAL_WITHIN;

/** The most probable class, the first of equals; with a threshold, the second of two from that probability on. */
function chosenClass(
  probabilities: GraphOutput['ref'],
  g: GraphBuilder,
  classes: number,
  threshold: number | undefined,
) {
  if (threshold === undefined || classes !== 2) {
    return mostProbable(g, probabilities);
  }
  return g.toNumber(g.compare('greater-or-equal', g.columns(probabilities, [1]), g.constant(threshold)));
}
