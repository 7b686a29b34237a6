import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../api/context/context.ts';
import { readConfig } from '../../api/core/env.ts';
import { clientIp } from '../../api/http/client-ip.ts';
import { ProxyWarnings } from '../../api/limits/proxy-warnings.ts';
import { freePort } from '../support/server/port.ts';

const docs = readFileSync(resolve(import.meta.dirname, '../../docs/behind-a-proxy.md'), 'utf8');
const snippet = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(docs)?.[1] ?? '';
const isInstalled = (name: string, argument: string) =>
  spawnSync(name, [argument]).error === undefined;

let folder = '';
let server: Server | undefined;
let proxy: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-proxy-'));
});
afterEach(async () => {
  const ended = proxy && once(proxy, 'exit');
  proxy?.kill();
  await ended;
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that answers who it counts the visitor as. */
async function serveCounted(): Promise<number> {
  const app = new Hono<App>();
  const deps = {
    config: readConfig({ TRUSTED_PROXIES: '127.0.0.1' }),
    proxyWarnings: new ProxyWarnings(() => {}, Date.now),
  };
  app.get('*', (c) => {
    c.set('deps', deps as never);
    return c.text([clientIp(c), ...deps.proxyWarnings.list()].join('\n'));
  });
  const port = await freePort();
  server = createServer(getRequestListener(app.fetch)).listen(port, '127.0.0.1');
  return port;
}

/** What is answered through the proxy to a visitor at 127.0.0.2 who claims to be somebody else. */
async function countedThrough(port: number): Promise<string> {
  const ask = ['-s', '-m', '5', '--interface', '127.0.0.2', '-H', 'X-Forwarded-For: 7.7.7.7'];
  for (let tries = 0; tries < 100; tries++) {
    const asked = promisify(execFile)('curl', [...ask, `http://127.0.0.1:${port}/`]);
    const { stdout } = await asked.catch(() => ({ stdout: '' })); // it has not started yet
    if (stdout) return stdout;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error('The proxy never answered.');
}

test.skipIf(!isInstalled('nginx', '-v'))(
  'with the documented nginx configuration, visitors are counted',
  async () => {
    const [app, front] = [await serveCounted(), await freePort()];
    const file = join(folder, 'nginx.conf');
    writeFileSync(
      file,
      `pid ${folder}/nginx.pid; error_log stderr; daemon off; events {}
http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
        .map((name) => `${name}_temp_path ${folder}/${name};`)
        .join(' ')}
server { listen 127.0.0.1:${front}; ${snippet('nginx').replace('127.0.0.1:4321', `127.0.0.1:${app}`)} } }`,
    );
    const checked = spawnSync('nginx', ['-t', '-c', file], { encoding: 'utf8' });
    expect(checked.stderr).toContain('test is successful');
    proxy = spawn('nginx', ['-c', file]);
    expect(await countedThrough(front)).toBe('127.0.0.2');
  },
);

test.skipIf(!isInstalled('caddy', 'version'))(
  'with the documented Caddy configuration, visitors are counted',
  async () => {
    const [app, front] = [await serveCounted(), await freePort()];
    const file = join(folder, 'Caddyfile');
    const lines = snippet('caddy')
      .replace('status.example.com', `http://127.0.0.1:${front}`)
      .replace('127.0.0.1:4321', `127.0.0.1:${app}`);
    writeFileSync(file, `{\n  admin off\n}\n${lines}`);
    const home = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    proxy = spawn('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { env: home });
    expect(await countedThrough(front)).toBe('127.0.0.2');
  },
);
