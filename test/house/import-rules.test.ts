import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let house: string;

type Report = {
  summary: { unchanged: number };
  diagnostics: { location: { path: string } }[];
};

/** Imports to check, by their own file: all are checked by one run of the linter. */
const wanted = new Map<string, string>();
const refused = new Set<string>();

/** A file in the folder of `file` that imports `what`. The answer is there once the tests run. */
function importing(file: string, what: string, name?: string): { isAllowed: () => boolean } {
  const path = wanted.has(file) ? file.replace('x.', `x${wanted.size}.`) : file;
  const statement = `import ${name ? `{ ${name} } from ` : ''}'${what}';\n`;
  wanted.set(path, file.endsWith('.astro') ? `---\n${statement}---\n` : statement);
  return { isAllowed: () => !refused.has(path) };
}

/** Whether each import is allowed, by the rules that `npm run check` holds. */
beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'allclear-house-'));
  for (const shared of ['biome.json', '.gitignore', 'node_modules'])
    symlinkSync(join(root, shared), join(house, shared));
  spawnSync('git', ['init', '-q'], { cwd: house });
  for (const [path, text] of wanted) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
  const args = [
    'lint',
    '--only=style/noRestrictedImports',
    '--reporter=json',
    '--max-diagnostics=none',
    ...wanted.keys(),
  ];
  const biome = join(root, 'node_modules/.bin/biome');
  const run = spawnSync(biome, args, { cwd: house, encoding: 'utf8' });
  const report: Report = JSON.parse(run.stdout);
  if (report.summary.unchanged !== wanted.size) throw new Error(`${run.stdout}${run.stderr}`);
  for (const { location } of report.diagnostics) refused.add(location.path);
});
afterAll(() => rmSync(house, { recursive: true }));

describe.each([
  ['api/domain/x.ts', '../../db/page/page.ts'],
  ['api/domain/x.ts', '../problem.ts'],
  ['api/domain/preflight/x.ts', '../../problem.ts'],
  ['api/domain/preflight/x.ts', '../../core/problem.ts'],
  ['api/domain/preflight/x.ts', '../../../db/page/page.ts'],
  ['api/domain/room/timeline/x.ts', '../../../core/problem.ts'],
  ['api/domain/room/timeline/x.ts', '../../../../db/page/page.ts'],
  ['api/domain/room/timeline/x.ts', 'hono'],
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
])('%s', (file, what) => {
  const { isAllowed } = importing(file, what);
  test(`may not import ${what}`, () => expect(isAllowed()).toBe(false));
});

describe.each([
  ['api/domain/x.ts', 'zod'],
  ['api/domain/x.ts', 'temporal-polyfill'],
  ['api/domain/x.ts', './status.ts'],
  ['api/domain/preflight/x.ts', '../room/timeline/timeline.ts'],
  ['api/domain/room/timeline/x.ts', '../event.ts'],
  ['api/domain/room/timeline/x.ts', '../../change/change.ts'],
  ['api/domain/room/timeline/x.ts', '../../room/timeline/timeline.ts'],
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
])('%s', (file, what) => {
  const { isAllowed } = importing(file, what);
  test(`may import ${what}`, () => expect(isAllowed()).toBe(true));
});

describe.each([
  ['createIncident', '../../actions/incident/index.ts'],
  ['patchIncident', '../../actions/incident/patch.ts'],
  ['createSeries', '../../actions/maintenance/series.ts'],
  ['changeSeries', '../../actions/maintenance/change-series.ts'],
  ['correctUpdate', '../../actions/correction/correction.ts'],
  ['publish', '../../actions/publication/publication.ts'],
])('a route publishes by submit', (name, from) => {
  const verb = importing('api/routes/manage/x.ts', from, name);
  const other = importing('api/routes/manage/x.ts', from, 'Other');
  test(`so it must not import ${name}`, () =>
    expect([verb.isAllowed(), other.isAllowed()]).toEqual([false, true]));
});
