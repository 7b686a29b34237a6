import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let house: string;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'allclear-house-'));
  for (const shared of ['biome.json', '.gitignore', 'node_modules'])
    symlinkSync(join(root, shared), join(house, shared));
  spawnSync('git', ['init', '-q'], { cwd: house });
});
afterAll(() => rmSync(house, { recursive: true }));

/** Whether `file` may import `what`, by the rules that `npm run check` holds. */
function mayImport(file: string, what: string, name?: string): boolean {
  const path = join(house, file);
  mkdirSync(dirname(path), { recursive: true });
  const names = name ? `{ ${name} } from ` : '';
  const statement = `import ${names}'${what}';\n`;
  writeFileSync(path, file.endsWith('.astro') ? `---\n${statement}---\n` : statement);
  const biome = join(root, 'node_modules/.bin/biome');
  const only = '--only=style/noRestrictedImports';
  const run = spawnSync(biome, ['lint', only, file], { cwd: house, encoding: 'utf8' });
  rmSync(path);
  if (!/Checked 1 file/.test(run.stdout + run.stderr)) throw new Error(run.stderr);
  return run.status === 0;
}

test.each([
  ['api/domain/x.ts', '../../db/page/page.ts'],
  ['api/domain/x.ts', '../problem.ts'],
  ['api/domain/preflight/x.ts', '../../problem.ts'],
  ['api/domain/x.ts', 'hono'],
  ['api/domain/x.ts', 'node:crypto'],
  ['db/x.ts', '../api/actions/page/page.ts'],
  ['db/x.ts', '../api/context/deps.ts'],
  ['db/x.ts', 'node:fs'],
  ['templates/x.ts', '../db/page/page.ts'],
  ['templates/email/x.ts', '../../api/core/problem.ts'],
  ['api/render/x.ts', '../../db/page/page.ts'],
  ['api/render/x.ts', '../actions/page/page.ts'],
  ['api/snapshot/x.ts', '../notify/port/mailer.ts'],
  ['api/actions/x.ts', '../routes/serve.ts'],
  ['api/actions/incident/x.ts', '../../render/badge.ts'],
  ['api/reads/x.ts', '../routes/serve.ts'],
  ['api/reads/x.ts', '../actions/page/page.ts'],
  ['api/reads/x.ts', '../context/context.ts'],
  ['api/reads/x.ts', '../../db/engine/write.ts'],
  ['api/notify/x.ts', '../actions/page/page.ts'],
  ['api/notify/x.ts', 'nodemailer'],
  ['api/notify/queue/x.ts', '../channels/email/compose.ts'],
  ['api/notify/queue/x.ts', '../channels/open.ts'],
  ['api/notify/queue/x.ts', '../../actions/page/page.ts'],
  ['api/notify/port/x.ts', '../channels/email/channel.ts'],
  ['api/routes/x.ts', 'drizzle-orm'],
  ['api/routes/x.ts', '../../db/schema/index.ts'],
  ['api/routes/console/x.ts', 'node:fs'],
  ['site/pages/index.astro', '../../db/page/page.ts'],
  ['site/pages/incidents/x.astro', '../../../api/actions/page/page.ts'],
  ['site/components/public/x.astro', '../../../db/page.ts'],
  ['site/pages/admin/x.astro', '../../../api/actions/page/page.ts'],
  ['site/pages/admin/x.astro', '../../../db/schema/index.ts'],
])('%s may not import %s', (file, what) => {
  expect(mayImport(file, what)).toBe(false);
});

test.each([
  ['api/domain/x.ts', 'zod'],
  ['api/domain/x.ts', 'temporal-polyfill'],
  ['api/domain/x.ts', './status.ts'],
  ['db/x.ts', '../api/domain/component/status.ts'],
  ['db/x.ts', 'drizzle-orm'],
  ['templates/x.ts', '../api/domain/component/status.ts'],
  ['api/render/x.ts', '../snapshot/snapshot.ts'],
  ['api/render/x.ts', '../../templates/markdown/markdown.ts'],
  ['api/actions/x.ts', '../../db/page/page.ts'],
  ['api/actions/incident/x.ts', '../../../db/page.ts'],
  ['api/notify/channels/email/smtp.node.ts', 'nodemailer'],
  ['api/reads/x.ts', '../../db/page/page.ts'],
  ['api/notify/queue/x.ts', '../port/channel.ts'],
  ['api/notify/queue/x.ts', '../../../db/channel/channel.ts'],
  ['api/notify/channels/email/x.ts', '../../port/channel.ts'],
  ['api/routes/x.ts', '../../db/page/page.ts'],
  ['site/pages/index.astro', '../../api/domain/component/status.ts'],
  ['site/pages/admin/x.astro', '../../../db/page.ts'],
])('%s may import %s', (file, what) => {
  expect(mayImport(file, what)).toBe(true);
});

test.each([
  ['createIncident', '../../actions/incident/index.ts'],
  ['patchIncident', '../../actions/incident/patch.ts'],
  ['createSeries', '../../actions/maintenance/series.ts'],
  ['changeSeries', '../../actions/maintenance/change-series.ts'],
  ['correctUpdate', '../../actions/correction/correction.ts'],
  ['publish', '../../actions/publication/publication.ts'],
])('a route publishes by submit, so it must not import %s', (name, from) => {
  expect(mayImport('api/routes/manage/x.ts', from, name)).toBe(false);
  expect(mayImport('api/routes/manage/x.ts', from, 'Other')).toBe(true);
});
