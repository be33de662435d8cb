import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowWindow, scrollHeight, scrollToShow } from '../../../../src/ui/widgets/virtual-rows.ts';

const tables = fc.record({
  count: fc.oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 5_000_000 })),
  rowHeight: fc.integer({ min: 20, max: 80 }),
  viewport: fc.integer({ min: 40, max: 1200 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('which rows are drawn', () => {
  test('the drawn rows cover the viewport, are few, and the heights add up', () => {
    fc.assert(
      fc.property(tables, ({ count, rowHeight, viewport, at }) => {
        const height = scrollHeight(count, rowHeight);
        const scrollTop = at * Math.max(0, height - viewport);
        const { start, end, above, below } = rowWindow(count, rowHeight, scrollTop, viewport);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end - start).toBeLessThanOrEqual(Math.ceil(viewport / rowHeight) + 14);
        expect(above).toBeLessThanOrEqual(scrollTop + 1e-6);
        const bottom = above + (end - start) * rowHeight;
        expect(bottom).toBeGreaterThanOrEqual(Math.min(scrollTop + viewport, height) - 1e-6);
        expect(above + (end - start) * rowHeight + below).toBeGreaterThanOrEqual(height - 1e-6);
      }),
    );
  });

  test('both ends can be reached, also where the table is taller than a browser can make it', () => {
    for (const count of [100, 5_000_000]) {
      const height = scrollHeight(count, 36);
      expect(rowWindow(count, 36, 0, 400).start).toBe(0);
      expect(rowWindow(count, 36, height - 400, 400).end).toBe(count);
      expect(height).toBeLessThan(16_000_000);
    }
  });

  test('scrolling to a row draws it', () => {
    fc.assert(
      fc.property(
        tables,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        ({ count, rowHeight, viewport, at }, which) => {
          fc.pre(count > 0 && viewport >= rowHeight);
          const row = Math.floor(which * count);
          const from = at * Math.max(0, scrollHeight(count, rowHeight) - viewport);
          const { start, end } = rowWindow(
            count,
            rowHeight,
            scrollToShow(row, count, rowHeight, from, viewport),
            viewport,
          );
          expect(row).toBeGreaterThanOrEqual(start);
          expect(row).toBeLessThan(end);
        },
      ),
    );
  });
});
