import { StudioError } from '../errors.ts';
import type { NumberBlock, TextBlock } from '../graph/block.ts';
import type { Graph } from '../graph/graph.ts';
import { interpret, interpretInTurns, type InterpretOptions, type Outputs } from '../graph/interpret.ts';
import { modelById } from '../models/index.ts';
import type { Table } from '../table/table.ts';
import type { Fitted } from './fitted.ts';
import { flagAbove, flagLimit, lower } from './lower.ts';
import { columnAs, columnBlock } from './streams.ts';

/** What a fitted model says of each row. */
export type Prediction =
  /** `labels[i]` indexes `classes`; `probabilities` is row-major `[rows, classes]`. */
  | {
      readonly task: 'classification';
      readonly classes: readonly string[];
      readonly labels: Int32Array;
      readonly probabilities: Float64Array;
    }
  | { readonly task: 'regression'; readonly values: Float64Array }
  /** `distances`, squared, and the `probabilities` of a mixture are row-major `[rows, clusters]`. */
  | {
      readonly task: 'clustering';
      readonly clusters: Int32Array;
      readonly distances: Float64Array;
      readonly probabilities?: Float64Array;
    }
  /** `flagged[i]` is 1 where the score is above the threshold. Higher scores are stranger. */
  | {
      readonly task: 'anomaly';
      readonly scores: Float64Array;
      readonly flagged: Uint8Array;
      readonly threshold: number;
    };

/** The raw columns a graph reads, as blocks, taken from a table under the kinds the model was trained with. */
export function graphInputs(
  fitted: Pick<Fitted, 'inputs'>,
  table: Table,
): ReadonlyMap<string, NumberBlock | TextBlock> {
  return new Map(fitted.inputs.map(({ name, kind }) => [name, columnBlock(columnAs(table, name, kind))]));
}

/** Predict every row of a table with the float64 graph. Pass the graph when it is at hand; lowering is not free. */
export function predict(
  fitted: Fitted,
  table: Table,
  graph: Graph = lower(fitted),
  options?: InterpretOptions,
): Prediction {
  return readPrediction(fitted, interpret(graph, graphInputs(fitted, table), table.rows, options), graph);
}

/** The same, letting messages arrive between batches; `pause` throws when cancelled. */
export async function predictInTurns(
  fitted: Fitted,
  table: Table,
  graph: Graph,
  pause: (done: number, total: number) => Promise<void>,
  options?: InterpretOptions,
): Promise<Prediction> {
  const inputs = graphInputs(fitted, table);
  return readPrediction(fitted, await interpretInTurns(graph, inputs, table.rows, pause, options), graph);
}

function readPrediction(fitted: Fitted, outputs: Outputs, graph: Graph): Prediction {
  const numbers = (name: string): Float64Array => (outputs.get(name) as NumberBlock).data;
  switch (fitted.task) {
    case 'classification': {
      const { codes, levels } = outputs.get('label') as TextBlock;
      const places = new Map(fitted.classes.map((name, k) => [name, k]));
      const moved = levels.map(level => places.get(level) ?? -1);
      return {
        task: 'classification',
        classes: fitted.classes,
        labels: moved.every((at, i) => at === i) ? codes : codes.map(code => (code < 0 ? -1 : moved[code]!)),
        probabilities: numbers('probabilities'),
      };
    }
    case 'regression':
      return { task: 'regression', values: numbers('prediction') };
    case 'anomaly':
      return {
        task: 'anomaly',
        scores: numbers('score'),
        flagged: Uint8Array.from(numbers('anomaly')),
        threshold: flagLimit(graph),
      };
    default:
      return {
        task: 'clustering',
        clusters: new Int32Array(numbers('cluster')),
        distances: numbers('distances'),
        ...(outputs.has('probabilities') && { probabilities: numbers('probabilities') }),
      };
  }
}

/** What a model without a graph (tagged `transductive`) says of the rows it was fitted on, in their order. */
export function ownPrediction({ model }: Pick<Fitted, 'model'>): Prediction {
  const { own, label } = modelById(model.id);
  if (!own) throw new StudioError('model/graph', `${label} answers any row; ask its graph.`);
  const answers = own.answers(model.state as never);
  if (answers.task === 'clustering')
    return { task: 'clustering', clusters: Int32Array.from(answers.labels), distances: new Float64Array(0) };
  const scores = Float64Array.from(answers.scores);
  const threshold = flagAbove(answers.threshold);
  return { task: 'anomaly', scores, flagged: Uint8Array.from(scores, s => Number(s > threshold)), threshold };
}
