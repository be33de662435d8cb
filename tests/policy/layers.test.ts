import { describe, expect, test } from 'vitest';
import { packageOf, referencesOf, sourceFiles, targetPath, type Reference } from '../tools/source-files.ts';

/** Who may import whom; what is not listed is forbidden. ARCHITECTURE.md says why. */
const MAY_IMPORT: ReadonlyMap<string, readonly string[]> = new Map([
  ['core', ['kernels']],
  ['kernels', []],
  ['io', ['core']],
  ['export', ['core']],
  ['rpc', ['core']],
  ['store', ['core']],
  ['engine', ['core', 'kernels', 'io', 'export', 'rpc', 'store']],
  ['app', ['core', 'rpc', 'store']],
  ['ui', ['core', 'app']],
  ['cli', ['core', 'kernels', 'io', 'export', 'rpc', 'store', 'engine']],
  ['workers', ['engine', 'kernels', 'rpc', 'store']],
  ['main', ['core', 'app', 'ui']],
]);

/** Beyond the table: types only, and the address of a worker to start. */
const MAY_NAME_TYPES_OF: ReadonlyMap<string, readonly string[]> = new Map([['app', ['engine']]]);
const MAY_START_WORKERS = ['app', 'engine'];

/** Pure libraries that core may use. */
const CORE_PACKAGES = [/^@stdlib\//, /^jsep$/, /^ml-matrix$/, /^re2js$/, /^umap-js$/, /^valibot$/];

const files = sourceFiles(['src', 'workers'], ['.ts', '.svelte']);

/** The layer of a path from the root; a file right under src is "main". */
function layerOf(path: string): string {
  if (path.startsWith('workers/')) return 'workers';
  const parts = path.split('/');
  if (parts[0] !== 'src') return `outside (${path})`;
  return parts.length > 2 ? parts[1]! : 'main';
}

function isAllowed(from: string, to: string, kind: Reference['kind']): boolean {
  if (from === to) return true;
  if (kind === 'address' && to === 'workers') return MAY_START_WORKERS.includes(from);
  if (kind === 'type' && MAY_NAME_TYPES_OF.get(from)?.includes(to)) return true;
  return MAY_IMPORT.get(from)?.includes(to) ?? false;
}

describe('layers', () => {
  test('every folder of src is in the table', () => {
    const unknown = files.map(file => layerOf(file.path)).filter(layer => !MAY_IMPORT.has(layer));
    expect([...new Set(unknown)]).toEqual([]);
  });

  test('imports point only down the layers', () => {
    const wrong: string[] = [];
    for (const file of files) {
      for (const { kind, specifier } of referencesOf(file)) {
        const target = targetPath(file.path, specifier);
        if (target === null || target.includes('node_modules/')) continue;
        if (!isAllowed(layerOf(file.path), layerOf(target), kind)) wrong.push(`${file.path} -> ${specifier} (${kind})`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('modules are named in plain strings, so that this test can see them', () => {
    const computed = files.flatMap(file =>
      referencesOf(file)
        .filter(({ specifier }) => specifier.startsWith('computed '))
        .filter(({ kind }) => kind !== 'address')
        .map(({ specifier }) => `${file.path}: ${specifier}`),
    );
    // A module made by an export is loaded from its text to check it against the rows it was evaluated on.
    expect(computed.filter(line => !line.startsWith('src/engine/'))).toEqual([]);
  });

  test('core uses only pure libraries, and others for their types alone', () => {
    expect(
      packagesIn('core')
        .filter(({ kind, name }) => kind !== 'type' && !CORE_PACKAGES.some(pure => pure.test(name)))
        .map(({ line }) => line),
    ).toEqual([]);
  });

  test('core knows of kernels what they offer and the reference, never a device', () => {
    const named = files
      .filter(file => layerOf(file.path) === 'core')
      .flatMap(file => referencesOf(file).map(({ specifier }) => targetPath(file.path, specifier)))
      .filter(target => target?.startsWith('src/kernels/'));
    expect(named.filter(target => /^src\/kernels\/(wasm|webgpu)\//.test(target!))).toEqual([]);
    expect(named).toContain('src/kernels/reference/index.ts');
  });

  test('plotly is imported in src/ui/charts alone', () => {
    expect(importersOf(/^plotly/).filter(path => !path.startsWith('src/ui/charts/'))).toEqual([]);
  });

  test('TensorFlow.js is imported in src/engine/tensorflow.ts alone, elsewhere only its types', () => {
    expect(importersOf(/^@tensorflow\//).filter(path => path !== 'src/engine/tensorflow.ts')).toEqual([]);
  });

  test('the cheat is made in one place, asked for by one call, and nothing of it is stored or exported', () => {
    const makers = files.filter(file => /\bfitWithStepsFrom\b/.test(file.text)).map(file => file.path);
    expect(makers).toEqual(['src/core/pipeline/cheat.ts', 'src/core/pipeline/fit.ts']);
    const askers = files.filter(file =>
      referencesOf(file).some(({ specifier }) => targetPath(file.path, specifier) === 'src/core/pipeline/cheat.ts'),
    );
    expect(askers.map(file => file.path)).toEqual(['src/engine/cheating.ts']);
    const engine = files.find(file => file.path === 'src/engine/cheating.ts')!;
    const reached = referencesOf(engine).map(({ specifier }) => specifier);
    expect(reached.filter(specifier => /store|export/.test(specifier))).toEqual([]);
  });

  test('Node is imported by the command line alone', () => {
    expect(importersOf(/^node:/).filter(path => !path.startsWith('src/cli/'))).toEqual([]);
  });
});

function packagesIn(layer?: string): { path: string; kind: Reference['kind']; name: string; line: string }[] {
  return files
    .filter(file => layer === undefined || layerOf(file.path) === layer)
    .flatMap(file =>
      referencesOf(file)
        .filter(({ specifier }) => targetPath(file.path, specifier) === null && !specifier.startsWith('computed '))
        .map(({ kind, specifier }) => {
          return { path: file.path, kind, name: packageOf(specifier), line: `${file.path} -> ${specifier}` };
        }),
    );
}

function importersOf(name: RegExp): string[] {
  return packagesIn()
    .filter(found => found.kind === 'value' && name.test(found.name))
    .map(found => found.path);
}
