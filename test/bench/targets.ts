import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/server/port.ts';

export type Target = {
  name: string;
  url: string;
  pid?: number | undefined;
  stop: () => Promise<void>;
};
export type Served = { body: Buffer; headers: Record<string, string> };

/** What `url` answers in the encoding asked for, byte for byte: what the limits then serve too. */
export function captured(url: string, encoding: string): Promise<Served> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, async (answer) => {
      const body = Buffer.concat(await answer.toArray());
      const { date: _d, connection: _c, 'keep-alive': _k, ...rest } = answer.headers;
      const headers = Object.fromEntries(
        Object.entries(rest).map(([name, value]) => [name, `${value}`]),
      );
      resolve({ body, headers: { ...headers, 'content-length': `${body.length}` } });
    }).on('error', reject);
  });
}

/** The limit of one Node process: `node:http` that writes the same headers and bytes. */
export async function bareNode(served: Served): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-bare-'));
  writeFileSync(join(folder, 'body'), served.body);
  const port = await freePort();
  const program = `
    const http = require('node:http');
    const body = require('node:fs').readFileSync(${JSON.stringify(join(folder, 'body'))});
    const headers = ${JSON.stringify(served.headers)};
    const again = { etag: headers.etag, 'cache-control': headers['cache-control'], vary: headers.vary };
    http.createServer((req, res) => {
      if (headers.etag && req.headers['if-none-match'] === headers.etag) { res.writeHead(304, again); return res.end(); }
      res.writeHead(200, headers); res.end(body);
    }).listen(${port}, '127.0.0.1');`;
  const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  await untilUp(url);
  return {
    name: 'bare node:http',
    url,
    pid: child.pid,
    stop: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

/** nginx with one worker and the bytes compressed beforehand. */
export async function nginx(served: Served): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-nginx-'));
  mkdirSync(join(folder, 'html'));
  writeFileSync(join(folder, 'html/page'), served.body);
  const port = await freePort();
  const { 'content-encoding': encoding, 'content-type': type } = served.headers;
  const config = `daemon off; worker_processes 1; pid ${folder}/pid; error_log /dev/null;
    user root; events { worker_connections 4096; }
    http { access_log off; client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
      uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5; keepalive_requests 10000000; open_file_cache max=10;
      server { listen 127.0.0.1:${port}; default_type "${type ?? 'text/html'}";
        location / { root ${folder}/html; try_files /page =404; ${encoding ? `add_header content-encoding ${encoding};` : ''}
          add_header cache-control "public, max-age=10"; } } }`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  const child = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/`;
  await untilUp(url);
  return {
    name: 'nginx',
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(url).catch(() => null)) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`${url} did not come up`);
}
