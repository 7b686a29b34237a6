import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page as Tab } from 'playwright-core';
import { FULL } from '../size.ts';
import { announced } from '../world/random.ts';

/** Without comments: every page that is looked at parses it. */
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let random: (() => number) | undefined;

/** By all rules of axe-core, in one theme, which is random; with FULL the contrast in the other too. */
export async function accessViolations(tab: Tab): Promise<string[]> {
  random ??= announced('THEMES');
  const [theme, other] =
    random() < 0.5 ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
  const errors = await violations(tab, theme);
  if (FULL) errors.push(...(await violations(tab, other, ['color-contrast'])));
  return errors;
}

/** Frames are looked at by their own address: axe-core waits half a second for an answer from each. */
async function violations(tab: Tab, theme: 'light' | 'dark', only?: string[]): Promise<string[]> {
  await tab.emulateMedia({ colorScheme: theme });
  await tab.evaluate(`window.axe ?? (() => { ${source} })()`);
  const found = await tab.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }; // put there just now
    const options = values ? { runOnly: { type: 'rule' as const, values } } : {};
    const { violations } = await axe.run(document, {
      ...options,
      iframes: false,
      resultTypes: ['violations'],
    });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
  }, only);
  return found.map((error) => `${theme}: ${error}`);
}
