import { goldenText } from '../texts/golden.ts';

/** verify.mjs: runs golden.json through model.mjs and says whether every answer is as it was. */
export const verifyModuleText = `// node verify.mjs: does model.mjs still answer golden.json as it did where it was made?
import { readFile } from 'node:fs/promises';
import { meta, predictMany } from './model.mjs';

const golden = JSON.parse(await readFile(new URL('./golden.json', import.meta.url), 'utf8'));
const differences = checkGolden(golden, predictMany);
if (golden.model.sha256 !== meta.sha256) differences.unshift('golden.json belongs to another model');
for (const line of differences) console.error(line);
console.log(differences.length ? \`\${differences.length} differences\` : \`\${golden.rows.length} rows agree\`);
process.exitCode = differences.length ? 1 : 0;

${goldenText}`;
