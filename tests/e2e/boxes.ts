import type { Page } from 'playwright-core';

/** How far the page or its main part can be scrolled sideways, in pixels. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const main = document.querySelector('main')!;
    return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
  });

/**
 * Texts that leave the box they stand in, or are cut off without an ellipsis, in a line each. What lies in a part that
 * scrolls by itself can be reached, and is let off; so are the pictures, which plotly lays out.
 */
export const textsOutside = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const own = text.parentElement!;
      if (!text.textContent?.trim() || own.closest('svg, .visually-hidden, script, style, option')) continue;
      if (!own.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right, width } = range.getBoundingClientRect();
      if (width === 0) continue;
      for (let box: Element | null = own; box && box !== document.body; box = box.parentElement) {
        const { display, overflowX, textOverflow } = getComputedStyle(box);
        if (display === 'inline' || display === 'contents') continue;
        const edges = box.getBoundingClientRect();
        const out = Math.max(right - edges.right, edges.left - left);
        // Words for screen readers alone are clipped to a point.
        if (overflowX === 'auto' || overflowX === 'scroll' || edges.width <= 1) break;
        const hidden = overflowX === 'hidden' || overflowX === 'clip';
        if (out > 1.5 && !(hidden && textOverflow === 'ellipsis'))
          found.add(
            `“${text.textContent.trim().slice(0, 50)}” is ${Math.round(out)} px outside ${box.tagName}.${box.className}`,
          );
        if (out > 1.5 || hidden) break;
      }
    }
    return [...found];
  });
