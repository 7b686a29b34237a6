import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isolatedEnv } from '../../api/cli/demo-data/isolated-env.ts';
import { readConfig } from '../../api/core/env.ts';
import { Env } from '../../api/core/variables.ts';
import { addressesOf } from '../../api/domain/network/listening.ts';
import { ENTRY } from '../../api/runtime/build.ts';
import { operatorEnv } from '../support/server/command.ts';
import { startServer } from '../support/server/server.ts';

const mail = { MAIL_FROM: 'Status <status@example.com>' };

test.each([
  ['BASE_URL', { BASE_URL: 'https://example.com/status' }],
  ['BASE_URL', { BASE_URL: 'https://ada:secret@example.com' }],
  ['BASE_URL', { BASE_URL: 'https://example.com?from=mail' }],
  ['BASE_URL', { BASE_URL: 'status.example.com' }],
  ['BASE_URL', { BASE_URL: 'https:status.example.com/x y' }],
  ['PORT', { PORT: 'tcp://10.0.0.1:4321' }],
  ['PORT', { PORT: '4321.5' }],
  ['PORT', { PORT: '-1' }],
  ['HOST', { HOST: '0.0.0.0:4321' }],
  ['HOST', { HOST: 'http://localhost' }],
  ['HOST', { HOST: '[::1]:80' }],
  ['HOST', { HOST: 'two words' }],
  ['DATABASE_URL', { DATABASE_URL: 'file:' }],
  ['DATABASE_URL', { DATABASE_URL: 'file::memory:' }],
  ['DATABASE_URL', { DATABASE_URL: 'file://data/allclear.db' }],
  ['DATABASE_URL', { DATABASE_URL: 'file:data/allclear.db?mode=ro' }],
  ['DATABASE_URL', { DATABASE_URL: 'libsql://' }],
  ['DATABASE_AUTH_TOKEN', { DATABASE_AUTH_TOKEN: 'two words' }],
  ['SECRET_KEY', { SECRET_KEY: `short${' '.repeat(40)}` }],
  ['MAIL_FROM', { MAIL_FROM: 'Status <status@example.com' }],
  ['MAIL_FROM', { MAIL_FROM: 'status@example.com>' }],
  ['RESEND_API_KEY', { RESEND_API_KEY: 're_…', ...mail }],
  ['RESEND_BASE_URL', { RESEND_BASE_URL: 'file:///etc/passwd' }],
  ['SMTP_URL', { SMTP_URL: 'smtps://ada:pass#word@mail.example.com', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://ada:p@ss/w#o?1%&+@mail.example.com', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://ada:p@ss@mail.example.com', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://ada:123?x@mail.example.com', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://mail.example.com/inbox', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://ada:two words@mail.example.com', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://mail.example.com:0', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'smtp://mail.example.com:65536', ...mail }],
  ['SMTP_URL', { SMTP_URL: 'imap://mail.example.com', ...mail }],
  ['MAIL_REPLY_TO', { MAIL_REPLY_TO: 'nobody' }],
  ['MIRROR_ACCESS_KEY_ID', { MIRROR_ACCESS_KEY_ID: 'ä' }],
  ['FRESH_SECONDS', { FRESH_SECONDS: 'ten' }],
])('%s is refused by name: %j', (name, env) => {
  expect(() => readConfig(env)).toThrow(new RegExp(`\\n {2}${name} must [^\\n]+$`));
});

test('a path behind an IP address is answered with the address, not with a made-up subdomain', () => {
  for (const host of ['192.0.2.7:4321', '[2001:db8::7]:4321'])
    expect(() => readConfig({ BASE_URL: `http://${host}/status` })).toThrow(
      `BASE_URL must have nothing behind the host: write http://${host}`,
    );
});

test('an invalid SMTP_URL does not leak its password, and one with unescaped characters is accepted', () => {
  for (const password of ['p@ss', 'pa/ss', 'pa#ss', 'pa ss', 'pa?ss@', '123/4@5'])
    expect(() => readConfig({ SMTP_URL: `smtp://ada:${password}@host.example`, ...mail })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/ss\b.*host\.example|123\/4/) }),
    );
  for (const url of [
    'smtp://localhost:25',
    'smtps://ada:p%40ss%2Fw%23o%3F1%25@mail.example.com:465?maxConnections=1&tls.servername=mx',
    'smtp://[::1]:2525',
    'smtp://ada:50%sec@mail.example.com',
    'smtp://postfix',
  ])
    expect(readConfig({ SMTP_URL: url, ...mail }).smtpUrl).toBe(url);
});

test.each([
  ['', undefined, 'http://localhost:4321'],
  ['*', undefined, 'http://localhost:4321'],
  ['0.0.0.0', '0.0.0.0', 'http://localhost:4321'],
  ['::', '::', 'http://localhost:4321'],
  ['[::]', '::', 'http://localhost:4321'],
  ['[::1]', '::1', 'http://[::1]:4321'],
  ['2001:DB8::7', '2001:DB8::7', 'http://[2001:db8::7]:4321'],
  ['fe80::1%eth0', 'fe80::1%eth0', 'http://localhost:4321'],
  ['127.0.0.2', '127.0.0.2', 'http://127.0.0.2:4321'],
  ['localhost', 'localhost', 'http://localhost:4321'],
  ['status.lan', 'status.lan', 'http://localhost:4321'],
])('HOST=%s listens on %s, and links without BASE_URL begin with %s', (HOST, host, baseUrl) => {
  expect(readConfig({ HOST })).toMatchObject({ host, baseUrl, hasBaseUrl: false });
});

