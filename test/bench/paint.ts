import type { Browser } from 'playwright-core';
import { chromiumPath, launch } from '../support/browser/browser.ts';
import type { Installation } from './installation.ts';
import { median, round, table } from './table.ts';

const RUNS = 7;
/** A phone on a slow line: bits and milliseconds as Lighthouse's “slow 4G”. */
const LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 200_000,
  uploadThroughput: 93_750,
};

/** What a customer on a phone waits for: the first words on the screen, and whether they jump. */
export async function paint(ours: Installation): Promise<void> {
  if (!chromiumPath) return console.log('\nNo Chromium: first paint on a slow line is left out.');
  const browser = await launch();
  try {
    const runs: Awaited<ReturnType<typeof measure>>[] = [];
    for (let i = 0; i < RUNS; i++) runs.push(await measure(browser, ours.url));
    const of = (pick: (run: (typeof runs)[number]) => number) => median(runs.map(pick));
    table(
      `First paint of / on a phone: CPU slowed 4 times, 1.6 Mbit/s, 150 ms; median of ${RUNS}`,
      ['first contentful paint', 'goal', 'layout shift', 'requests', 'bytes'],
      [
        [
          `${round(
            of((run) => run.paint),
            0,
          )} ms`,
          '800 ms',
          round(
            of((run) => run.shift),
            3,
          ),
          round(
            of((run) => run.requests),
            0,
          ),
          round(
            of((run) => run.bytes),
            0,
          ),
        ],
      ],
    );
  } finally {
    await browser.close();
  }
}

async function measure(browser: Browser, url: string) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  let [requests, bytes] = [0, 0];
  cdp.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('http')) requests++;
  });
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', LINE);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(url);
  const seen = await page.evaluate(async () => {
    const shift = await new Promise<number>((done) => {
      let sum = 0;
      const watch = new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value; // a LayoutShift
      });
      watch.observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => done(sum), 1500);
    });
    const [first] = performance.getEntriesByName('first-contentful-paint');
    return { paint: first?.startTime ?? Number.NaN, shift };
  });
  await context.close();
  return { ...seen, requests, bytes };
}
