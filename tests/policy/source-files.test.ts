import { expect, test } from 'vitest';
import { parse, referencesOf, targetPath, type SourceFile } from '../tools/source-files.ts';

const file = (path: string, code: string, text = code): SourceFile => ({ path, text, trees: [parse(path, code)] });

test('the policy tests see every way to name a module', () => {
  const code = `
    import './effect.ts';
    import a, { type B } from './value.ts';
    import type { C } from './type.ts';
    export * from './re-export.ts';
    export type { D } from './type-export.ts';
    const lazy = () => import('./lazy.ts');
    let e: import('./inline-type.ts').E;
    const worker = new Worker(new URL('../workers/data.worker.ts', import.meta.url), { type: 'module' });
    const plain = new URL('not-a-module', base);
    const computed = import(name);
    const text = "import './string.ts'"; // import './comment.ts'
  `;
  expect(referencesOf(file('src/x.ts', code))).toEqual([
    { kind: 'value', specifier: './effect.ts' },
    { kind: 'value', specifier: './value.ts' },
    { kind: 'type', specifier: './type.ts' },
    { kind: 'value', specifier: './re-export.ts' },
    { kind: 'type', specifier: './type-export.ts' },
    { kind: 'value', specifier: './lazy.ts' },
    { kind: 'type', specifier: './inline-type.ts' },
    { kind: 'address', specifier: '../workers/data.worker.ts' },
    { kind: 'value', specifier: 'computed name' },
  ]);
});

test('the policy tests see imports in the markup of a component', () => {
  const script = "import x from '../core/x.ts';";
  const component = `<script lang="ts">${script}</script>\n{#await import('./Late.svelte') then Late}<Late.default />{/await}`;
  expect(referencesOf(file('src/ui/A.svelte', script, component)).map(found => found.specifier)).toEqual([
    '../core/x.ts',
    './Late.svelte',
  ]);
});

test('a specifier is followed from the file that names it', () => {
  expect(targetPath('src/app/a.ts', '../../workers/data.worker.ts')).toBe('workers/data.worker.ts');
  expect(targetPath('src/app/a.ts', './b.wasm?url')).toBe('src/app/b.wasm');
  expect(targetPath('src/app/a.ts', 'idb')).toBeNull();
});
