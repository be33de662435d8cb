import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

/** How a module names another: an import of values, of types alone, or an address made with new URL(…, import.meta.url). */
export type ReferenceKind = 'value' | 'type' | 'address';

export interface Reference {
  readonly kind: ReferenceKind;
  /** As written, such as `../core/errors.ts` or `idb`. */
  readonly specifier: string;
}

export interface SourceFile {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The code of the file, or of its script blocks; absent in style sheets and pages. */
  readonly trees: readonly ts.SourceFile[];
}

/** Files under the folders with these endings, each read and parsed once. Folders that are not there yet are empty. */
export function sourceFiles(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  const paths = folders.flatMap(filesUnder).filter(path => endings.some(ending => path.endsWith(ending)));
  return paths.sort().map(path => {
    const text = readFileSync(path, 'utf8');
    return { path, text, trees: scripts(path, text).map(code => parse(path, code)) };
  });
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return entries.map(entry => join(entry.parentPath, entry.name).replaceAll('\\', '/'));
}

/** The TypeScript of a file: all of it, or what stands between the script tags of a component. */
function scripts(path: string, text: string): string[] {
  if (path.endsWith('.svelte')) {
    return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(match => match[1]!);
  }
  return /\.[cm]?[jt]s$/.test(path) ? [text] : [];
}

export function parse(path: string, code: string): ts.SourceFile {
  return ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Every node of the tree, parents before children. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, child => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** Everything a file names to be loaded, in scripts as well as in the markup of a component. */
export function referencesOf(file: SourceFile): Reference[] {
  const found = file.trees.flatMap(tree => [...nodesOf(tree)].flatMap(referenceAt));
  if (!file.path.endsWith('.svelte')) return found;
  const markup = file.text.replaceAll(/<script[^>]*>[\s\S]*?<\/script>/g, '');
  const inMarkup = [...markup.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)];
  return [...found, ...inMarkup.map(match => ({ kind: 'value', specifier: match[1]! }) as const)];
}

function referenceAt(node: ts.Node): Reference[] {
  if (ts.isImportDeclaration(node)) return [reference(node.moduleSpecifier, isTypeImport(node) ? 'type' : 'value')];
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return [reference(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'value')];
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return [reference(node.argument.literal, 'type')];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return [reference(node.arguments[0], 'value')];
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'URL') {
    return node.arguments?.[1]?.getText() === 'import.meta.url' ? [reference(node.arguments[0], 'address')] : [];
  }
  return [];
}

function isTypeImport(node: ts.ImportDeclaration): boolean {
  return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** A specifier that is not a plain string is given as it is written, so that it fails the rules instead of passing unseen. */
function reference(node: ts.Node | undefined, kind: ReferenceKind): Reference {
  const specifier = node && ts.isStringLiteralLike(node) ? node.text : `computed ${node?.getText() ?? ''}`;
  return { kind, specifier };
}

/** The path from the root that a relative specifier means, without a query such as `?url`; null for a package. */
export function targetPath(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return posix.normalize(join(dirname(from), specifier.replace(/\?.*$/, '')).replaceAll('\\', '/'));
}

/** The package a specifier names, such as `@stdlib/stats-base-dists-t` in `@stdlib/stats-base-dists-t/cdf`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
