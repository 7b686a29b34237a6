import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../api/env.ts';

const mail = { MAIL_FROM: 'Status <status@example.com>' };

test.each([
  ['BASE_URL', { BASE_URL: 'https://example.com/status' }],
  ['BASE_URL', { BASE_URL: 'https://ada:secret@example.com' }],
  ['BASE_URL', { BASE_URL: 'https://example.com?from=mail' }],
  ['BASE_URL', { BASE_URL: 'status.example.com' }],
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
  ['MIRROR_ACCESS_KEY_ID', { MIRROR_ACCESS_KEY_ID: 'ä' }],
  ['FRESH_SECONDS', { FRESH_SECONDS: 'ten' }],
])('%s is refused by its name: %j', (name, env) => {
  expect(() => readConfig(env)).toThrow(new RegExp(`\\n {2}${name} must [^\\n]+$`));
});

test('blanks around a value are no part of it, and nothing but blanks is absent', () => {
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

test('a start with an unreadable variable is one sentence for each, and nothing of the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-environment-'));
  writeFileSync(join(folder, 'file'), '');
  const start = (given: Record<string, string>) => {
    const env = { PATH: process.env.PATH, ...given };
    const { status, stderr } = spawnSync(process.execPath, ['api/start.ts'], { env });
    return { status, said: `${stderr}` };
  };
  expect(start({ PORT: '80000', BASE_URL: 'x' })).toEqual({
    status: 1,
    said: expect.stringMatching(
      /^Allclear cannot start[^\n]+\n {2}PORT [^\n]+\n {2}BASE_URL [^\n]+\n$/,
    ),
  });
  expect(start({ DATABASE_URL: `file:${join(folder, 'file', 'allclear.db')}` })).toEqual({
    status: 1,
    said: expect.stringMatching(/^DATABASE_URL names a file in [^\n]+ cannot be made: [^\n]+\n$/),
  });
  expect(start({ DATABASE_URL: `file:${folder}` })).toEqual({
    status: 1,
    said: expect.stringMatching(/^The database [^\n]+ cannot be opened\. See that [^\n]+\n$/),
  });
  rmSync(folder, { recursive: true });
});
