import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../api/core/env.ts';
import { Env } from '../../api/core/variables.ts';
import { ENTRY } from '../../api/runtime/build.ts';

const root = resolve(import.meta.dirname, '../..');
const docs = readFileSync(join(root, 'docs/one-machine.md'), 'utf8');
const snippet = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(docs)?.[1] ?? '';
const ini = snippet('ini');
const dockerfile = snippet('dockerfile');
/** What a setting for Node itself may be called. */
const known = new Set([...Object.keys(Env.shape), 'NODE_COMPILE_CACHE']);

test.runIf(spawnSync('systemd-analyze', ['--version']).error === undefined)(
  'systemd accepts the service',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'allclear-service-'));
    const file = join(folder, 'allclear.service');
    // The program, the folder and the settings are not on this machine.
    const here = ini
      .replaceAll('/opt/allclear', root)
      .replace('/etc/allclear.env', join(root, '.env.example'));
    writeFileSync(file, here);
    const { stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stderr.split('\n').filter((line) => line.includes('allclear.service'))).toEqual([]);
  },
);

test('the service, the image and the compose file name settings, files and commands that exist', () => {
  const scripts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts;
  const settings = [
    ...[...ini.matchAll(/^Environment=(\w+)=/gm)].map(([, name]) => name),
    ...[...dockerfile.matchAll(/^ENV (.*)$/gm)].flatMap(([, line]) =>
      (line ?? '').split(' ').map((one) => one.split('=')[0]),
    ),
  ];
  expect(settings.length).toBe(5);
  expect(settings.filter((name) => !known.has(name ?? ''))).toEqual([]);
  const starts = [...`${ini}${dockerfile}`.matchAll(/api\/[\w/]+\.ts/g)].map(([file]) => file);
  expect(starts.length).toBe(2);
  expect(starts.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  const run = [...dockerfile.matchAll(/npm run (\S+)/g)].map(([, name]) => name ?? '');
  expect(run.filter((name) => !(name in scripts))).toEqual([]);

  const { services } = parse(snippet('yaml')) as {
    services: { allclear: { environment: Record<string, string>; volumes: string[] } };
  };
  const { environment, volumes } = services.allclear;
  expect(readConfig(environment)).toMatchObject({ baseUrl: 'https://status.example.com' });
  expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
  expect(dockerfile).toContain(`VOLUME ${volumes[0]?.split(':')[1]}\n`);
});

test('a build ends with its mark, so that one that was interrupted is made again', () => {
  const complete = new URL('../complete', ENTRY);
  expect(statSync(complete).mtimeMs).toBeGreaterThanOrEqual(statSync(ENTRY).mtimeMs);
});
