import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInterval } from '../../../../src/core/format.ts';
import { withIntervals } from '../../../../src/core/metrics/intervals.ts';
import type { Outcome } from '../../../../src/core/metrics/outcome.ts';
import type { Recipe } from '../../../../src/core/pipeline/recipe.ts';
import { buildReport } from '../../../../src/export/report/build-report.ts';
import { html, table } from '../../../../src/export/report/markup.ts';
import { ticks } from '../../../../src/export/report/plot.ts';
import type { ReportInput, ReportRun } from '../../../../src/export/report/report-input.ts';

const NASTY = `<img src=x onerror=alert(1)>"'&</script></style>`;

const recipe = (target: string, task: 'classification' | 'regression'): Recipe => ({
  version: 1,
  task,
  columns: [
    { name: NASTY, kind: 'number', role: 'feature' },
    { name: '__proto__', kind: 'category', role: 'feature' },
    { name: target, kind: task === 'regression' ? 'number' : 'category', role: 'target', unit: 'kg' },
  ],
  rows: [],
  derive: [{ id: 'formula', name: 'twice', role: 'feature', params: { expression: '2 * `<b>`' } }],
  split: { kind: 'random', test: 0.2 },
  steps: [{ id: 'impute', columns: [NASTY], params: { strategy: 'median' } }],
  model: { id: task === 'regression' ? 'ridge' : 'logistic', params: {} },
  seed: 42,
});

const classes = [NASTY, 'b'];
const labelled: Outcome = {
  task: 'classification',
  classes,
  positive: 1,
  truth: Int32Array.from({ length: 80 }, (_, i) => i % 2),
  predicted: Int32Array.from({ length: 80 }, (_, i) => (i % 5 === 0 ? 1 - (i % 2) : i % 2)),
  probabilities: Float64Array.from({ length: 160 }, (_, k) => {
    const i = k >> 1;
    const p = (i % 5 === 0 ? 1 - (i % 2) : i % 2) ? 0.8 - (i % 7) / 100 : 0.1 + (i % 7) / 100;
    return k % 2 ? p : 1 - p;
  }),
};
const numbers: Outcome = {
  task: 'regression',
  truth: Float64Array.from({ length: 2000 }, (_, i) => i),
  predicted: Float64Array.from({ length: 2000 }, (_, i) => i + Math.sin(i)),
};

function input(outcome: Outcome): ReportInput {
  const task = outcome.task === 'regression' ? 'regression' : 'classification';
  const run: ReportRun = {
    number: 3,
    status: 'done',
    recipe: recipe('weight', task),
    startedAt: '2024-05-01T10:00:00Z',
    milliseconds: 1234,
    device: { name: 'js', description: NASTY },
    rows: { train: 320, test: 80 },
    history: [
      { phase: 'epoch', done: 1, total: 2, loss: 0.9, validationLoss: 1 },
      { phase: 'epoch', done: 2, total: 2, loss: 0.5, validationLoss: NaN },
    ],
    crossValidation: null,
    endedEarly: false,
    fitted: { classes: outcome.task === 'classification' ? classes : [] },
  };
  const heldOut = withIntervals(outcome, { seed: 42, draws: 200 });
  return {
    title: NASTY,
    madeAt: '2024-05-02T10:00:00Z',
    notes: { purpose: `To weigh.\n\n${NASTY}`, limits: '' },
    datasets: [
      {
        name: NASTY,
        bytes: 1000,
        sha256: 'a'.repeat(64),
        rows: 400,
        fields: run.recipe.columns,
        notes: [{ text: NASTY }],
        format: 'csv',
        createdAt: '2024-05-01T09:00:00Z',
        inUse: true,
      },
    ],
    recipe: run.recipe,
    expectations: [
      {
        id: 'range',
        severity: 'fail',
        mostly: 1,
        quarantine: true,
        words: `${NASTY} is at least 1`,
        columns: [NASTY],
        state: 'fail',
        checked: 400,
        failing: 3,
        share: 3 / 400,
        examples: [{ row: 4, value: NASTY }],
        found: null,
      },
    ],
    decisions: [NASTY],
    runs: [run],
    chosen: { run, evaluation: { on: 'held-out', outcome, heldOut } },
    openings: 2,
    exports: [{ name: 'model.onnx', found: 'largest difference 0' }],
    versions: [
      {
        model: 'weigher',
        version: 1,
        sha256: 'b'.repeat(64),
        createdAt: '2024-05-01T11:00:00Z',
        alias: 'champion',
        heldOut,
      },
    ],
    events: [{ at: '2024-05-01T11:00:00Z', type: 'published', from: null, to: 1, reason: NASTY, evidence: null }],
    monitors: [],
    environment: [['Seed', '42']],
  };
}

