import { describe, expect, test } from 'vitest';
import { dataApi } from '../../../src/engine/data.ts';
import type { CallContext } from '../../../src/rpc/protocol.ts';
import { StudioError } from '../../../src/core/errors.ts';
import { listDatasets } from '../../../src/store/datasets.ts';

const context = (signal = new AbortController().signal): CallContext<never> => ({ signal, progress: () => undefined });
const csv = (text: string): Blob => new Blob([text]);
const open = (text: string, projectId: string = crypto.randomUUID()) =>
  dataApi.open(projectId, 'table.csv', csv(text), { kind: 'file' }, {}, context());

// Ten of the hundred codes are no numbers; the target alternates.
const codes = `code,y\n${Array.from({ length: 100 }, (_, i) => `${i % 10 ? i : 'n/k'},${i % 2 ? 'yes' : 'no'}`).join('\n')}\n`;

describe('the data worker', () => {
  test('opens a text, stores it under its project, and pages through it', async () => {
    const projectId = crypto.randomUUID();
    const text = 'a;__proto__\n1,5;x\n2,5;\n';
    const { dataset } = await open(text, projectId);
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
    expect(dataset.sha256).toBe(Array.from(digest, b => b.toString(16).padStart(2, '0')).join(''));
    expect((await listDatasets(projectId)).map(d => d.id)).toEqual([dataset.id]);
    const page = await dataApi.page(dataset.id, 0, 10, null);
    expect(page).toEqual({
      names: ['a', '__proto__'],
      total: 2,
      from: 0,
      rows: [
        ['1.5', 'x'],
        ['2.5', null],
      ],
      numbers: [1, 2],
    });
  });

  test('previews a text under the dialect that was given, and refuses what is no table by name', async () => {
    const preview = await dataApi.previewSource('t.csv', csv('a;b\n1;2\n'), { dialect: { delimiter: ',' } }, context());
    expect(preview.header).toEqual(['a;b']);
    expect((await dataApi.previewSource('t.csv', csv('a;b\n1;2\n'), {}, context())).rows).toEqual([['1', '2']]);
    await expect(dataApi.previewSource('page.csv', csv('<!doctype html><html>'), {}, context())).rejects.toMatchObject({
      code: 'read/web-page',
    });
  });

  test('keeps nothing of a reading that was stopped', async () => {
    const projectId = crypto.randomUUID();
    const abort = new AbortController();
    abort.abort();
    const reading = dataApi.open(projectId, 't.csv', csv(codes), { kind: 'file' }, {}, context(abort.signal));
    await expect(reading).rejects.toBeInstanceOf(StudioError);
    expect(await listDatasets(projectId)).toEqual([]);
  });

  test('reads a column under another type without losing what was read', async () => {
    const { dataset } = await open(codes);
    const recipe = await dataApi.propose(dataset.id, 'y', [], 1);
    const change = await dataApi.withKind(dataset.id, recipe, 'code', 'number');
    expect(change).toMatchObject({ unparseable: 10, examples: ['n/k'] });
    expect(change.recipe.columns[0]).toMatchObject({ name: 'code', kind: 'number' });

    const asNumber = (await dataApi.profile(dataset.id, change.recipe, context())).columns[0]!;
    expect(asNumber).toMatchObject({ kind: 'number', n: 90, missing: 10, min: 1, max: 99 });

    const kind = recipe.columns[0]!.kind;
    const back = await dataApi.withKind(dataset.id, change.recipe, 'code', kind);
    expect(back).toMatchObject({ unparseable: 0 });
    const asBefore = (await dataApi.profile(dataset.id, back.recipe, context())).columns[0]!;
    expect(asBefore).toMatchObject({ kind, n: 100, missing: 0, distinct: 91 });
  });

  test('the kept profile follows the roles', async () => {
    const { dataset } = await open(codes);
    const recipe = await dataApi.propose(dataset.id, 'y', [], 1);
    const before = await dataApi.profile(dataset.id, recipe, context());
    const aside = await dataApi.withRole(dataset.id, recipe, ['code'], 'aside');
    const after = await dataApi.profile(dataset.id, aside, context());
    expect(after.columns.map(c => c.role)).toEqual(['aside', 'target']);
    expect({ ...after, columns: after.columns.map(({ role: _, ...c }) => c) }).toEqual({
      ...before,
      columns: before.columns.map(({ role: _, ...c }) => c),
    });
  });

  test('finds the leak, and the decision about it takes it away', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [(i * 37) % 101, (i * 53) % 89, (i * 29) % 17]);
    const text = `a,b,c,sum\n${rows.map(([a, b, c]) => `${a},${b},${c},${a! + b!}`).join('\n')}\n`;
    const { dataset } = await open(text);
    const recipe = await dataApi.propose(dataset.id, 'sum', [], 1);
    const found = await dataApi.findings(dataset.id, recipe, context());
    const leak = found.find(f => f.kind === 'leak-sum')!;
    expect(leak.columns).toEqual(['a', 'b']);
    const decided = await dataApi.decide(dataset.id, recipe, leak.decisions[0]!.action);
    expect(decided.columns.map(c => c.role)).toEqual(['aside', 'aside', 'feature', 'target']);
    const left = await dataApi.findings(dataset.id, decided, context());
    expect(left.map(f => f.kind)).not.toContain('leak-sum');
  });
});
