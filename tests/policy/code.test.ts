import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { nodesOf, sourceFiles, type SourceFile } from '../tools/source-files.ts';

const files = sourceFiles(['src', 'workers'], ['.ts', '.svelte']);

/** Where a node stands, for the message of a failing test. */
function place(file: SourceFile, tree: ts.SourceFile, node: ts.Node): string {
  const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `${file.path}:${line} ${node.getText().slice(0, 80)}`;
}

function find(among: readonly SourceFile[], wanted: (node: ts.Node) => boolean): string[] {
  return among.flatMap(file =>
    file.trees.flatMap(tree => [...nodesOf(tree)].filter(wanted).map(node => place(file, tree, node))),
  );
}

const MARKUP_SINKS = new Set(['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'srcdoc']);

/** Exports carry programs as text; what is forbidden here is forbidden in them. */
const FORBIDDEN_IN_TEXT =
  /\.(innerHTML|outerHTML)\s*\+?=|\.insertAdjacentHTML\(|\beval\(|new Function\(|document\.write/;

describe('code', () => {
  test('core compiles with no DOM library', { timeout: 180_000 }, () => {
    const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
    let output = '';
    try {
      execFileSync(process.execPath, [compiler, '-p', 'tsconfig.core.json'], { encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      output = String((error as { stdout?: unknown }).stdout);
    }
    expect(output).toBe('');
  });

  test('core has no any', () => {
    const core = files.filter(file => file.path.startsWith('src/core/'));
    expect(core.length).toBeGreaterThan(0);
    expect(find(core, node => node.kind === ts.SyntaxKind.AnyKeyword)).toEqual([]);
  });

  test('core draws no random numbers and reads no clock but through its own modules', () => {
    const core = files.filter(file => file.path.startsWith('src/core/'));
    const names = new Set(['Math.random', 'Date.now', 'crypto.getRandomValues', 'crypto.randomUUID']);
    const now = (node: ts.Node): boolean =>
      ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length;
    expect(find(core, node => (ts.isPropertyAccessExpression(node) && names.has(node.getText())) || now(node))).toEqual(
      [],
    );
  });

  test('nothing turns text into code', () => {
    const turns = (node: ts.Node): boolean =>
      (ts.isCallExpression(node) && ['eval', 'Function'].includes(node.expression.getText())) ||
      (ts.isNewExpression(node) && node.expression.getText() === 'Function');
    expect(find(files, turns)).toEqual([]);
  });

  test('nothing turns text into markup', () => {
    const turns = (node: ts.Node): boolean =>
      (ts.isPropertyAccessExpression(node) && MARKUP_SINKS.has(node.name.text)) ||
      (ts.isPropertyAccessExpression(node) && node.getText() === 'document.write');
    const inMarkup = files.filter(file => file.path.endsWith('.svelte') && /\{@html|\binnerHTML\b/.test(file.text));
    expect([...find(files, turns), ...inMarkup.map(file => file.path)]).toEqual([]);
  });

  test('no program kept as text for an export does either', () => {
    const holds = (node: ts.Node): boolean =>
      (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) &&
      FORBIDDEN_IN_TEXT.test(node.text);
    expect(find(files, holds)).toEqual([]);
  });

  test('no check of types or style is switched off without a reason in words', () => {
    // AssemblyScript puts decorators before functions, which TypeScript does not know and does not check there.
    const assembly = (path: string) => path.startsWith('src/kernels/wasm/assembly/');
    const all = [...files.filter(file => !assembly(file.path)), ...sourceFiles(['tests'], ['.ts'])];
    const off = /@ts-(?:ignore|nocheck|expect-error)(?!.* -- \S)|eslint-disable(?!.* -- \S)/;
    const found = all.flatMap(file =>
      file.text.split('\n').flatMap((line, index) => (off.test(line) ? [`${file.path}:${index + 1}`] : [])),
    );
    expect(found.filter(line => !line.startsWith('tests/policy/'))).toEqual([]);
  });
});