describe('a report', () => {
  test.each([
    ['classes', labelled],
    ['numbers', numbers],
  ])('of %s holds no markup that a stranger wrote, and loads nothing', (_, outcome) => {
    const page = buildReport(input(outcome));
    const tags = page.match(/<[^>]*>/g)!.map(tag => tag.replaceAll(/"[^"]*"/g, '""'));
    const known = 'html head meta title style body main header section h1 h2 h3 p ul li dl div dt dd table thead tbody';
    const drawn = 'tr th td span code pre i details summary figure figcaption svg text line polyline rect circle';
    const allowed = new Set(`!doctype ${known} ${drawn}`.split(' '));
    expect([...new Set(tags.map(tag => /^<\/?([^\s/>]+)/.exec(tag)![1]!))].filter(name => !allowed.has(name))).toEqual(
      [],
    );
    expect(tags.filter(tag => /\s(on\w+|src|href|action)=/i.test(tag))).toEqual([]);
    expect(page).not.toMatch(/url\(|@import/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page).toContain('&lt;img');
    expect(page.length).toBeLessThan(5_000_000);
  });

  test('says what is expected of the data, and what fails', () => {
    const page = buildReport(input(labelled));
    expect(page).toContain('0 of 1 hold on the table of the recipe; 0 warn and 1 fail');
    expect(page).toContain('is at least 1 (failing rows are quarantined)');
    expect(page).toMatch(/<td class="right">3<\/td>\s*<td class="right">0\.8%<\/td>/);
    expect(buildReport({ ...input(labelled), expectations: [] })).not.toContain('Expectations');
  });

  test('data ethics: what was written, what was measured, and what was left open; every word as text', () => {
    const group = { label: NASTY, rows: 12, share: 0.003, small: true };
    const datum = {
      column: NASTY,
      rule: 'email',
      what: 'e-mail addresses',
      by: 'values',
      matched: 3,
      looked: 4,
    } as const;
    const page = buildReport({
      ...input(labelled),
      ethics: {
        notes: {
          sensitive: [NASTY],
          consent: `Asked by letter ${NASTY}`,
          answers: [
            { question: 'informed', answer: 'yes', note: NASTY },
            { question: 'gone', answer: 'no', note: '' },
          ],
        },
        licences: [{ table: NASTY, licence: '' }],
        measured: {
          rows: 4000,
          groups: [{ column: NASTY, groups: [group], otherGroups: 2, otherRows: 30, missing: 1 }],
          together: { columns: [NASTY, 'b'], smallest: [group], absent: 3 },
          personal: [{ ...datum, chance: 0, detail: NASTY, role: 'aside' }],
          suggested: [{ column: 'age', what: 'age' }],
        },
      },
    });
    expect(page).toContain('Data ethics');
    expect(page).toContain('nothing has been written down');
    expect(page).toContain('6 questions of 7 not answered.');
    expect(page).toContain('3 combinations could be and do not occur.');
    expect(page).toContain('age (age)');
    expect(page).not.toContain('<img');
    expect(buildReport(input(labelled))).not.toContain('Data ethics');
  });

  test('prints each metric as the screens do, with its interval', () => {
    const given = input(labelled);
    const page = buildReport(given);
    for (const { result } of given.chosen!.evaluation!.heldOut!) {
      const shown = formatInterval(result.value, result.interval && [result.interval.low, result.interval.high]);
      expect(page).toContain(`${shown.value} <span class="range">${shown.range}</span>`);
    }
  });

  test('says that the vault is closed where it is, and draws what was predicted out of fold', () => {
    const given = input(labelled);
    const page = buildReport({
      ...given,
      chosen: { ...given.chosen!, evaluation: { on: 'out-of-fold', outcome: labelled, heldOut: null } },
    });
    expect(page).toContain('The held-out rows have not been looked at for this run');
    expect(page).toContain('<svg');
  });

  test('of an empty project is a page all the same', () => {
    const page = buildReport({
      ...input(labelled),
      datasets: [],
      recipe: null,
      runs: [],
      chosen: null,
      versions: [],
      events: [],
    });
    expect(page).toContain('Nothing has been trained yet');
  });

  test('of a table with many columns and many rows stays small', () => {
    const given = input({
      task: 'regression',
      truth: Float64Array.from({ length: 200_000 }, (_, i) => Math.sin(i) * 100),
      predicted: Float64Array.from({ length: 200_000 }, (_, i) => Math.cos(i) * 100),
    });
    const columns = Array.from({ length: 10_000 }, (_, i) => ({
      name: `column ${i} ${'x'.repeat(80)}`,
      kind: 'number' as const,
      role: 'feature' as const,
    }));
    const wide = { ...given.recipe!, columns: [...columns, ...given.recipe!.columns] };
    const page = buildReport({ ...given, recipe: wide, datasets: [{ ...given.datasets[0]!, fields: wide.columns }] });
    expect(page.length).toBeLessThan(5_000_000);
    expect(page).toContain('more rows are not shown');
  });
});

describe('its parts', () => {
  test('any text comes out as that text and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const { markup } = html`<p title="${text}">${text}</p>`;
        const inner = markup.slice('<p title="'.length, -'</p>'.length);
        expect(inner.split('">')).toHaveLength(2);
        expect(inner).not.toMatch(/[<']/);
      }),
    );
  });

  test('a table says how many rows it leaves out', () => {
    const { markup } = table(
      [{ label: 'n' }],
      Array.from({ length: 12 }, (_, i) => [i]),
      10,
    );
    expect(markup.match(/<tr>/g)).toHaveLength(11);
    expect(markup).toContain('2 more rows are not shown');
  });

  test('ticks are few, round, ascending and inside', () => {
    const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(finite, fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (min, width) => {
        const max = min + width;
        fc.pre(max - min > Math.abs(min) * 1e-9);
        const found = ticks(min, max);
        expect(found.length).toBeLessThanOrEqual(7);
        expect(found.length).toBeGreaterThan(0);
        const slack = (max - min) * 1e-6;
        found.forEach((t, i) => {
          expect(t).toBeGreaterThanOrEqual(min - slack);
          expect(t).toBeLessThanOrEqual(max + slack);
          if (i) expect(t).toBeGreaterThan(found[i - 1]!);
        });
      }),
    );
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(3, 3)).toEqual([3]);
  });
});
