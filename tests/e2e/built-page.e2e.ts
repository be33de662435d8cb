import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { withStudio } from './harness.ts';

const FIRST_LOAD_BYTES = 250_000;

/** The scripts a page names: entry and preloaded modules. */
function scriptsOf(page: string): string[] {
  const tags = [...page.matchAll(/<(?:script|link)\b[^>]*>/g)].map(match => match[0]);
  return tags
    .filter(tag => tag.startsWith('<script') || /rel="modulepreload"/.test(tag))
    .map(tag => /(?:src|href)="([^"]+)"/.exec(tag)?.[1])
    .filter(name => name !== undefined);
}

/** What a module needs before it can run. Modules that are imported when needed stand inside functions, not here. */
function staticImports(path: string): string[] {
  const tree = ts.createSourceFile(path, readFileSync(join('dist', path), 'utf8'), ts.ScriptTarget.Latest);
  return tree.statements.flatMap(statement => {
    const names = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const specifier = names ? statement.moduleSpecifier : undefined;
    return specifier && ts.isStringLiteral(specifier) ? [posix.join(dirname(path), specifier.text)] : [];
  });
}

function firstLoad(): string[] {
  const found = new Set(scriptsOf(readFileSync('dist/index.html', 'utf8')).map(name => posix.normalize(name)));
  // A set hands out what is added while it is walked.
  for (const path of found) for (const next of staticImports(path)) found.add(next);
  return [...found];
}

describe('the built page', () => {
  test('loads at most 250 kB of JavaScript, gzipped, before it shows something', () => {
    const sizes = firstLoad().map(path => ({ path, bytes: gzipSync(readFileSync(join('dist', path))).length }));
    expect(sizes.length).toBeGreaterThan(0);
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total, JSON.stringify(sizes, null, 1)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  });

  test('names nothing by an address from the root, so it works under any path', () => {
    const page = readFileSync('dist/index.html', 'utf8');
    expect(page).not.toMatch(/(?:src|href)="\//);
    const styles = readdirSync('dist/assets').filter(name => name.endsWith('.css'));
    for (const name of styles)
      expect(readFileSync(join('dist/assets', name), 'utf8'), name).not.toMatch(/url\(["']?\//);
  });

  test('carries its icons and a manifest that names them', () => {
    const manifest = JSON.parse(readFileSync('dist/manifest.webmanifest', 'utf8')) as { icons: { src: string }[] };
    expect(manifest.icons.length).toBeGreaterThan(0);
    for (const { src } of manifest.icons) expect(existsSync(join('dist', src)), src).toBe(true);
  });

  test('opens without an error, silently, under its content policy', async () => {
    await withStudio(async ({ page, open }) => {
      await open('');
      await page.locator('#app > *').first().waitFor();
      expect(await page.title()).toContain('Terrarium');
      const policy = page.locator('meta[http-equiv="Content-Security-Policy"]');
      expect(await policy.getAttribute('content')).toContain("default-src 'self'");
    });
  });

  test('is cross-origin isolated from its second load on, and opens without a network', async () => {
    await withStudio(async ({ page, context, open }) => {
      await open('');
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await page.reload();
      await page.locator('#app > *').first().waitFor();
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await context.setOffline(true);
      await page.reload();
      await page.locator('#app > *').first().waitFor();
      expect(await page.title()).toContain('Terrarium');
    });
  });
});
