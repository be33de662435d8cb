import { beforeAll, describe, expect, it } from 'vitest';
import { noEthicsNotes } from '../../../src/core/ethics/checklist.ts';
import type { Recipe } from '../../../src/core/pipeline/recipe.ts';
import { barsOf, missingAt } from '../../../src/core/profile/bins.ts';
import { dataApi } from '../../../src/engine/data.ts';
import { newProject, saveProject } from '../../../src/store/projects.ts';

const context = { signal: new AbortController().signal, progress: () => undefined };

describe('looking closer at a table', () => {
  let datasetId: string;
  let recipe: Recipe;
  let train: number;
  let test: number;

  beforeAll(async () => {
    await saveProject(newProject('profile-loans', 'Loans', new Date('2026-01-01')));
    const blob = await (await fetch('/samples/loan-decisions.csv')).blob();
    const origin = { kind: 'sample', sample: 'loan-decisions' } as const;
    const { dataset } = await dataApi.open('profile-loans', 'loan-decisions.csv', blob, origin, {}, context);
    datasetId = dataset.id;
    recipe = await dataApi.propose(datasetId, 'defaulted', [], 42);
    ({ train, test } = await dataApi.splitCounts(datasetId, recipe, context));
  });

  it('colours bars by the target over training rows alone', async () => {
    const found = (await dataApi.byTarget(datasetId, recipe, context))!;
    expect(found.rows).toBe(train);
    expect(found.columns.map(c => c.name)).not.toContain('defaulted');
    for (const { bins, counts, classes } of found.columns) {
      expect(counts).toHaveLength(barsOf(bins) + 2);
      expect(counts.reduce((a, b) => a + b)).toBe(train);
      expect(classes.map(c => c.reduce((a, b) => a + b)).reduce((a, b) => a + b)).toBe(train);
    }
    const cluster = { ...recipe, task: 'clustering' as const };
    expect(await dataApi.byTarget(datasetId, cluster, context)).toBeNull();
  });

  it('relates columns over training rows alone, with the target among them', async () => {
    const found = await dataApi.associations(datasetId, recipe, context);
    expect(found.rows).toEqual({ used: train, of: train });
    expect(found.columns.map(c => c.name)).toContain('defaulted');
    expect([...found.order].sort((a, b) => a - b)).toEqual(found.columns.map((_, i) => i));
  });

  it('compares training and test rows without the target; two tables with it', async () => {
    const side = (rows: 'train' | 'test' | 'all') => ({ datasetId, recipe, rows });
    const sealed = await dataApi.compareTables(side('train'), side('test'), context);
    expect(sealed.rows).toEqual([train, test]);
    expect(sealed.columns.map(c => c.name)).not.toContain('defaulted');
    const same = await dataApi.compareTables(side('all'), side('all'), context);
    expect(same.columns.map(c => c.name)).toContain('defaulted');
    expect(same.columns.filter(c => c.distance !== null).every(c => c.distance! < 1e-7)).toBe(true);
  });

  it('finds the rows behind every bar of the stored profile, and counts them back', async () => {
    const profile = await dataApi.profile(datasetId, recipe, context);
    const column = profile.columns.find(c => c.name === 'income')!;
    if (column.kind !== 'number') return expect.fail(column.kind);
    const bins = { kind: 'edges', edges: column.histogram.edges } as const;
    for (const [at, count] of column.histogram.counts.entries()) {
      const rows = await dataApi.selectRows(
        datasetId,
        recipe,
        [{ kind: 'place', column: 'income', bins, at }],
        context,
      );
      expect(rows).toHaveLength(count);
      const back = await dataApi.countSelection(datasetId, recipe, rows, context);
      expect(back.columns.find(c => c.name === 'income')!.counts[at]).toBe(count);
    }
    const gaps = [{ kind: 'place', column: 'income', bins, at: missingAt(bins) }] as const;
    expect(await dataApi.selectRows(datasetId, recipe, gaps, context)).toHaveLength(column.missing);
    const { patterns, columns, otherRows } = await dataApi.missingness(datasetId, recipe, context);
    for (const { missing, rows } of patterns) {
      const among = columns.map(c => c.name);
      const found = await dataApi.selectRows(datasetId, recipe, [{ kind: 'missing', among, missing }], context);
      expect(found).toHaveLength(rows);
    }
    expect(patterns.reduce((sum, p) => sum + p.rows, otherRows)).toBe(profile.rows);
    const wrong = dataApi.countSelection(datasetId, recipe, Int32Array.of(-1), context);
    await expect(wrong).rejects.toMatchObject({ code: 'table/no-such-row' });
  });

  it('measures groups of people and suggests those that were not chosen', async () => {
    const notes = { ...noEthicsNotes, sensitive: ['gender'] };
    const found = await dataApi.measureEthics(datasetId, recipe, notes, context);
    expect(found.groups.map(g => g.column)).toEqual(['gender']);
    expect(found.groups[0]!.groups.reduce((sum, g) => sum + g.rows, found.groups[0]!.missing)).toBe(found.rows);
    expect(found.suggested.map(s => s.column)).toEqual(['age']);
  });

  it('stops when it is asked to', async () => {
    const signal = AbortSignal.abort();
    const stopped = { ...context, signal };
    await expect(dataApi.associations(datasetId, recipe, stopped)).rejects.toMatchObject({ code: 'rpc/cancelled' });
    await expect(dataApi.missingness(datasetId, recipe, stopped)).rejects.toMatchObject({ code: 'rpc/cancelled' });
  });
});
