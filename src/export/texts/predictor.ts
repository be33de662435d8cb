// Written by tests/tools/write-export-texts.ts from ../runtime/predictor.ts; change that file instead.
export const predictorText = `// Names of columns are looked up with care: "__proto__" is a legal one.
const valueOf = (from, name) =>
  from instanceof Map ? from.get(name) : Object.hasOwn(from, name) ? from[name] : undefined;
/** From raw values to predictions: read, evaluate, and give the warnings of each row. */
function makePredictor(schema, evaluate) {
  /** Columns may be absent (all missing); there are as many rows as the longest has, unless said. */
  function predictColumns(columns, count) {
    const given = schema.inputs.map(input => valueOf(columns, input.name));
    const rows = count ?? given.reduce((most, values) => Math.max(most, values?.length ?? 0), 0);
    const warnings = Array.from({ length: rows }, () => []);
    const inputs = schema.inputs.map((input, i) =>
      readColumn(input, given[i], rows, (row, warning) => warnings[row].push(warning)),
    );
    return { rows, ...evaluate(inputs, rows), warnings };
  }
  function predictMany(rows) {
    const columns = schema.inputs.map(({ name }) => [name, rows.map(row => valueOf(row, name))]);
    const all = predictColumns(new Map(columns), rows.length);
    return rows.map((_, r) => ({ ...rowOf(schema, all, r), warnings: all.warnings[r] }));
  }
  return { predictColumns, predictMany, predict: row => predictMany([row])[0] };
}
/** The outputs of one row. */
function rowOf(schema, all, row) {
  const part = values => {
    const width = all.rows ? values.length / all.rows : 0;
    return Array.from({ length: width }, (_, i) => values[row * width + i]);
  };
  if (schema.task === 'regression') return { prediction: all.prediction[row] };
  if (schema.task === 'clustering')
    return {
      cluster: all.cluster[row],
      distances: part(all.distances),
      ...(all.probabilities && {
        probabilities: Object.fromEntries(part(all.probabilities).map((p, k) => [k, p])),
      }),
    };
  if (schema.task === 'anomaly') return { score: all.score[row], anomaly: all.anomaly[row] };
  const shares = part(all.probabilities);
  const probabilities = Object.fromEntries(schema.classes.map((name, k) => [name, shares[k]]));
  return { label: all.label[row], probabilities };
}
`;
