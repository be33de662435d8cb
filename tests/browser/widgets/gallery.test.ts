import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { theme } from '../../../src/app/theme.svelte.ts';
import './styles.ts';
import Gallery from './Gallery.svelte';

/** What axe finds, as sentences. */
async function findings(): Promise<string[]> {
  const result = await axe.run(document.querySelector('main.gallery')!);
  return result.violations.map(v => `${v.id}: ${v.help} (${v.nodes.map(node => node.html).join(' | ')})`);
}

describe('every widget and chart', () => {
  for (const name of ['light', 'dark'] as const) {
    test(`axe finds nothing in ${name} colours`, async () => {
      theme.start();
      if (theme.current !== name) theme.toggle();
      await page.viewport(1280, 900);
      const screen = await render(Gallery);
      await expect.poll(() => screen.container.querySelectorAll('.js-plotly-plot').length, { timeout: 20_000 }).toBe(4);
      expect(document.documentElement.dataset['theme']).toBe(name);
      expect(await findings()).toEqual([]);
    });
  }
});
