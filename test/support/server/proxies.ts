import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './port.ts';

/** The path of a program: on the PATH, or in Debian's folder for servers. */
export const programAt = (name: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, name))
    .find(existsSync);

export const proxies = { nginx: programAt('nginx'), caddy: programAt('caddy') };

/** TLS with a self-signed certificate in front of `port`, in the usual setup of nginx and Caddy. */
export async function startProxy(kind: keyof typeof proxies, name: string, port: number) {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-proxy-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...made, ...subject], { stdio: 'ignore' });
  const listens = await freePort();
  const config = join(folder, 'config');
  writeFileSync(config, configs[kind]({ folder, cert, key, name, port, listens }));
  mkdirSync(join(folder, 'logs'));
  const args = {
    nginx: ['-p', folder, '-e', 'stderr', '-c', config, '-g', 'daemon off;'],
    caddy: ['run', '--adapter', 'caddyfile', '--config', config],
  };
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const child = spawn(proxies[kind] ?? kind, args[kind], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (batch) => {
      output += batch;
    });
  await untilOpen(listens, child, () => output);
  return {
    url: `https://${name}:${listens}`,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Given = {
  folder: string;
  cert: string;
  key: string;
  name: string;
  port: number;
  listens: number;
};

const configs = {
  // Passes no headers on, not even the host, as in a first attempt.
  nginx: ({ folder, cert, key, name, port, listens }: Given) => `
pid ${folder}/pid;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${listens} ssl;
    server_name ${name};
    ssl_certificate ${cert};
    ssl_certificate_key ${key};
    location / { proxy_pass http://127.0.0.1:${port}; }
  }
}`,
  caddy: ({ cert, key, name, port, listens }: Given) => `
{
  admin off
  auto_https off
}
https://${name}:${listens} {
  bind 127.0.0.1
  tls ${cert} ${key}
  reverse_proxy 127.0.0.1:${port}
}`,
};

async function untilOpen(port: number, child: ChildProcess, output: () => string): Promise<void> {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
    const socket = connect(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  throw new Error(`The proxy did not start:\n${output()}`);
}
