import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './find-browser.ts';

/** Draw the icon of public/icons/icon.svg as the PNG files that web manifests and home screens ask for. */
const FOLDER = 'public/icons';
const drawing = readFileSync(`${FOLDER}/icon.svg`, 'utf8');

/** A maskable icon may be cut to a circle: its drawing keeps to the inner four fifths, on a full ground. */
const ICONS = [
  { name: 'icon-192.png', size: 192, inset: 0, ground: 'transparent' },
  { name: 'icon-512.png', size: 512, inset: 0, ground: 'transparent' },
  { name: 'icon-maskable-512.png', size: 512, inset: 72, ground: '#f7f6f2' },
];

const browser = await chromium.launch({ executablePath: ensureBrowser(line => console.log(line)) });
const page = await browser.newPage();
for (const { name, size, inset, ground } of ICONS) {
  await page.setViewportSize({ width: size, height: size });
  const style = `html{background:${ground}}body{margin:${inset}px}svg{display:block;width:${size - 2 * inset}px}`;
  await page.setContent(`<style>${style}</style>${drawing}`);
  await writeFile(`${FOLDER}/${name}`, await page.screenshot({ omitBackground: true }));
  console.log(`${FOLDER}/${name}`);
}
await browser.close();
