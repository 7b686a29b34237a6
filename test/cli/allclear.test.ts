import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, clientOf } from '../support/server/client.ts';
import { command } from '../support/server/command.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let client: Client;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

const run = (args: string[], env: Record<string, string> = {}) =>
  command('allclear', args, {
    ALLCLEAR_URL: subject.url,
    ALLCLEAR_TOKEN: subject.publisher,
    ...env,
  });

test('an incident is opened with a component by name, updated, and resolved with it', async () => {
  const component = await client.newComponent('Card payments');
  const open = ['incident', 'open', 'Cards fail', '--body', 'Looking.', '--key', 'once'];
  const about = ['--component', 'card payments=major_outage'];
  const opened = await run([...open, ...about, '--json']);
  expect([opened.code, opened.err]).toEqual([0, '']);
  const { id, status } = JSON.parse(opened.out);
  expect(status).toBe('investigating');
  expect((await client.readComponent(component.id)).status).toBe('major_outage');
  expect(JSON.parse((await run([...open, ...about, '--json'])).out).id).toBe(id);
});

test('an incident is updated, and resolved with its components', async () => {
  const component = await client.newComponent('Logins');
  const { id } = await client.newIncident({
    name: 'Logins fail',
    body: 'Looking.',
    components: { [component.id]: 'major_outage' },
  });
  const update = ['incident', 'update', id, '--status', 'identified', '--body', 'A bad deploy.'];
  expect((await run(update)).out).toBe(`${id}  identified  Logins fail\n`);
  expect((await run(['incident', 'resolve', id, '--body', 'Fixed.'])).out).toContain('resolved');
  expect((await client.readComponent(component.id)).status).toBe('operational');
  expect((await run(['incident', 'list'])).out).not.toContain(id);
  expect((await run(['incident', 'list', '--all'])).out).toContain(id);
});

test('components are listed and set; a maintenance is planned', async () => {
  await client.newComponent('Search');
  const set = await run(['component', 'set', 'Search', 'partial_outage']);
  expect(set.out).toMatch(/^\w{12} {2}partial_outage {2}Search\n$/);
  expect((await run(['component', 'list'])).out).toContain('partial_outage');
  const window = ['--from', '2036-12-01T02:00:00Z', '--until', '2036-12-01T03:00:00Z'];
  expect((await run(['maintenance', 'plan', 'Router', ...window])).out).toContain('scheduled');
});

test('refusals, wrong usage and a page that is away end with their own codes and a sentence', async () => {
  const ended = async (args: string[], env: Record<string, string> = {}) => {
    const { code, out, err } = await run(args, env);
    expect([out, err.trim() === '', err.includes('    at ')]).toEqual(['', false, false]);
    return code;
  };
  expect(await ended(['incident', 'open', 'x', '--status', 'broken'])).toBe(1);
  expect(await ended(['component', 'set', 'Nothing', 'operational'])).toBe(1);
  expect(await ended(['incident', 'update', '../../etc', '--body', 'x'])).toBe(1);
  expect(await ended(['component', 'list'], { ALLCLEAR_TOKEN: 'wrong' })).toBe(1);
  expect(await ended(['component', 'list'], { ALLCLEAR_TOKEN: '' })).toBe(2);
  expect(await ended(['component', 'list'], { ALLCLEAR_URL: 'status' })).toBe(2);
  expect(await ended(['toString', ''])).toBe(2);
  expect(await ended(['component', 'list', '--loud'])).toBe(2);
  expect(await ended(['component', 'list'], { ALLCLEAR_URL: 'http://127.0.0.1:9' })).toBe(3);
});

test('a group has no status to set, and a missing argument is named', async () => {
  const { id } = await client.newComponent('Ledger');
  const group = { name: 'Money', components: [id] };
  await client.ask('POST', '/pages/:p/component-groups', { component_group: group });
  const set = await run(['component', 'set', 'money', 'major_outage']);
  expect([set.code, set.err.trim()]).toEqual([
    1,
    '“money” is a group: its status follows its components. Name those.',
  ]);
  expect((await run(['incident', 'open'])).err).toContain('Missing: a name.');
});

