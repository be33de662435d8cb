// Written by tests/tools/write-export-texts.ts from ../runtime/golden.ts; change that file instead.
export const goldenText = `/** One sentence for each disagreement; none when the model answers as it did where it was made. */
function checkGolden(golden, predictMany) {
  const { abs, rel } = golden.tolerance;
  const agrees = (expected, found) =>
    Object.is(expected, found) ||
    expected === found ||
    Math.abs(expected - found) <= Math.max(abs, rel * Math.abs(expected));
  const differences = [];
  predictMany(golden.rows.map(row => row.in)).forEach((found, r) => {
    const { label, probabilities, prediction, cluster, distances, score, anomaly } = golden.rows[r].out;
    const expected = [prediction ?? [], probabilities ?? [], distances ?? [], score ?? []].flat().map(Number);
    const numbers = [
      found.prediction ?? [],
      golden.classes.length
        ? golden.classes.map(name => found.probabilities[name])
        : Object.values(found.probabilities ?? {}),
      found.distances ?? [],
      found.score ?? [],
    ].flat();
    if (label !== found.label) differences.push(\`row \${r}: label "\${found.label}", expected "\${label}"\`);
    if (cluster !== found.cluster)
      differences.push(\`row \${r}: cluster \${found.cluster}, expected \${cluster}\`);
    if (anomaly !== found.anomaly)
      differences.push(\`row \${r}: anomaly \${found.anomaly}, expected \${anomaly}\`);
    if (expected.length !== numbers.length)
      differences.push(\`row \${r}: \${numbers.length} numbers, expected \${expected.length}\`);
    expected.forEach((value, k) => {
      if (!agrees(value, numbers[k]))
        differences.push(\`row \${r}: number \${k} is \${numbers[k]}, expected \${value}\`);
    });
  });
  return differences;
}
`;
