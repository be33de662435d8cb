import type { ParamValues } from '../../src/core/params.ts';
import type { Task } from '../../src/core/table/schema.ts';
import { type Labelled } from './data/labelled.ts';

/** One algorithm on one data set, ours and the peer's; cases `train` and `predict` go over all of them. */
export interface Subject {
  readonly name: string;
  readonly task: Task;
  readonly data: Labelled;
  readonly model: { readonly id: string; readonly params: ParamValues };
  /** scikit-learn's estimator as an expression, evaluated in peers/learner.py. */
  readonly peer: string;
}

const wide: Labelled = { kind: 'classes', rows: 160_000, width: 28, test: 20_000 };
export const long: Labelled = { kind: 'classes', rows: 1_000_000, width: 10, test: 20_000 };
const broad: Labelled = { kind: 'classes', rows: 20_000, width: 500, test: 5_000 };
const grouped: Labelled = { kind: 'groups', rows: 200_000, width: 28, test: 20_000 };

/** Both are given the same settings; where a default differs the peer's is taken. */
export const subjects: readonly Subject[] = [
  ...[wide, long].map((data): Subject => ({
    name: 'gradient boosting, 100 trees, 31 leaves',
    task: 'classification',
    data,
    model: { id: 'gradient-boosting', params: { validation: 0 } },
    peer: 'HistGradientBoostingClassifier(max_iter=100, max_leaf_nodes=31, early_stopping=False)',
  })),
  ...[wide, long].map((data): Subject => ({
    name: 'random forest, 50 trees',
    task: 'classification',
    data,
    model: { id: 'random-forest', params: { trees: 50, leastLeaf: 1 } },
    peer: 'RandomForestClassifier(50, n_jobs=-1, random_state=0)',
  })),
  {
    name: 'logistic regression',
    task: 'classification',
    data: wide,
    model: { id: 'logistic', params: {} },
    peer: 'LogisticRegression(max_iter=1000)',
  },
  {
    name: 'logistic regression',
    task: 'classification',
    data: broad,
    model: { id: 'logistic', params: {} },
    peer: 'LogisticRegression(max_iter=1000)',
  },
  {
    name: 'k-means, k 8, one start',
    task: 'clustering',
    data: grouped,
    model: { id: 'k-means', params: { k: 8, starts: 1 } },
    peer: 'KMeans(8, n_init=1, random_state=0)',
  },
  {
    name: 'neural network 64-64, batch 256, 5 epochs',
    task: 'classification',
    data: wide,
    model: {
      id: 'neural-network',
      params: { hidden: [64, 64], batchSize: 256, epochs: 5, patience: 5, validation: 0.05 },
    },
    peer: 'MLPClassifier((64, 64), batch_size=256, max_iter=5, random_state=0)',
  },
];

/** The same with a tenth of the rows, for a quick look. */
export const quickly = (subject: Subject): Subject => ({
  ...subject,
  data: { ...subject.data, rows: subject.data.rows / 10, test: subject.data.test / 10 },
});

export const sizeOf = ({ data }: Subject): string => `${data.rows.toLocaleString('en')} × ${data.width}`;