test('a component is listed below its group, and named with it where its name is ambiguous', async () => {
  const ids = [];
  for (const region of ['Europe', 'Asia']) {
    const { id } = await client.newComponent('Uploads', { group_name: region });
    ids.push(id);
  }
  const listed = (await run(['component', 'list'])).out;
  expect(listed).toMatch(
    /^\w{12} {2}operational\s+Asia \(group\)\n\w{12} {2}operational\s+ {2}Uploads$/m,
  );
  const several = await run(['component', 'set', 'uploads', 'major_outage']);
  expect([several.code, several.out]).toEqual([2, '']);
  for (const id of ids) expect(several.err).toContain(id);
  expect(several.err).toContain('Europe - Uploads (');
  const [set, slash] = await Promise.all([
    run(['component', 'set', 'europe - uploads', 'partial_outage']),
    run(['component', 'set', 'Asia / Uploads', 'major_outage']),
  ]);
  expect([set.code, slash.code]).toEqual([0, 0]);
  const statuses = await Promise.all(
    ids.map(async (id) => (await client.readComponent(id)).status),
  );
  expect(statuses).toEqual(['partial_outage', 'major_outage']);
});

test('--help lists every command', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const words of [
    'incident open',
    'component set',
    'maintenance plan',
    'ALLCLEAR_TOKEN',
    'event add',
    'publish NAME',
    'subscribers import',
  ])
    expect(out).toContain(words);
});

test('an entry is added to an incident’s timeline', async () => {
  const { id } = await client.newIncident({ name: 'Slow', body: 'Looking.' });
  const added = await run(['event', 'add', id, 'Roll back', '--kind', 'decision', '--json']);
  expect(JSON.parse(added.out)).toMatchObject({ kind: 'decision', text: 'Roll back' });
});

