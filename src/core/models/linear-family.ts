import type { AnyModel } from '../model.ts';
import { elasticNet } from './elastic-net.ts';
import { gamma } from './gamma.ts';
import { huber } from './huber.ts';
import { lasso } from './lasso.ts';
import { leastSquares } from './least-squares.ts';
import { linearSvm } from './linear-svm.ts';
import { linearSvr } from './linear-svr.ts';
import { logistic } from './logistic.ts';
import { poisson } from './poisson.ts';
import { quantileRegression } from './quantile-regression.ts';
import { ridge } from './ridge.ts';
import { tweedie } from './tweedie.ts';

/** Algorithms that add up the columns, each times its weight. */
export const linearModels = [
  ridge,
  leastSquares,
  lasso,
  elasticNet,
  huber,
  quantileRegression,
  poisson,
  gamma,
  tweedie,
  linearSvr,
  logistic,
  linearSvm,
] as const satisfies readonly AnyModel[];
