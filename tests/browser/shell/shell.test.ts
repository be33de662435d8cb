import axe from 'axe-core';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { PLACES } from '../../../src/app/places.ts';
import { status } from '../../../src/app/status.svelte.ts';
import { theme } from '../../../src/app/theme.svelte.ts';
import { toasts } from '../../../src/app/toasts.svelte.ts';
import { matching } from '../../../src/ui/shell/commands.ts';
import App from '../../../src/ui/App.svelte';
import '../widgets/styles.ts';

const here = (): string | undefined => document.querySelector('nav [aria-current=page]')?.textContent.trim();

beforeEach(async () => {
  localStorage.clear();
  location.hash = '#/learn';
  await page.viewport(1440, 900);
});

test('commands that begin with the query come first, then labels, then notes', () => {
  const commands = [
    { label: 'Source', note: 'Prepare data' },
    { label: 'Open project', note: 'Project' },
    { label: 'Profile', note: 'Prepare data' },
  ];
  const labels = (query: string): string[] => matching(commands, query).map(command => command.label);
  expect(labels('pr')).toEqual(['Profile', 'Open project', 'Source']);
  expect(labels('project op')).toEqual(['Open project']);
  expect(labels('')).toEqual(['Source', 'Open project', 'Profile']);
  expect(labels('xyz')).toEqual([]);
});

describe('the shell', () => {
  test('offers all places in order, and the address names the open one', async () => {
    await render(App);
    const links = [...document.querySelectorAll('nav a')].map(link => link.getAttribute('href'));
    expect(links).toEqual(PLACES.map(place => `#/${place.id}`));
    location.hash = '#/report';
    await expect.poll(here).toContain('Report');
  });

  test('places say what state they are in, in words and not by colour alone', async () => {
    status.setPlaces([
      ['source', { state: 'done', count: '2' }],
      ['monitor', { state: 'attention', count: '4', note: '4 alerts' }],
    ]);
    await render(App);
    await expect.element(page.getByRole('link', { name: 'Source , done 2' })).toBeVisible();
    await expect.element(page.getByRole('link', { name: 'Monitor , needs you 4' })).toBeVisible();
  });

  test('the palette goes to a place from the keyboard alone', async () => {
    await render(App);
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.element(page.getByRole('combobox')).toHaveFocus();
    await userEvent.keyboard('repo{Enter}');
    await expect.poll(() => location.hash).toBe('#/report');
    expect(document.querySelector('[role=dialog]')).toBeNull();
  });

  test('the running job shows how far it is, and stops', async () => {
    const stop = vi.fn();
    status.job = { label: 'Training', fraction: 0.4, startedAt: Date.now() - 4000, stop };
    await render(App);
    await expect.element(page.getByRole('progressbar', { name: 'Training' })).toBeVisible();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(stop).toHaveBeenCalledOnce();
    status.job = null;
  });

  test('the name of the project is edited in place', async () => {
    const rename = vi.fn((name: string) => void (status.projectName = name));
    status.projectName = 'Bike rentals';
    status.actions = { rename };
    await render(App);
    const name = page.getByLabelText('Name of the project');
    await name.fill('Bikes');
    await userEvent.keyboard('{Enter}');
    expect(rename).toHaveBeenCalledExactlyOnceWith('Bikes');
    await name.fill('thrown away');
    await userEvent.keyboard('{Escape}');
    expect(rename).toHaveBeenCalledOnce();
    await expect.element(name).toHaveValue('Bikes');
  });

  test('a failed opening says what was kept', async () => {
    status.actions = { save: () => Promise.reject(new Error('The disk is full.')) };
    await render(App);
    await page.getByRole('button', { name: 'Save project' }).click();
    await expect.element(page.getByText('The project was not written: The disk is full.')).toBeVisible();
    status.actions = {};
    for (const toast of toasts.list) toasts.close(toast.id);
  });

  for (const [width, name] of [
    [1440, 'light'],
    [1440, 'dark'],
    [1024, 'light'],
    [390, 'dark'],
  ] as const) {
    test(`axe finds nothing at ${width} pixels, ${name}`, async () => {
      await page.viewport(width, 844);
      localStorage.setItem('terrarium.theme', name);
      await render(App);
      expect(theme.current).toBe(name);
      await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
      const result = await axe.run(document.querySelector('.frame')!);
      expect(result.violations.map(v => `${v.id}: ${v.nodes.map(node => node.html).join(' | ')}`)).toEqual([]);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    });
  }
});
