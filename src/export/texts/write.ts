/**
 * The files of ../runtime travel inside exports as plain JavaScript. This script strips their types and writes them
 * here as text; run it after changing one: npx tsx src/export/texts/write.ts. A test fails when the two differ.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export const sources = ['values', 'predictor', 'operations', 'handler', 'csv', 'page', 'server', 'golden'] as const;

/** The TypeScript file behind a text. */
export const sourceFile = (name: string): URL => new URL(`../runtime/${name}.ts`, import.meta.url);
export const textFile = (name: string): URL => new URL(`./${name}.ts`, import.meta.url);

/** The module that holds the text of one runtime file. */
export async function textModule(name: string): Promise<string> {
  const { default: ts } = await import('typescript');
  const prettier = await import('prettier');
  const source = await readFile(sourceFile(name), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true },
  });
  const plain = outputText
    .replace(/^import [^;]*? from '\.[^']*';\n/gm, '')
    .replace(/^export /gm, '')
    .replace(/^\/\/ eslint-.*\n/gm, '');
  const options = { printWidth: 110, singleQuote: true, arrowParens: 'avoid', trailingComma: 'all' } as const;
  const text = await prettier.format(plain, { ...options, parser: 'babel' });
  const literal = text.replace(/[\\`]|\$\{/g, '\\$&');
  return `// Written by write.ts from ../runtime/${name}.ts; change that file instead.\nexport const ${name}Text = \`${literal}\`;\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of sources) await writeFile(textFile(name), await textModule(name));
}
