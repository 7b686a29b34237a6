import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page as Tab } from 'playwright-core';

/** Without comments: every page that is looked at parses it. */
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** All that axe-core knows; a second theme differs by its colours alone. */
async function violations(tab: Tab, theme: string, only?: string[]): Promise<string[]> {
  await tab.evaluate(`window.axe ?? (() => { ${source} })()`);
  const found = await tab.evaluate(async (values) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }; // put there just now
    const options = values ? { runOnly: { type: 'rule' as const, values } } : {};
    const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id} ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ''}`),
    );
  }, only);
  return found.map((error) => `${theme}: ${error}`);
}

/** The same in both themes. */
export async function violationsInBothThemes(tab: Tab): Promise<string[]> {
  await tab.emulateMedia({ colorScheme: 'light' });
  const errors = await violations(tab, 'light');
  await tab.emulateMedia({ colorScheme: 'dark' });
  return [...errors, ...(await violations(tab, 'dark', ['color-contrast']))];
}
