/**
 * The files of src/export/runtime travel inside exports as plain JavaScript. This strips their types and writes them as
 * text to src/export/texts; run it after changing one: npx tsx tests/tools/write-export-texts.ts. A test fails when the
 * two differ.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import prettier from 'prettier';
import ts from 'typescript';

export const sources = [
  'values',
  'predictor',
  'operations',
  'handler',
  'csv',
  'page',
  'server',
  'golden',
  'history',
  'past-values',
  'portable-functions',
] as const;
/** Arithmetic that is the studio's own file, so that the module's numbers are the studio's. */
const elsewhere: Readonly<Record<string, string>> = {
  'past-values': '../../core/rows/past/values.ts',
  'portable-functions': '../../kernels/reference/portable-functions.ts',
};
const pathOf = (name: string): string => elsewhere[name] ?? `../runtime/${name}.ts`;

/** The TypeScript file behind a text. */
export const sourceFile = (name: string): URL =>
  new URL(pathOf(name), new URL('../../src/export/texts/', import.meta.url));
export const textsFile = (name: string): URL => new URL(`../../src/export/texts/${name}.ts`, import.meta.url);

const camel = (name: string): string => name.replace(/-./g, part => part[1]!.toUpperCase());

/** The module that holds the text of one runtime file. */
export async function textModule(name: string): Promise<string> {
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
  return `// Written by tests/tools/write-export-texts.ts from ${pathOf(name)}; change that file instead.\nexport const ${camel(name)}Text = \`${literal}\`;\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of sources) await writeFile(textsFile(name), await textModule(name));
}
