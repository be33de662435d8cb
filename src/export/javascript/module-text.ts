import type { ModelPackage } from '../model-package.ts';
import { pastOperations, type PastOperation } from '../../core/pipeline/past-operations.ts';

import { metaOf, outputsOf, schemaOf } from '../schema.ts';
import { historyText } from '../texts/history.ts';
import { pastValuesText } from '../texts/past-values.ts';
import { predictorText } from '../texts/predictor.ts';
import { valuesText } from '../texts/values.ts';
import { graphCode } from './graph-code.ts';
import { data } from './literals.ts';

/** model.mjs: raw values in, predictions out; no dependency, no eval, and the studio's own numbers to the last bit. */
export async function moduleText(pkg: ModelPackage): Promise<string> {
  const places = new Map(pkg.inputs.map((input, i) => [input.name, i]));
  const history = pastOperations(pkg.recipe, [...places.keys()]);
  const code = graphCode(pkg.graph, name => places.get(name)!);
  return `// A model made by Terrarium. Give it raw values by column name; it needs nothing else.
//   import { predict } from './model.mjs';
//   predict({ 'column': value, … })

export const meta = ${data(await metaOf(pkg))};

export const schema = ${data(schemaOf(pkg))};

// ---- The model: one line an operation, over one row.

${code.constants.join('\n')}

function evaluateRow(input) {
${code.lines.map(line => `  ${line}`).join('\n')}
  return { ${[...code.outputs].map(([name, value]) => `${name}: ${value}`).join(', ')} };
}

${code.helpers}
// ---- From columns to outputs.

function evaluate(columns, rows) {
${gather(pkg)}
}

${predictorText}
export const { predict, predictMany, predictColumns } = makePredictor(schema, evaluate);

${history?.length ? historyCode(pkg, history) : ''}// ---- Reading raw values.

${valuesText}`;
}

/** The helper that makes the columns of earlier rows, for models that read such. */
const historyCode = (
  pkg: ModelPackage,
  history: readonly PastOperation[],
): string => `// ---- Columns made of earlier rows.
//   withHistory(earlierRows, newRows)  gives the new rows those columns, ready for predictMany.
//   predictNext(earlierRows, newRows)  predicts rows that follow one another, each from those before it.
// Rows hold the columns as they stand before these operations; earlier rows must reach as far back as these look.

const pastOperations = ${data(history)};

${pastValuesText}
${historyText}
export const { withHistory, predictNext } = makeHistory(pastOperations, ${data(pkg.target ?? null)}, rows => predictMany(rows));

`;

/** The loop over rows that fills each output. */
function gather(pkg: ModelPackage): string {
  const outputs = outputsOf(pkg);
  const start = outputs.map(o =>
    o.datatype === 'BYTES'
      ? `  const ${o.name} = new Array(rows);`
      : `  const ${o.name} = new Float64Array(rows${o.width === undefined ? '' : ` * ${o.width}`});`,
  );
  const fill = outputs.map(o =>
    o.width !== undefined
      ? `    ${o.name}.set(row.${o.name}, r * ${o.width});`
      : `    ${o.name}[r] = row.${o.name}${o.datatype === 'BYTES' ? '' : '[0]'};`,
  );
  return [
    ...start,
    '  for (let r = 0; r < rows; r++) {',
    '    const row = evaluateRow(columns.map(values => values[r]));',
    ...fill,
    '  }',
    `  return { ${outputs.map(o => o.name).join(', ')} };`,
  ].join('\n');
}
