import { calinskiHarabasz, clustersOf, daviesBouldin, redrawClusters } from './clusters.ts';
import { defineMetric } from './define.ts';
import { silhouette, silhouetteSample } from './silhouette.ts';

export const clusteringMetrics = [
  defineMetric('clustering', {
    id: 'silhouette',
    label: 'Silhouette',
    help: 'How much nearer each point is to its own cluster than to the next one, on average. Near 1 the clusters are clear, near 0 they overlap, below 0 points sit in the wrong one.',
    direction: 'higher',
    needs: 'clusters',
    formula: 'mean of (b - a) / max(a, b), a the mean distance within the own cluster, b to the nearest other',
    format: 'ratio',
    range: [-1, 1],
    compute: o => silhouette(o.points, o.width, o.labels, o.seed),
    /** Given the clusters and, on large tables, the sample: only the points are drawn again, not the distances. */
    resample: o => {
      const sample = silhouetteSample(o.points, o.width, o.labels, o.seed);
      if (!sample) return () => NaN;
      const value = new Float64Array(o.labels.length).fill(NaN);
      sample.rows.forEach((row, i) => (value[row] = sample.values[i]!));
      return rows => {
        let sum = 0;
        let n = 0;
        for (let i = 0; i < rows.length; i++) {
          const v = value[rows[i]!]!;
          if (v !== v) continue;
          sum += v;
          n++;
        }
        return sum / n;
      };
    },
  }),
  defineMetric('clustering', {
    id: 'davies-bouldin',
    label: 'Davies-Bouldin',
    help: 'How similar each cluster is to the one most like it, weighing width against distance. 0 is best.',
    direction: 'lower',
    needs: 'clusters',
    formula:
      'mean over clusters of the largest (sᵢ + sⱼ) / dᵢⱼ, s the mean distance to the own centre, d between centres',
    format: 'number',
    range: [0, Infinity],
    compute: o => daviesBouldin(o.points, o.width, clustersOf(o.labels)),
    resample: o => rows => daviesBouldin(o.points, o.width, redrawClusters(o.labels, rows)).value ?? NaN,
  }),
  defineMetric('clustering', {
    id: 'calinski-harabasz',
    label: 'Calinski-Harabasz',
    help: 'The spread between clusters against the spread within them. Higher is better; compare it only on the same data.',
    direction: 'higher',
    needs: 'clusters',
    formula: '(between / (k - 1)) / (within / (n - k))',
    format: 'number',
    range: [0, Infinity],
    compute: o => calinskiHarabasz(o.points, o.width, clustersOf(o.labels)),
    resample: o => rows => calinskiHarabasz(o.points, o.width, redrawClusters(o.labels, rows)).value ?? NaN,
  }),
];
