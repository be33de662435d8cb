import type { GraphBuilder } from '../../graph/builder.ts';
import type { Ref } from '../../graph/graph.ts';

/** x @ coefficients + intercepts; coefficients row-major `[width, intercepts.length]`. */
export const linearSum = (
  g: GraphBuilder,
  x: Ref,
  coefficients: readonly number[],
  ...intercepts: readonly number[]
): Ref => g.binary('add', g.matmul(x, coefficients, intercepts.length), g.constant(...intercepts));
