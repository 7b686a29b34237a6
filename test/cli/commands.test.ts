import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../api/core/secret.ts';
import { openDb } from '../../db/engine/client.ts';
import { findToken } from '../../db/team/account.ts';
import { command } from '../support/server/command.ts';
import { rows } from '../support/world/dump.ts';

let folder: string;
let url: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-cli-'));
  url = `file:${join(folder, 'not', 'yet', 'there.db')}`;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (name: string, args: string[], env: Record<string, string> = {}) =>
  command(name, args, { DATABASE_URL: url, ...env });

async function stored<T>(read: (db: ReturnType<typeof openDb>) => Promise<T>): Promise<T> {
  const db = openDb({ url });
  try {
    return await read(db);
  } finally {
    db.$client.close();
  }
}

test('only the token is printed, so that a script can store it, and the database has its hash', async () => {
  await run('import', ['statuspage', 'test/fixtures/statuspage/old']);
  const { code, out, err } = await run('token', ['--role', 'publisher', '--name', 'ci']);
  expect(code).toBe(0);
  const token = out.trim();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(err).toContain('Authorization: OAuth');
  expect(err).not.toContain(token);
  const row = await stored(async (db) => findToken(db, await sha256(token)));
  expect(row).toMatchObject({ name: 'ci', role: 'publisher', pageId: '0ldharb0ur00' });
  const log = await stored((db) => rows(db, "select * from audit where subject = 'token'"));
  expect(log).toHaveLength(1);
  expect(JSON.stringify(log)).not.toContain(row?.hash);
});

test('tokens are listed without their secret, and revoked by their id', async () => {
  await run('import', ['statuspage', 'test/fixtures/statuspage/old']);
  const made = await run('token', [
    '--role',
    'publisher',
    '--name',
    'ci',
    '--expires',
    '2099-01-31',
    '--scope',
    'changes',
  ]);
  const { out } = await run('token', ['--list']);
  expect(out).toMatch(
    /^[a-z0-9]{12}\tpublisher\tci\tcreated \S+ by Command line\tnever used\texpires 2099-01-31\treporting changes only$/m,
  );
  expect(out).not.toContain(made.out.trim());
  const kept = await stored(async (db) => findToken(db, await sha256(made.out.trim())));
  expect(kept).toMatchObject({ role: 'publisher', scope: 'changes' });
  const id = out.slice(0, 12);
  expect((await run('token', ['--revoke', id])).code).toBe(0);
  expect((await run('token', ['--list'])).out).toBe('');
  const again = await run('token', ['--revoke', id]);
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('token doesn’t exist')]);
});

test('a database without a page has no tokens, and the command says what to do', async () => {
  const { code, out, err } = await run('token', ['--role', 'viewer', '--name', 'ci']);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain('There is no page yet');
});

test.each([
  [
    'token',
    ['--role', 'king', '--name', 'x'],
    /--role must be one of viewer, publisher, owner, not “king”/,
  ],
  [
    'token',
    ['--role', 'publisher', '--name', 'x', '--scope', 'all'],
    /--scope must be one of .*changes.*, not “all”/,
  ],
  ['token', ['--role', 'viewer'], /Missing --role .* or --name/],
  ['password', [], /Missing --email/],
  ['password', ['--email', 'nobody@example.com'], /No account with the address nobody@example.com/],
  ['token', ['--rolle', 'viewer'], /Unknown option '--rolle'/],
  ['seed', ['--incidents', 'many'], /--incidents must be a whole number/],
  ['seed', ['--now', 'soon'], /--now must be a time/],
  ['import', [], /^Usage: npm run import/],
  ['import', ['statuspage', 'test/fixtures'], /None of summary.json/],
  ['import', ['statuspage', '/nowhere/at/all'], /doesn’t exist/],
] as const)('%s %j prints an error and exits with code 1', async (name, args, sentence) => {
  const { code, out, err } = await run(name, [...args]);
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(sentence);
  expect(err).not.toMatch(/\n\s+at /);
});

test.each(['import', 'seed', 'token', 'demo', 'password'])('%s has a --help text', async (name) => {
  const { code, out } = await run(name, ['--help']);
  expect(code).toBe(0);
  expect(out).toContain(`npm run ${name}`);
});

test('a database that can’t be opened is named in the error', async () => {
  writeFileSync(join(folder, 'text.db'), 'this is not a database, it is a text about one');
  const args = ['--role', 'viewer', '--name', 'x'];
  const { code, err } = await run('token', args, { DATABASE_URL: `file:${folder}/text.db` });
  expect(code).toBe(1);
  expect(err).toMatch(/^Can’t open the database: .*Check DATABASE_URL\.\n$/);
});

test('a broken file among good ones imports nothing', async () => {
  const page = { id: 'p', name: 'P' };
  const component = {
    id: 'c',
    name: 'C',
    status: 'operational',
    created_at: '2026-01-01T00:00:00Z',
  };
  writeFileSync(join(folder, 'components.json'), JSON.stringify({ page, components: [component] }));
  writeFileSync(join(folder, 'incidents.json'), JSON.stringify({ page, incidents: [{ id: 'i' }] }));
  const { code, err } = await run('import', ['statuspage', folder]);
  expect(code).toBe(1);
  expect(err).toMatch(
    /^incidents.json: “incidents\[0\]\.name” must be a text.*Nothing was imported/,
  );
});

test('a seeded database is not seeded again', async () => {
  const args = ['--incidents', '3', '--subscribers', '2'];
  expect((await run('seed', args)).code).toBe(0);
  const again = await run('seed', args);
  expect(again.code).toBe(1);
  expect(again.err).toContain('already has a page');
});

async function serving<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server: Server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.close();
  }
}

test('a demo on a port in use fails before it prints a link', async () => {
  const ran = await serving(
    (_, response) => response.end(),
    (address) =>
      run('demo', [], {
        HOST: '127.0.0.1',
        PORT: new URL(address).port,
        MIRROR_URL: 'https://bucket.example', // without keys, so that reading it would fail
      }),
  );
  expect([ran.code, ran.out]).toEqual([1, '']);
  expect(ran.err).toMatch(/^Port \d+ is in use\. .*PORT=\d+ npm run demo\n$/);
});

test('an address is read at /api/v2, through a redirect, and missing files are skipped', async () => {
  const page = { id: 'p', name: 'Over HTTP', time_zone: 'Mars/Olympus' };
  const asked: string[] = [];
  const ran = await serving(
    (request, response) => {
      asked.push(request.url ?? '');
      if (request.url === '/api/v2/components.json')
        response.writeHead(302, { location: '/elsewhere' }).end();
      else if (request.url === '/elsewhere') response.end(JSON.stringify({ page, components: [] }));
      else response.writeHead(404).end();
    },
    (address) => run('import', ['statuspage', `${address}/`]),
  );
  expect(ran.code).toBe(0);
  expect(ran.out).toContain('Created page “Over HTTP”');
  expect(ran.out).toContain('Unknown time zone “Mars/Olympus”');
  expect(asked).toContain('/api/v2/summary.json');
});

test('an address that answers with an error imports nothing', async () => {
  const ran = await serving(
    (_, response) => response.writeHead(503).end(),
    (address) => run('import', ['statuspage', address]),
  );
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(/summary.json returned 503/);
});
