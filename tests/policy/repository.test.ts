import { existsSync, readFileSync, statSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** Files of the repository: those git knows and those it would take. */
const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  encoding: 'utf8',
  maxBuffer: 64_000_000,
})
  .split('\0')
  .filter(path => path !== '' && existsSync(path) && statSync(path).isFile());

const LARGEST_FILE_BYTES = 5_000_000;

/** Folders of the computer something was made on. Written in pieces, so that this file does not name them itself. */
const FOREIGN_FOLDERS = new RegExp(`(?<![\\w.])/(?:${['tmp', 'work', 'root', 'home/[a-z]+'].join('|')})/\\w`);
const WINDOWS_HOME = /[A-Z]:\\Users\\\w/;
const MACHINE_WORDS = new RegExp(
  `\\b(?:${['clau' + 'de', 'anthro' + 'pic', 'chat' + 'gpt', 'copi' + 'lot'].join('|')})\\b`,
  'i',
);

describe('repository', () => {
  test('nothing in it speaks of the machine it was made on', () => {
    const written = paths.filter(path =>
      /\.(ts|js|mjs|svelte|css|html|md|json|py|sh|yml)$|^\.ci\/|^\.[a-z]+rc/.test(path),
    );
    const wrong = written
      .filter(path => path !== 'package-lock.json')
      .flatMap(path =>
        readFileSync(path, 'utf8')
          .split('\n')
          .flatMap((line, index) => {
            const found = [FOREIGN_FOLDERS, WINDOWS_HOME, MACHINE_WORDS].some(pattern => pattern.test(line));
            return found ? [`${path}:${index + 1} ${line.trim().slice(0, 80)}`] : [];
          }),
      );
    expect(wrong).toEqual([]);
  });

  test('no file is larger than 5 MB', () => {
    expect(paths.filter(path => statSync(path).size > LARGEST_FILE_BYTES)).toEqual([]);
  });

  test('every test file is run by one of the projects', () => {
    const tests = paths.filter(path => /\.(test|spec|e2e)\.ts$/.test(path));
    const inPlace = (path: string): boolean =>
      path.startsWith('tests/e2e/') ? path.endsWith('.e2e.ts') : path.startsWith('tests/') && path.endsWith('.test.ts');
    expect(tests.filter(path => !inPlace(path))).toEqual([]);
  });

  test('no test is skipped or stands alone', () => {
    const banned = /\b(?:test|it|describe)\.(?:skip|only|todo|fails)\b/;
    const tests = paths.filter(path => /\.(test|e2e)\.ts$/.test(path) && !path.startsWith('tests/policy/'));
    expect(tests.filter(path => banned.test(readFileSync(path, 'utf8')))).toEqual([]);
  });

  test('links and pictures in the documents lead somewhere', () => {
    const documents = paths.filter(path => path.endsWith('.md'));
    const broken = documents.flatMap(document =>
      linksOf(readFileSync(document, 'utf8'))
        .filter(link => !existsSync(join(dirname(document), link)))
        .map(link => `${document} -> ${link}`),
    );
    expect(documents.length).toBeGreaterThan(0);
    expect(broken).toEqual([]);
  });
});

/** Relative links outside code, without their fragments. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const inBrackets = [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map(match => match[1]!);
  const inTags = [...prose.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1]!);
  return [...inBrackets, ...inTags]
    .filter(link => !/^[a-z]+:|^#/i.test(link))
    .map(link => decodeURIComponent(link.replace(/[#?].*$/, '')));
}