test('a path in BASE_URL is refused with the name to use instead and what the proxy says', () => {
  const read = () => readConfig({ BASE_URL: 'https://www.example.com/status/' });
  expect(read).toThrow(
    /not “\/status\/”: .*such as https:\/\/status\.example\.com, .*proxy_pass http:\/\/127\.0\.0\.1:4321;/,
  );
});

test('the printed addresses are those of this machine’s networks, with IPv6 in brackets', () => {
  const ip = (address: string, family = 'IPv4', internal = false) => ({
    address,
    family,
    internal,
  });
  const all = [
    ip('127.0.0.1', 'IPv4', true),
    ip('2001:db8::7', 'IPv6'),
    ip('192.168.1.20'),
    ip('fe80::1', 'IPv6'),
  ];
  const lan = 'http://192.168.1.20:4321';
  const open = (host?: string) => addressesOf(host, 4321, all);
  expect(open()).toEqual(['http://localhost:4321', lan, 'http://[2001:db8::7]:4321']);
  expect(open('::')).toEqual(open());
  expect(open('0.0.0.0')).toEqual(['http://localhost:4321', lan]);
  expect(open('::1')).toEqual(['http://[::1]:4321']);
  expect(addressesOf('status.lan', 80, all)).toEqual(['http://status.lan']);
});

test.each(['npm start', 'npm run demo'])(
  '%s with a HOST of another program names it, its value and the fix',
  (command) => {
    const script = command === 'npm start' ? 'api/runtime/start.ts' : 'api/cli/demo.ts';
    const folder = mkdtempSync(join(tmpdir(), 'allclear-environment-'));
    for (const HOST of ['x86_64-conda-linux-gnu', '203.0.113.9']) {
      const env = operatorEnv({ HOST, DATABASE_URL: `file:${join(folder, 'a.db')}` });
      const { status, stderr } = spawnSync(process.execPath, [script], { env });
      expect(`${stderr}`).toMatch(
        new RegExp(
          `^HOST is “${HOST}”, but this machine doesn’t have that .*: HOST= ${command}\\n$`,
        ),
      );
      expect(status).toBe(1);
    }
    rmSync(folder, { recursive: true });
  },
);

test('a demo takes only its address, port and log level from the environment', () => {
  const passedThrough = Object.keys(Env.shape).filter((name) => isolatedEnv[name] !== '');
  expect(passedThrough.sort()).toEqual([
    'BASE_URL',
    'HOST',
    'LOG_LEVEL',
    'PORT',
    'TRUSTED_PROXIES',
  ]);
});

test('whitespace around a value is trimmed, and a blank value counts as missing', () => {
  const config = readConfig({
    PORT: ' ',
    BASE_URL: ' HTTPS://Status.Example.com:443/\r\n',
    RESEND_API_KEY: 're_key\r',
    SECRET_KEY: ' '.repeat(40),
    ...mail,
  });
  expect(config).toMatchObject({
    port: 4321,
    baseUrl: 'https://status.example.com',
    resend: { apiKey: 're_key' },
    secretKey: undefined,
  });
  const secret = ` ${'s'.repeat(40)}\n`;
  expect(readConfig({ SECRET_KEY: secret }).secretKey, 'links in old mails have it').toBe(secret);
});

test('startup with invalid variables prints one line for each and no stack trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-environment-'));
  writeFileSync(join(folder, 'file'), '');
  const start = (given: Record<string, string>) => {
    const env = operatorEnv(given);
    const { status, stderr } = spawnSync(process.execPath, ['api/runtime/start.ts'], { env });
    return { status, said: `${stderr}` };
  };
  expect(start({ PORT: '80000', BASE_URL: 'x' })).toEqual({
    status: 1,
    said: expect.stringMatching(
      /^Allclear can’t start[^\n]+\n {2}PORT [^\n]+\n {2}BASE_URL [^\n]+\n$/,
    ),
  });
  expect(start({ DATABASE_URL: `file:${join(folder, 'file', 'allclear.db')}` })).toEqual({
    status: 1,
    said: expect.stringMatching(/^Can’t create the folder [^\n]+ for DATABASE_URL: [^\n]+\n$/),
  });
  expect(start({ DATABASE_URL: `file:${folder}` })).toEqual({
    status: 1,
    said: expect.stringMatching(/^Can’t open the database [^\n]+\. Check that [^\n]+\n$/),
  });
  rmSync(folder, { recursive: true });
});

test('a server keeps its compiled code for the next start, and its source in one byte a character', async () => {
  const cache = new URL('cache/', ENTRY);
  rmSync(cache, { recursive: true, force: true });
  const server = await startServer({ env: { NODE_COMPILE_CACHE: '' } });
  await server.stop();
  expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(20);
  expect(/[^\0-\x7f]/.exec(readFileSync(ENTRY, 'utf8'))?.[0]).toBeUndefined();
});