test('subscribers are exported as CSV and imported once, also after a stop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-cli-'));
  try {
    await client.newComponent('Billing');
    const file = join(folder, 'list.csv');
    const rows = ['ada@example.com,Billing,active', 'lin@example.com,,', 'no address,,'];
    writeFileSync(
      file,
      ['email,components,state', ...rows, 'x@example.com,,unsubscribed'].join('\n'),
    );
    const dry = await run(['subscribers', 'import', file, '--dry-run', '--json']);
    expect([dry.code, dry.err]).toEqual([0, '']);
    expect(JSON.parse(dry.out)).toMatchObject({ rows: 4, new: 2, added: 0, left_out: 1 });
    expect((await run(['subscribers', 'export'])).out).not.toContain('ada@');
    const first = await run(['subscribers', 'import', file]);
    expect(first.out).toContain('2 added.');
    expect(first.out).toContain('Row 4: ');
    expect((await run(['subscribers', 'import', file, '--json'])).out).toMatch(
      /"added": 0,\s+"new": 0,\s+"known": 2/,
    );
    const out = join(folder, 'out.csv');
    expect((await run(['subscribers', 'export', '--out', out])).code).toBe(0);
    const csv = readFileSync(out, 'utf8');
    expect(csv).toMatch(/^email,mode,state,components,created_at\r\n/);
    expect(csv).toMatch(/^ada@example\.com,email,unconfirmed,Billing,/m);
    // Vouching for people is for owners.
    writeFileSync(file, 'email\nvouched@example.com\n');
    expect((await run(['subscribers', 'import', file, '--confirmed'])).code).toBe(1);
    const { ownerToken } = subject;
    const asOwner = { ALLCLEAR_TOKEN: ownerToken ?? '' };
    expect((await run(['subscribers', 'import', file, '--confirmed'], asOwner)).code).toBe(0);
    expect((await run(['subscribers', 'export'])).out).toContain(
      'vouched@example.com,email,active',
    );
    expect((await run(['subscribers', 'import', join(folder, 'none.csv')])).code).toBe(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('shells complete commands, verbs and options', async () => {
  const { out } = await run(['completion', 'bash']);
  const completed = async (...typed: string[]) => {
    const words = typed.map((word) => `'${word}'`).join(' ');
    const script = `${out}\nCOMP_WORDS=(${words})\nCOMP_CWORD=$((\${#COMP_WORDS[@]} - 1))\n_allclear\necho "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
  };
  expect(await completed('allclear', '')).toEqual(
    expect.arrayContaining(['incident', 'subscribers', 'publish', 'import', 'completion']),
  );
  expect(await completed('allclear', 'incident', 're')).toEqual(['resolve']);
  expect(await completed('allclear', 'publish', '--st')).toEqual(['--static', '--status']);
  expect(await completed('allclear', 'maintenance', 'plan', 'Work', '--f')).toEqual(['--from']);
  expect((await run(['completion', 'zsh'])).out).toContain('bashcompinit');
  expect((await run(['completion', 'fish'])).out).toContain("-a 'list open update resolve'");
  expect((await run(['completion', 'cmd'])).code).toBe(2);
});

test.skipIf(process.env.SUBJECT_URL || process.env.SUBJECT === 'edge')(
  'publish --static writes the copy without server and database, and the page gets it once it answers',
  { timeout: 180_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'allclear-static-'));
    const site = join(folder, 'site');
    try {
      const component = await client.newComponent('Search index');
      const here = { DATABASE_URL: subject.world?.url ?? '', BASE_URL: subject.url };
      const exported = await run(['export', '--out', site, '--json'], here);
      expect([exported.code, JSON.parse(exported.out).files > 20]).toEqual([0, true]);

      // Another machine: the copy of the last-known page is there, and nothing else.
      const gone = join(folder, 'gone');
      mkdirSync(gone);
      const beside = dirname(fileURLToPath(here.DATABASE_URL));
      cpSync(join(beside, 'last-known.json'), join(gone, 'last-known.json'));
      const away = {
        DATABASE_URL: `file:${join(gone, 'allclear.db')}`,
        BASE_URL: subject.url,
        ALLCLEAR_URL: 'http://127.0.0.1:9',
      };
      const words = ['--static', site, '--body', 'Search is down. We are looking into it.'];
      const about = ['--component', 'search index=major_outage'];
      const wrong = ['--component', 'Nothing=major_outage'];
      expect((await run(['publish', 'Search fails', ...words, ...wrong], away)).code).toBe(1);
      expect(readFileSync(join(site, 'index.html'), 'utf8')).not.toContain('Search fails');
      const opened = await run(['publish', 'Search fails', ...words, ...about, '--json'], away);
      expect([opened.code, opened.err]).toEqual([0, expect.stringContaining('No answer from')]);
      const { id, synced } = JSON.parse(opened.out);
      expect(synced).toBe(false);
      const front = () => readFileSync(join(site, 'index.html'), 'utf8');
      expect(front()).toContain('Search is down.');
      const summary = JSON.parse(readFileSync(join(site, 'api/v2/summary.json'), 'utf8'));
      expect(summary.incidents.map(({ name }: { name: string }) => name)).toContain('Search fails');
      expect(summary.components.find((one: { id: string }) => one.id === component.id).status).toBe(
        'major_outage',
      );
      expect(readFileSync(join(site, 'history.rss'), 'utf8')).toContain('Search fails');
      const more = ['--incident', id, '--status', 'identified', '--body', 'A full disk.'];
      expect((await run(['publish', '--static', site, ...more], away)).code).toBe(0);
      expect(front()).toContain('A full disk.');
      expect(existsSync(join(gone, 'allclear.db'))).toBe(false);
      expect((await run(['publish', '--static', site, '--sync'], away)).code).toBe(3);

      // The command has the real clock; that of the server stands still.
      subject.world?.wait(Date.now() - subject.world.deps.clock() + 60_000);
      const asOwner = { ALLCLEAR_TOKEN: subject.ownerToken ?? '' };
      const sync = ['publish', '--static', site, '--sync', '--json'];
      const done = await run(sync, asOwner);
      expect([done.code, done.err, JSON.parse(done.out)]).toEqual([0, '', { published: 2 }]);
      expect(JSON.parse((await run(sync, asOwner)).out)).toEqual({ published: 0 });
      const all = (await client.ask('GET', '/pages/:p/incidents?q=Search')).json;
      const mine = all.filter(({ name }: { name: string }) => name === 'Search fails');
      expect(mine.length).toBe(1);
      expect(mine[0].incident_updates.map(({ body }: { body: string }) => body)).toEqual([
        'A full disk.',
        'Search is down. We are looking into it.',
      ]);
      const queue = JSON.parse(readFileSync(`${site}.queue.json`, 'utf8'));
      const times = queue[0].updates.map(({ at }: { at: number }) => at).toReversed();
      expect(
        mine[0].incident_updates.map((one: { display_at: string }) => Date.parse(one.display_at)),
      ).toEqual(times);
      expect((await client.readComponent(component.id)).status).toBe('major_outage');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

test('import and export pass on what was typed, and their code', async () => {
  const nowhere = await run(['import', 'statuspage', '/nowhere/at/all'], {
    DATABASE_URL: ':memory:',
  });
  expect([nowhere.code, nowhere.out]).toEqual([1, '']);
  expect((await run(['import', '--help'])).out).toContain('npm run import');
  expect((await run(['export'])).code).toBe(1);
});
