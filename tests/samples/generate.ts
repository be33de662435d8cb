/** Writes the synthetic samples anew: `npm run samples`. The real ones come from export-sklearn.py beside this file. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seed, synthetic } from './synthetic.ts';

for (const { file, make } of synthetic) {
  const text = make(seed);
  writeFileSync(fileURLToPath(new URL(`../../public/samples/${file}`, import.meta.url)), text);
  console.log(`${file}: ${text.split('\n').length - 2} rows, ${text.length} bytes`);
}
