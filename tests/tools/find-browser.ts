import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const COMMANDS = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
];

const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];

const WINDOWS_PATHS = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
];

/** Every place where Chrome, Chromium or Edge usually lies on this system, in order of preference. */
function usualPlaces(): string[] {
  const env = process.env;
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      root => root !== undefined,
    );
    return WINDOWS_PATHS.flatMap(path => roots.map(root => join(root, path)));
  }
  if (process.platform === 'darwin') {
    const roots = ['/Applications', join(env['HOME'] ?? '', 'Applications')];
    return MAC_APPLICATIONS.flatMap(name => roots.map(root => join(root, `${name}.app/Contents/MacOS/${name}`)));
  }
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  return COMMANDS.flatMap(command => folders.filter(Boolean).map(folder => join(folder, command)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The Chromium-family browser the tests run in: CHROME_PATH if it is set, else an installed one, else the one that
 * Playwright has downloaded before. Null when there is none. Installs nothing.
 */
export function installedBrowser(): string | null {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (!isProgram(chosen)) throw new Error(`CHROME_PATH is ${chosen}, and no program lies there.`);
    return chosen;
  }
  return usualPlaces().find(isProgram) ?? downloadedBrowser();
}

function downloadedBrowser(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

/** Playwright's own Chromium may lie there and still miss system libraries. On Windows asking would open a window. */
function versionOf(path: string): string | null {
  if (process.platform === 'win32') return 'version not asked';
  try {
    return execFileSync(path, ['--version', '--no-sandbox'], {
      encoding: 'utf8',
      timeout: 60_000,
      stdio: 'pipe',
    }).trim();
  } catch {
    return null;
  }
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const result = spawnSync(command, args, {
    stdio: 'ignore',
    timeout: 420_000,
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

function downloadWithPlaywright(): boolean {
  const cli = join('node_modules', 'playwright-core', 'cli.js');
  return run(process.execPath, [cli, 'install', 'chromium', '--no-shell']);
}

function isDebianRoot(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

function installWithApt(): boolean {
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  return (
    run('apt-get', ['update', '-q'], quiet) &&
    run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], quiet)
  );
}

/**
 * A browser that starts, installing one where there is none; `say` hears in plain words what was found and done.
 * Throws when no way leads to a browser.
 */
export function ensureBrowser(say: (line: string) => void): string {
  const found = installedBrowser();
  const version = found && versionOf(found);
  if (found && version) {
    say(`Browser: ${found} (${version}).`);
    return found;
  }
  say(found ? `Browser: ${found} does not start.` : 'Browser: no Chrome, Chromium or Edge is installed here.');

  say("Browser: downloading Playwright's own Chromium.");
  const downloaded = downloadWithPlaywright() ? downloadedBrowser() : null;
  if (downloaded) {
    const itsVersion = versionOf(downloaded);
    if (itsVersion) {
      say(`Browser: ${downloaded} (${itsVersion}), downloaded just now by Playwright.`);
      return downloaded;
    }
    say('Browser: it was downloaded but does not start; system libraries are missing.');
  } else {
    say('Browser: the download failed.');
  }

  if (isDebianRoot()) {
    say('Browser: installing the chromium package with apt-get, because this is root on a Debian system.');
    const installed = installWithApt() ? usualPlaces().find(isProgram) : undefined;
    const itsVersion = installed && versionOf(installed);
    if (installed && itsVersion) {
      say(`Browser: ${installed} (${itsVersion}), installed just now with apt-get.`);
      return installed;
    }
    say('Browser: apt-get could not install a chromium that starts.');
  }
  throw new Error(
    'No browser to test in. Install Chrome, Chromium or Edge, or set CHROME_PATH to the program, and run this again.',
  );
}
