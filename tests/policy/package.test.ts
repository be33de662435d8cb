import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { packageOf, referencesOf, sourceFiles } from '../tools/source-files.ts';

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;

/** Every package that the program names: in code, and with @import in style sheets and style blocks. */
function packagesInUse(): Set<string> {
  const code = sourceFiles(['src', 'workers'], ['.ts', '.svelte']);
  const styled = sourceFiles(['src'], ['.css', '.svelte']);
  const inCode = code.flatMap(file => referencesOf(file).map(found => found.specifier));
  const inStyles = styled.flatMap(file =>
    [...file.text.matchAll(/@import\s+(?:url\()?['"]([^'"]+)/g)].map(match => match[1]!),
  );
  return new Set([...inCode, ...inStyles].map(packageOf));
}

describe('package', () => {
  test('every runtime dependency is imported somewhere', () => {
    const used = packagesInUse();
    expect(Object.keys(manifest.dependencies).filter(name => !used.has(name))).toEqual([]);
  });

  test('everything the program imports is a runtime dependency, beside Node itself and what builds or checks it', () => {
    // onnxruntime-node checks the command line's exports; no page ever loads it.
    const builtWith = new Set(['vite', 'svelte', 'assemblyscript', 'onnxruntime-node']);
    const undeclared = [...packagesInUse()].filter(
      name =>
        !name.startsWith('.') &&
        !name.startsWith('node:') &&
        !name.startsWith('computed ') &&
        !builtWith.has(name) &&
        !(name in manifest.dependencies),
    );
    expect(undeclared).toEqual([]);
  });

  test('versions are exact, and the lock file holds the same', () => {
    expect(lock.lockfileVersion).toBeGreaterThanOrEqual(3);
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  test('the lock file holds the parts for every system, without which npm ci refuses it', () => {
    const locked = new Set(Object.keys(lock.packages).map(path => path.slice(path.lastIndexOf('node_modules/') + 13)));
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter(name => !locked.has(name))
        .map(name => `${path} -> ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('every script of package.json that runs a file names one that exists', () => {
    for (const [name, command] of Object.entries(manifest.scripts)) {
      const file = /^tsx (\S+)/.exec(command)?.[1];
      if (file !== undefined) expect(() => readFileSync(file), name).not.toThrow();
    }
  });
});
