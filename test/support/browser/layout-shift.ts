import type { Page } from 'playwright-core';

/** Adds up by how much the parts of a page move by themselves, from 0 on. */
export const countShifts = (page: Page) =>
  page.addInitScript(() => {
    const seen = { shift: 0, moved: [] as string[] };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const one of list.getEntries() as unknown as {
        value: number;
        hadRecentInput: boolean;
        sources: { node: Element | null; previousRect: DOMRect; currentRect: DOMRect }[];
      }[]) {
        if (one.hadRecentInput) continue;
        seen.shift += one.value;
        for (const { node, previousRect, currentRect } of one.sources)
          seen.moved.push(
            `${node?.nodeName} ${(node?.textContent ?? '').trim().slice(0, 30)}: ${previousRect.top} to ${currentRect.top}, ${previousRect.height} to ${currentRect.height}`,
          );
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
export const shiftOf = (page: Page) =>
  page.evaluate(() => (window as unknown as { seen: { shift: number; moved: string[] } }).seen);
